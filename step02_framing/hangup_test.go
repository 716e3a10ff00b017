package framing

import (
	"context"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// startServer runs a server on a free port until the test ends, and returns a
// function that connects to it.
func startServer(t *testing.T) (dial func() *client) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- Serve(ctx, l, Commands()) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Serve returned %v after its context ended, want nil", err)
		}
	})
	return func() *client {
		conn, err := net.Dial("tcp", l.Addr().String())
		require.NoError(t, err)
		t.Cleanup(func() { conn.Close() })
		conn.SetDeadline(time.Now().Add(20 * time.Second)) // only catches a hang
		return &client{t, conn}
	}
}

// I6: a breach ends the connection of the client who committed it, and no other.
func TestBreachEndsOneConnectionOnly(t *testing.T) {
	dial := startServer(t)
	good, bad := dial(), dial()
	good.send("PING\r\n*2\r\n$4\r\nEC")
	good.want("+PONG\r\n")

	bad.send("*x\r\n")
	bad.wantEnd("-ERR Protocol error: invalid multibulk length\r\n")

	good.send("HO\r\n$2\r\nhi\r\n")
	good.want("$2\r\nhi\r\n")
}

// I6: the reply to a breach survives, although the client has sent a lot more
// by then that nobody will read. Without HangUp this connection ends in a reset.
func TestReplyToABreachSurvivesWhatFollows(t *testing.T) {
	c := startServer(t)()
	c.send("*x\r\n" + strings.Repeat("PING\r\n", 100_000))
	c.wantEnd("-ERR Protocol error: invalid multibulk length\r\n")
}

// A halfConn is a connection whose sending half can be closed on its own.
type halfConn struct {
	net.Conn
	closed bool // the half
}

func (c *halfConn) CloseWrite() error {
	c.closed = true
	return nil
}

// HangUp waits for the client to end its half, but not longer than it was told if
// the client is silent.
func TestHangUpWaitsForTheClient(t *testing.T) {
	for _, test := range []struct{ leavesAfter, want time.Duration }{
		{0, 0},
		{300 * time.Millisecond, 300 * time.Millisecond},
		{time.Hour, time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			client, server := net.Pipe()
			time.AfterFunc(test.leavesAfter, func() { client.Close() })
			conn := &halfConn{Conn: server}
			start := time.Now()
			HangUp(conn, time.Second)
			require.True(t, conn.closed)
			require.Equal(t, test.want, time.Since(start))
		})
	}
}

// HangUp discards what a client goes on sending, since it may read its replies
// when it is done; but not for ever.
func TestHangUpListensForAWhileToAClientThatSends(t *testing.T) {
	for _, test := range []struct{ pieces, wantSeconds int }{{3, 3}, {1000, 5}} {
		synctest.Test(t, func(t *testing.T) {
			client, server := net.Pipe()
			start := time.Now()
			go func() {
				defer client.Close()
				for range test.pieces {
					if _, err := io.WriteString(client, strings.Repeat("x", 5000)); err != nil {
						return
					}
					time.Sleep(time.Second)
				}
			}()
			HangUp(&halfConn{Conn: server}, 2*time.Second)
			server.Close()
			require.Equal(t, time.Duration(test.wantSeconds)*time.Second, time.Since(start))
		})
	}
}

// On a connection without halves HangUp has nothing to wait for.
func TestHangUpWithoutHalvesReturnsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, server := net.Pipe()
		start := time.Now()
		HangUp(server, time.Second)
		require.Zero(t, time.Since(start))
	})
}
