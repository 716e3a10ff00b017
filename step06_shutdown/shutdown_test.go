package shutdown_test

import (
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	shutdown "mini-redis/step06_shutdown"
)

// I2: a connection that waits for a command ends at once, that is in no time of
// the bubble: one that never sent anything, one between two commands, a
// subscriber, and one that is in the middle of a command.
func TestIdleConnectionsEndAtOnceOnShutdown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := &shutdown.Server{}, listen()
		served := serve(t, s, l)
		silent, between, subscriber, typing := dial(t, l), dial(t, l), dial(t, l), dial(t, l)
		between.send("SET k v", "GET k")
		between.want("OK", "v")
		subscriber.send("SUBSCRIBE news")
		subscriber.want("[subscribe news 1]")
		typing.send("*2", "$4", "ECHO", "$5", "hel") // and "lo" is to follow
		time.Sleep(time.Hour)

		start := time.Now()
		require.NoError(t, s.Shutdown(t.Context()))
		require.ErrorIs(t, <-served, shutdown.ErrServerClosed)
		if took := time.Since(start); took != 0 {
			t.Errorf("it took %v, want no time", took)
		}
		for _, c := range []*client{silent, between, subscriber, typing} {
			c.wantEnd()
		}
	})
}

// I2: once Shutdown is called no connection is accepted: neither one that comes
// then, nor one that has waited for a permit.
func TestNothingIsAcceptedAfterShutdown(t *testing.T) {
	for name, limit := range map[string]int{"waiting in Accept": 10, "waiting for a permit": 1} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, l := &shutdown.Server{MaxConns: limit}, listen()
				served := serve(t, s, l)
				busy := dial(t, l)
				busy.askForMuch(100_000)
				if limit == 1 {
					dial(t, l)
				}
				synctest.Wait()
				before := l.accepts.Load()

				stopped := make(chan error, 1)
				go func() { stopped <- s.Shutdown(t.Context()) }()
				synctest.Wait()
				select {
				case <-l.closed:
				default:
					t.Error("the listener is open while the last reply is under way")
				}
				dial(t, l)
				synctest.Wait()
				if got := l.open.Load(); got != 1 || !pending(served) {
					t.Errorf("%d connections, want the one that is busy", got)
				}
				busy.conn.Close()
				require.NoError(t, <-stopped)
				require.ErrorIs(t, <-served, shutdown.ErrServerClosed)
				if got := l.accepts.Load(); got != before {
					t.Errorf("Accept was called %d times after Shutdown", got-before)
				}
			})
		})
	}
}

// A lateListener accepts its connection when it is being closed.
type lateListener struct {
	*listener
}

func (l lateListener) Accept() (net.Conn, error) {
	<-l.closed
	select {
	case conn := <-l.backlog:
		return conn, nil
	default:
		return nil, net.ErrClosed
	}
}

// I2: a connection that is accepted in the very moment of Shutdown is closed,
// not served.
func TestConnectionThatSlipsInIsClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := &shutdown.Server{}, lateListener{listen()}
		served := serve(t, s, l)
		late := dial(t, l.listener)
		synctest.Wait()
		require.NoError(t, s.Shutdown(t.Context()))
		require.ErrorIs(t, <-served, shutdown.ErrServerClosed)
		late.wantEnd()
	})
}

// Shutdown may come before Serve, which then serves nobody, and closes the
// listener all the same.
func TestShutdownBeforeServe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := &shutdown.Server{}, listen()
		require.NoError(t, s.Shutdown(t.Context()))
		require.ErrorIs(t, s.Serve(l), shutdown.ErrServerClosed)
		<-l.closed
		require.Zero(t, l.accepts.Load())
	})
}

// Shutdown may be called again, and from many goroutines: each call returns
// when the server has stopped.
func TestShutdownMoreThanOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := &shutdown.Server{}, listen()
		served := serve(t, s, l)
		busy := dial(t, l)
		busy.askForMuch(100_000)

		stopped := make(chan error, 10)
		for range 10 {
			go func() { stopped <- s.Shutdown(t.Context()) }()
		}
		synctest.Wait()
		require.True(t, pending(stopped), "Shutdown returned before the server had stopped")
		busy.conn.Close()
		for range 10 {
			require.NoError(t, <-stopped)
		}
		require.ErrorIs(t, <-served, shutdown.ErrServerClosed)
		require.NoError(t, s.Shutdown(t.Context()))
	})
}

// However Shutdown and Serve meet, both return.
func TestShutdownWhileServeStarts(t *testing.T) {
	for range 500 {
		synctest.Test(t, func(t *testing.T) {
			s, l := &shutdown.Server{}, listen()
			c := dial(t, l)
			served := serve(t, s, l)
			require.NoError(t, s.Shutdown(t.Context()))
			require.ErrorIs(t, <-served, shutdown.ErrServerClosed)
			require.Zero(t, l.open.Load())
			c.conn.Close()
		})
	}
}
