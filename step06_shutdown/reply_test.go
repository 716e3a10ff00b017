package shutdown_test

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	shutdown "mini-redis/step06_shutdown"
)

// I3: a reply that is under way arrives whole, however slowly the client reads.
func TestLargeReplyIsNotCut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const size = 1 << 20
		s, l := &shutdown.Server{}, listen()
		served := serve(t, s, l)
		c := dial(t, l)
		c.askForMuch(size)
		stopped := make(chan error, 1)
		go func() { stopped <- s.Shutdown(t.Context()) }()

		var reply strings.Builder
		for {
			time.Sleep(time.Second)
			if !pending(stopped) || !pending(served) {
				t.Fatalf("the server stopped after %d bytes", reply.Len())
			}
			if _, err := io.CopyN(&reply, c.conn, 100_000); err == io.EOF {
				break
			}
		}
		want := fmt.Sprintf("%d\r\n%s\r\n", size, strings.Repeat("x", size)) // the "$" is read already
		if reply.String() != want {
			t.Errorf("got %d bytes, want %d", reply.Len(), len(want))
		}
		require.NoError(t, <-stopped)
		require.ErrorIs(t, <-served, shutdown.ErrServerClosed)
	})
}

// I3: every command that the server has read, however many were sent at once
// and whenever Shutdown comes, is executed and answered, in order.
func TestEveryCommandReceivedIsAnswered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rapid.SyncTest(t, func(t *rapid.T) {
			commands := rapid.IntRange(1, 5000).Draw(t, "commands")
			before := rapid.IntRange(0, commands).Draw(t, "replies before Shutdown")
			settle := rapid.Bool().Draw(t, "settle")
			var sent strings.Builder
			for n := range commands {
				fmt.Fprintf(&sent, "ECHO %d\r\n", n)
			}

			s, l := &shutdown.Server{}, listen()
			served := serve(t, s, l)
			c := dial(t, l)
			synctest.Wait() // Serve is serving
			received := make(chan int, 1)
			go func() {
				n, _ := io.WriteString(c.conn, sent.String())
				received <- n
			}()
			for n := range before {
				c.want(fmt.Sprint(n))
			}
			go s.Shutdown(t.Context())
			if settle {
				synctest.Wait()
			}
			got := before
			for reply, err := c.next(); err != io.EOF; reply, err = c.next() {
				if reply != fmt.Sprint(got) || err != nil {
					t.Fatalf("reply %d is %q, %v", got, reply, err)
				}
				got++
			}
			if want := strings.Count(sent.String()[:<-received], "\n"); got != want {
				t.Errorf("%d replies to the %d commands that the server has read", got, want)
			}
			if err := <-served; err != shutdown.ErrServerClosed {
				t.Errorf("Serve returned %v", err)
			}
		})
	})
}

// A halfListener accepts connections whose halves can be closed, as TCP's.
type halfListener struct {
	*listener
}

type halfConn struct {
	net.Conn
}

func (l halfListener) Accept() (net.Conn, error) {
	conn, err := l.listener.Accept()
	if err != nil {
		return nil, err
	}
	return halfConn{conn}, nil
}

// CloseWrite would let the client read the end. Here it only has to be there.
func (halfConn) CloseWrite() error { return nil }

// I3: a client in mid-pipeline may go on sending after Shutdown. With TCP, to
// close the connection under it would be a reset, which cuts the replies that
// it hasn't received. It is closed when the client is silent.
func TestClientMaySendOnAfterShutdown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := &shutdown.Server{}, listen()
		served := serve(t, s, halfListener{l})
		c := dial(t, l)
		c.send("PING")
		c.want("PONG")
		stopped := make(chan error, 1)
		go func() { stopped <- s.Shutdown(t.Context()) }()

		pings := strings.Repeat("PING\r\n", 100_000)
		for range 20 {
			time.Sleep(200 * time.Millisecond)
			if _, err := io.WriteString(c.conn, pings); err != nil {
				t.Fatal(err)
			}
		}
		require.True(t, pending(stopped), "Shutdown returned while a client was sending")
		c.wantEnd() // no PONG before it: the commands came too late
		require.NoError(t, <-stopped)
		require.ErrorIs(t, <-served, shutdown.ErrServerClosed)
	})
}

// A lateConn is a halfConn on which a deadline in the past, which is what
// Shutdown sets, takes effect only when late is closed.
type lateConn struct {
	halfConn
	late chan struct{}
}

func (c lateConn) SetReadDeadline(t time.Time) error {
	if t.Before(time.Now()) {
		<-c.late
	}
	return c.halfConn.SetReadDeadline(t)
}

type lateDeadlines struct {
	*listener
	late chan struct{}
}

func (l lateDeadlines) Accept() (net.Conn, error) {
	conn, err := l.listener.Accept()
	if err != nil {
		return nil, err
	}
	return lateConn{halfConn{conn}, l.late}, nil
}

// I3: a goroutine sets the deadline that Shutdown brings, and it may run when the
// connection is ending already, for a reason of its own. What the client still
// sends is discarded then, too, until it is silent.
func TestLateDeadlineDoesNotEndTheHangUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := &shutdown.Server{}, lateDeadlines{listen(), make(chan struct{})}
		served := serve(t, s, l)
		c := dial(t, l.listener)
		c.send("PING")
		c.want("PONG")
		stopped := make(chan error, 1)
		go func() { stopped <- s.Shutdown(t.Context()) }()
		synctest.Wait() // the deadline is on its way
		c.send("QUIT")
		c.want("OK")
		time.Sleep(time.Second + 100*time.Millisecond) // QUIT hangs up for a second of silence

		close(l.late)
		synctest.Wait()
		for range 5 {
			c.send("PING") // fails if the connection is closed
			time.Sleep(200 * time.Millisecond)
		}
		require.True(t, pending(stopped), "Shutdown returned while a client was sending")
		c.wantEnd()
		require.NoError(t, <-stopped)
		require.ErrorIs(t, <-served, shutdown.ErrServerClosed)
	})
}

// I3: what a subscriber was sent before Shutdown still reaches it.
func TestMessagesUnderWayAreNotLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := &shutdown.Server{}, listen()
		serve(t, s, l)
		subscriber, publisher := dial(t, l), dial(t, l)
		subscriber.send("SUBSCRIBE news")
		subscriber.want("[subscribe news 1]")
		for n := range 100 {
			publisher.send(fmt.Sprintf("PUBLISH news %d", n))
			publisher.want("1")
		}
		go s.Shutdown(t.Context())
		synctest.Wait()
		for n := range 100 {
			subscriber.want(fmt.Sprintf("[message news %d]", n))
		}
		subscriber.wantEnd()
	})
}
