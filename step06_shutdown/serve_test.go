package shutdown_test

import (
	"errors"
	"net"
	"runtime"
	"testing"
	"testing/synctest"
	"time"
	"weak"

	"github.com/stretchr/testify/require"

	shutdown "mini-redis/step06_shutdown"
)

// I5: Serve returns when every connection has ended, however long that takes,
// and Shutdown returns no earlier. That every goroutine has ended by then, also
// while clients keep their end of the connection open, the bubble checks.
func TestServeReturnsWhenAllHasEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := &shutdown.Server{}, listen()
		served := serve(t, s, l)
		dial(t, l)
		busy := dial(t, l)
		busy.askForMuch(100_000)
		stopped := make(chan error, 1)
		go func() { stopped <- s.Shutdown(t.Context()) }()

		time.Sleep(time.Hour)
		require.EqualValues(t, 1, l.open.Load(), "connections that are busy")
		require.True(t, pending(served), "Serve returned while a reply was under way")
		require.True(t, pending(stopped), "Shutdown returned while a reply was under way")

		busy.conn.Close()
		require.NoError(t, <-stopped)
		require.Zero(t, l.open.Load(), "connections after Shutdown")
		require.ErrorIs(t, <-served, shutdown.ErrServerClosed)
	})
}

// A connection that has ended leaves nothing behind in a server that goes on.
func TestEndedConnectionIsForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := &shutdown.Server{}, listen()
		served := serve(t, s, l)
		near, far := net.Pipe()
		conn := &struct{ net.Conn }{far}
		l.backlog <- conn
		c := newClient(t, near)
		c.send("SUBSCRIBE news")
		c.want("[subscribe news 1]")
		near.Close()
		synctest.Wait()
		require.Zero(t, l.open.Load(), "connections")

		remembered := weak.Make(conn)
		conn = nil
		runtime.GC()
		if remembered.Value() != nil {
			t.Error("the connection is still in memory")
		}
		require.NoError(t, s.Shutdown(t.Context()))
		require.ErrorIs(t, <-served, shutdown.ErrServerClosed)
	})
}

// A Server serves once, be it stopped or not.
func TestServeTwiceIsAnError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, first, second, third := &shutdown.Server{}, listen(), listen(), listen()
		served := serve(t, s, first)
		synctest.Wait()
		err := s.Serve(second)
		if err == nil || errors.Is(err, shutdown.ErrServerClosed) {
			t.Errorf("a second Serve returned %v, want an error of its own", err)
		}
		<-second.closed

		c := dial(t, first)
		c.send("PING") // the first goes on
		c.want("PONG")
		require.NoError(t, s.Shutdown(t.Context()))
		require.ErrorIs(t, <-served, shutdown.ErrServerClosed)
		require.ErrorIs(t, s.Serve(third), shutdown.ErrServerClosed)
		<-third.closed
	})
}

// I5: a listener that is closed by someone else ends the server. Serve returns
// the error, once it has closed what was open: nothing remains, and Shutdown has
// nothing to do.
func TestServeEndsWithItsListener(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := &shutdown.Server{}, listen()
		served := serve(t, s, l)
		idle, busy := dial(t, l), dial(t, l)
		idle.send("SUBSCRIBE news")
		idle.want("[subscribe news 1]")
		busy.askForMuch(100_000)

		l.Close()
		require.ErrorIs(t, <-served, net.ErrClosed)
		require.Zero(t, l.open.Load(), "connections after Serve")
		idle.wantEnd()
		require.NoError(t, s.Shutdown(t.Context()))
	})
}

// Shutdown doesn't wait for a listener that fails to recover.
func TestShutdownWhileAcceptFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := &shutdown.Server{}, listen()
		exhausted := errors.New("too many open files")
		l.failed.Store(&exhausted)
		served := serve(t, s, l)
		time.Sleep(10 * time.Second)

		start := time.Now()
		require.NoError(t, s.Shutdown(t.Context()))
		require.ErrorIs(t, <-served, shutdown.ErrServerClosed)
		require.Zero(t, time.Since(start))
	})
}

// However long Accept fails, those who are being served are served on. After it,
// clients are accepted again.
func TestServeOutlivesAcceptErrors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := &shutdown.Server{}, listen()
		served := serve(t, s, l)
		synctest.Wait() // Accept is waiting
		exhausted := errors.New("too many open files")
		l.failed.Store(&exhausted)
		early := dial(t, l)
		for range 10 {
			time.Sleep(time.Minute)
			early.send("PING")
			early.want("PONG")
		}
		l.failed.Store(nil)
		late := dial(t, l)
		late.send("PING")
		late.want("PONG")
		require.NoError(t, s.Shutdown(t.Context()))
		require.ErrorIs(t, <-served, shutdown.ErrServerClosed)
	})
}
