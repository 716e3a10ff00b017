package shutdown_test

import (
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
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

// I3: over TCP, the commands that a client has sent and the server won't read
// do no harm to the replies before them.
func TestUnreadCommandsDoNotCutReplies(t *testing.T) {
	const size = 4 << 20
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s := &shutdown.Server{}
	served := serve(t, s, l)
	conn, err := net.Dial("tcp", l.Addr().String())
	require.NoError(t, err)
	defer conn.Close()
	c := newClient(t, conn)
	c.askForMuch(size)
	var sender sync.WaitGroup
	defer sender.Wait()
	defer conn.Close()
	sender.Go(func() {
		io.Copy(conn, strings.NewReader(strings.Repeat("PING\r\n", 16<<20/6)))
	})
	go s.Shutdown(t.Context())

	got, err := io.ReadAll(conn)
	require.NoError(t, err)
	pongs, ok := strings.CutPrefix(string(got), fmt.Sprintf("%d\r\n%s\r\n", size, strings.Repeat("x", size)))
	if !ok {
		t.Fatalf("%d bytes of a reply of %d", len(got), size)
	}
	if n := strings.Count(pongs, "+PONG\r\n"); len(pongs) != n*len("+PONG\r\n") {
		t.Errorf("%d replies, and then %q", n, pongs[n*len("+PONG\r\n"):])
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
