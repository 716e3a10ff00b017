package program

import (
	"errors"
	"io"
	"net"
	"testing"
	"testing/synctest"

	"mini-redis/final/internal/memnet"
	"mini-redis/final/server"
	"mini-redis/final/servertest"
)

// dialed returns a client of l, which the end of the test closes.
func dialed(t *testing.T, l *memnet.Listener) net.Conn {
	t.Helper()
	conn, err := l.Dial()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// ping returns the reply to PING.
func ping(conn net.Conn) string {
	io.WriteString(conn, "PING\r\n")
	reply := make([]byte, len("+PONG\r\n"))
	n, _ := io.ReadFull(conn, reply)
	return string(reply[:n])
}

// Clients get the last free place at whichever address they come.
func TestJoinedListenersShareTheLastPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		one, other := memnet.Listen(), memnet.Listen()
		servertest.Serve(t, join([]net.Listener{one, other}), &server.Server{MaxClients: 1})
		for _, l := range []*memnet.Listener{one, other, other, one} {
			c := dialed(t, l)
			if got := ping(c); got != "+PONG\r\n" {
				t.Fatalf("got %q", got)
			}
			waiting := dialed(t, one)
			answered := make(chan string)
			go func() { answered <- ping(waiting) }()
			synctest.Wait()
			select {
			case <-answered:
				t.Error("two clients were served at once")
			default:
			}
			c.Close()
			if got := <-answered; got != "+PONG\r\n" {
				t.Errorf("got %q", got)
			}
			waiting.Close()
		}
	})
}

// Close ends the connections that were accepted and not taken, and Accept.
func TestClosedJoinedListenerKeepsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		one, other := memnet.Listen(), memnet.Listen()
		l := join([]net.Listener{one, other})
		clients := []net.Conn{dialed(t, one), dialed(t, one), dialed(t, other)}
		synctest.Wait()
		if err := l.Close(); err != nil {
			t.Errorf("Close returned %v", err)
		}
		for i, c := range clients {
			if n, err := c.Read(make([]byte, 1)); err == nil {
				t.Errorf("client %d got %d bytes", i, n)
			}
		}
		if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("Accept returned %v", err)
		}
		l.Close() // a second time does nothing
	})
}

// A failing listener fails so many times.
type failing struct {
	*memnet.Listener
	failures int
}

func (l *failing) Accept() (net.Conn, error) {
	if l.failures--; l.failures >= 0 {
		return nil, errors.New("too many open files")
	}
	return l.Listener.Accept()
}

// An error of one listener does not keep clients of the other waiting for ever.
func TestJoinedListenerPassesErrorsOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		working := memnet.Listen()
		servertest.Serve(t, join([]net.Listener{&failing{memnet.Listen(), 3}, working}), new(server.Server))
		if got := ping(dialed(t, working)); got != "+PONG\r\n" {
			t.Errorf("got %q", got)
		}
	})
}
