package server

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestShutdownEndsIdleConnectionsAndSubscribersAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := new(Server), newMemListener()
		start(t, s, l)
		var clients []*client
		for range 5 {
			clients = append(clients, newClient(t, l.dial()))
		}
		clients[1].send("PING")
		clients[1].want("+PONG")
		clients[2].raw("*2\r\n$4\r\nPI") // half a command is none
		clients[3].send("SUBSCRIBE", "a")
		clients[3].want("[subscribe a :1]")
		clients[4].send("PSUBSCRIBE", "*")
		clients[4].want("[psubscribe * :1]")

		begin := time.Now()
		if err := s.Shutdown(context.Background()); err != nil {
			t.Errorf("Shutdown returned %v", err)
		}
		if waited := time.Since(begin); waited != 0 {
			t.Errorf("Shutdown waited %v", waited)
		}
		for _, c := range clients {
			c.wantEnd()
		}
	})
}

// A client that reads a large reply slowly gets all of it, and after it the replies
// to the commands that the server had received.
func TestShutdownLetsRepliesUnderWayOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := new(Server), newMemListener()
		start(t, s, l)
		large := strings.Repeat("x", 1<<20)
		c := newClient(t, slowConn{l.dial(), func() { time.Sleep(200 * time.Millisecond) }})
		c.send("SET", "large", large)
		c.want("+OK")
		c.raw(pipeline("GET large", "SET k v", "GET large", "GET k"))
		synctest.Wait()

		ended := make(chan error)
		begin := time.Now()
		go func() { ended <- s.Shutdown(context.Background()) }()
		c.want(large, "+OK", large, "v")
		c.wantEnd()
		if err := <-ended; err != nil {
			t.Errorf("Shutdown returned %v", err)
		}
		if waited := time.Since(begin); waited < 5*time.Second {
			t.Errorf("the client has read for only %v", waited)
		}
	})
}

// A slowConn waits before it brings up to 64 KB.
type slowConn struct {
	net.Conn
	wait func()
}

func (c slowConn) Read(p []byte) (int, error) {
	c.wait()
	return c.Conn.Read(p[:min(len(p), 64<<10)])
}

// A subscriber gets the messages that were published before the shutdown, and the
// replies to its commands.
func TestShutdownLetsQueuedMessagesOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := new(Server), newMemListener()
		start(t, s, l)
		c := newClient(t, l.dial())
		c.raw(pipeline("SUBSCRIBE a", "PING"))
		synctest.Wait()
		for range 100 {
			s.hub.Publish([]byte("a"), []byte("m"))
		}
		ended := make(chan error)
		go func() { ended <- s.Shutdown(context.Background()) }()
		synctest.Wait()
		c.want("[subscribe a :1]", "[pong ]")
		c.want(repeat(100, "[message a m]")...)
		c.wantEnd()
		if err := <-ended; err != nil {
			t.Errorf("Shutdown returned %v", err)
		}
	})
}

var errPatience = errors.New("out of patience")

// Clients that do not read hold the shutdown up until the end of the grace period,
// when their connections are closed.
func TestGracePeriodEndsWhatIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := new(Server), newMemListener()
		start(t, s, l)
		var stuck []*client
		for _, sent := range []string{
			pipeline("PING"), // in a reply
			pipeline("GET large", "PING"),
			pipeline("SUBSCRIBE a"), // in a confirmation, or in a message
			pipeline("SUBSCRIBE a") + strings.Repeat(pipeline("PING "+strings.Repeat("x", 3000)), 100), // in WaitRoom
		} {
			c := newClient(t, l.dial())
			c.send("SET", "large", strings.Repeat("x", 1<<20))
			c.want("+OK")
			go c.conn.Write([]byte(sent))
			stuck = append(stuck, c)
		}
		synctest.Wait()
		s.hub.Publish([]byte("a"), []byte("m"))

		begin := time.Now()
		ctx, cancel := context.WithTimeoutCause(context.Background(), 5*time.Second, errPatience)
		defer cancel()
		if err := s.Shutdown(ctx); err != errPatience {
			t.Errorf("Shutdown returned %v, want %v", err, errPatience)
		}
		if waited := time.Since(begin); waited != 5*time.Second {
			t.Errorf("Shutdown waited %v, want 5 s", waited)
		}
		for i, c := range stuck {
			if r, err := c.next(); err == nil {
				t.Errorf("client %d: got %.100q after the end", i, show(r))
			}
		}
	})
}

func TestShutdownBeforeServe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := new(Server), newMemListener()
		for range 2 {
			if err := s.Shutdown(context.Background()); err != nil {
				t.Errorf("Shutdown returned %v", err)
			}
		}
		c := newClient(t, l.dial())
		if err := s.Serve(l); err != ErrServerClosed {
			t.Errorf("Serve returned %v, want ErrServerClosed", err)
		}
		c.wantEnd() // since Serve has closed l
	})
}

// All calls of Shutdown wait for the end. One that runs out of patience ends the
// wait of the others.
func TestConcurrentShutdowns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := new(Server), newMemListener()
		start(t, s, l)
		stuck := newClient(t, l.dial())
		stuck.send("PING")
		synctest.Wait()
		begin := time.Now()
		var all sync.WaitGroup
		for range 10 {
			all.Go(func() {
				if err := s.Shutdown(context.Background()); err != nil {
					t.Errorf("Shutdown returned %v", err)
				}
				if waited := time.Since(begin); waited != 3*time.Second {
					t.Errorf("Shutdown returned after %v, want 3 s", waited)
				}
			})
		}
		all.Go(func() {
			ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
			defer cancel()
			if err := s.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("the impatient Shutdown returned %v", err)
			}
		})
		all.Wait()
	})
}
