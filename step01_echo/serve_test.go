package echo

import (
	"context"
	"errors"
	"io"
	"net"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
	"weak"

	"github.com/stretchr/testify/require"
)

// I5: when ctx ends, the connections are closed under their handlers, and Serve
// returns when the last handler has, however long it tidies up.
func TestServeOutlivesItsHandlers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var running atomic.Int32
		handle := func(conn net.Conn) {
			running.Add(1)
			defer running.Add(-1)
			io.Copy(io.Discard, conn) // until the connection is closed
			time.Sleep(5 * time.Second)
		}
		ctx, cancel := context.WithCancel(t.Context())
		l := newFakeListener()
		ended := make(chan error, 1)
		go func() { ended <- Serve(ctx, l, handle) }()
		clients := []net.Conn{l.dial(), l.dial(), l.dial()}
		synctest.Wait()
		require.EqualValues(t, 3, running.Load())

		start := time.Now()
		cancel()
		require.NoError(t, <-ended)
		require.Equal(t, 5*time.Second, time.Since(start))
		require.Zero(t, running.Load())
		for _, client := range clients {
			requireClosed(t, client)
		}
		_, err := l.Accept()
		require.ErrorIs(t, err, net.ErrClosed, "the listener is still open")
	})
}

// I5 holds for a Serve that ends because its listener failed, too.
func TestFailedListenerEndsTheHandlers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		handlerDone := false
		handle := func(conn net.Conn) {
			Echo(conn)
			time.Sleep(5 * time.Second)
			handlerDone = true
		}
		l := newFakeListener()
		ended := make(chan error, 1)
		go func() { ended <- Serve(t.Context(), l, handle) }()
		client := l.dial()
		synctest.Wait()

		l.Close() // by someone else: ctx goes on
		require.ErrorIs(t, <-ended, net.ErrClosed)
		require.True(t, handlerDone)
		requireClosed(t, client)
	})
}

// I5: a client that is accepted just as ctx ends is let go, not served.
func TestConnectionAcceptedAtTheEndIsClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, server := net.Pipe()
		ctx, cancel := context.WithCancel(t.Context())
		l := acceptFunc(func() (net.Conn, error) {
			if ctx.Err() != nil {
				return nil, net.ErrClosed
			}
			cancel()
			return server, nil
		})
		err := Serve(ctx, l, func(net.Conn) { t.Error("the connection was served") })
		require.NoError(t, err)
		requireClosed(t, client)
	})
}

// A connection ends with its handler. The others and the server go on.
func TestConnectionIsClosedWhenItsHandlerReturns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		handle := func(conn net.Conn) {
			conn.Read(make([]byte, 1)) // one byte, then done
		}
		ctx, cancel := context.WithCancel(t.Context())
		l := newFakeListener()
		ended := make(chan error, 1)
		go func() { ended <- Serve(ctx, l, handle) }()
		other, client := l.dial(), l.dial()
		client.Write([]byte("x"))
		requireClosed(t, client)

		_, err := other.Write([]byte("x"))
		require.NoError(t, err)
		cancel()
		require.NoError(t, <-ended)
	})
}

// A connection that has ended leaves nothing behind in a server that goes on.
func TestEndedConnectionIsForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newFakeListener()
		startEcho(t, l)
		client, server := net.Pipe()
		conn := &struct{ net.Conn }{server}
		l.conns <- conn
		client.Close()
		synctest.Wait() // its handler has returned

		remembered := weak.Make(conn)
		conn = nil
		runtime.GC()
		if remembered.Value() != nil {
			t.Error("the connection is still in memory")
		}
	})
}

// requireClosed fails the test unless the server has closed its end of client,
// or does so before time passes.
func requireClosed(t *testing.T, client net.Conn) {
	t.Helper()
	client.SetDeadline(time.Now().Add(time.Nanosecond))
	_, err := client.Read(make([]byte, 1))
	if !errors.Is(err, io.EOF) {
		t.Fatalf("reading from a connection that should be closed: %v", err)
	}
}
