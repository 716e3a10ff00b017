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

// I3: over TCP, a reply on its way survives all that the client still sends and
// the server won't execute. The client reads nothing until it has sent it.
func TestUnreadCommandsDoNotCutReplies(t *testing.T) {
	const size = 200_000 // more than the client's kernel takes, less than the server's
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s := &shutdown.Server{}
	served := serve(t, s, l)
	conn, err := net.Dial("tcp", l.Addr().String())
	require.NoError(t, err)
	defer conn.Close()
	newClient(t, conn).askForMuch(size)

	go s.Shutdown(t.Context())
	_, err = fmt.Fprintf(conn, "*2\r\n$4\r\nECHO\r\n$%d\r\n%s", 32<<20, strings.Repeat("x", 16<<20))
	require.NoError(t, err)
	got, err := io.ReadAll(conn)
	require.NoError(t, err)
	if want := fmt.Sprintf("%d\r\n%s\r\n", size, strings.Repeat("x", size)); string(got) != want {
		t.Errorf("got %d bytes of the reply, want %d", len(got), len(want))
	}
	conn.Close()
	require.ErrorIs(t, <-served, shutdown.ErrServerClosed)
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
