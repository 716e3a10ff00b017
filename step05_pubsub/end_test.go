package pubsub

import (
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"pgregory.net/rapid"
)

// I5: a client that disconnects at any point, also in the middle of a command
// or of a message, leaves nothing behind: no entry in the hub, no goroutine.
func TestDisconnectLeavesNothingBehind(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rapid.SyncTest(t, func(t *rapid.T) {
			hub := NewHub()
			publisher, c := connect(t, hub), connect(t, hub)
			sent := strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{
				"SUBSCRIBE a b\r\n", "PSUBSCRIBE *\r\n", "UNSUBSCRIBE a\r\n", "PUNSUBSCRIBE\r\n",
				"RESET\r\n", "PING\r\n", "QUIT\r\n", "*1\r\n$4\r\nPING\r\n", "*nonsense\r\n",
			})).Draw(t, "commands"), "")
			sent = sent[:rapid.IntRange(0, len(sent)).Draw(t, "bytes sent")]
			toRead := rapid.Int64Range(0, 200).Draw(t, "bytes read")

			go io.WriteString(c.conn, sent)
			go io.CopyN(io.Discard, c.conn, toRead)
			for n := range 5 {
				publisher.send(fmt.Sprintf("PUBLISH a %d", n))
				publisher.next()
			}
			if rapid.Bool().Draw(t, "settle") {
				synctest.Wait()
			}
			c.disconnect()
			wantEmpty(t, hub)
			publisher.send("PUBLISH a end")
			publisher.want(":0")
		})
	})
}

// A brokenConn receives, but can't send. It knows when broken is closed.
type brokenConn struct {
	net.Conn
	broken chan struct{}
}

func (c brokenConn) Write([]byte) (int, error) {
	<-c.broken
	return 0, errors.New("broken")
}

// When replies can't be written, the reader ends too: one that waits for input,
// and one that waits for room in the queue.
func TestWriteFailureEndsTheReader(t *testing.T) {
	for _, sent := range []string{
		"SUBSCRIBE news\r\n",
		"SUBSCRIBE news\r\n" + strings.Repeat("PING\r\n", 3*maxQueued),
	} {
		synctest.Test(t, func(t *testing.T) {
			hub, broken := NewHub(), make(chan struct{})
			c := connectVia(t, hub, func(conn net.Conn) net.Conn { return brokenConn{conn, broken} })
			go io.WriteString(c.conn, sent)
			synctest.Wait() // the reader waits
			close(broken)
			<-c.served // although the client stays
			wantEmpty(t, hub)
		})
	}
}

// ServeConn returns only when its writer is done with the connection, too.
func TestServeConnWaitsForItsWriter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		forever := make(chan struct{})
		c := connectVia(t, NewHub(), func(conn net.Conn) net.Conn {
			return stuckConn{Conn: conn, write: forever}
		})
		c.send("PING")
		c.conn.Close()
		synctest.Wait()
		select {
		case <-c.served:
			t.Error("ServeConn has returned while its writer was writing")
		default:
		}
		close(forever)
		<-c.served
	})
}

// A client that closes its sending half still receives the replies to what it
// has sent: the end of input ends the reader, not the writer. A publisher that
// finds it leaving doesn't take it for one that is slow.
func TestRepliesFollowTheEndOfInput(t *testing.T) {
	for range 100 {
		synctest.Test(t, func(t *testing.T) {
			hub := NewHub()
			var publisher sync.WaitGroup
			publisher.Go(func() {
				for range maxQueued / 2 {
					hub.publish("a", "hello")
				}
			})
			c := connectVia(t, hub, func(conn net.Conn) net.Conn {
				return halfConn{conn, strings.NewReader("SUBSCRIBE a\r\nPING last\r\n")}
			})
			publisher.Wait()
			c.want("[subscribe a :1]")
			answered := false
			for got, err := c.next(); err == nil; got, err = c.next() {
				answered = answered || got == "[pong last]" // messages may follow
			}
			if !answered {
				t.Fatal("the connection ended before the last reply")
			}
			wantEmpty(t, hub)
		})
	}
}

// A halfConn receives what in holds, and then the end of the input.
type halfConn struct {
	net.Conn
	in io.Reader
}

func (c halfConn) Read(p []byte) (int, error) {
	return c.in.Read(p)
}
