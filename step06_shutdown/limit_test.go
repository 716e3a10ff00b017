package shutdown_test

import (
	"io"
	"net"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	shutdown "mini-redis/step06_shutdown"
)

// I1: a client over the limit waits where it is: Accept isn't even called. It
// is served as soon as another leaves.
func TestClientsOverTheLimitWaitUnaccepted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := &shutdown.Server{MaxConns: 2}, listen()
		served := serve(t, s, l)
		one, two, three := dial(t, l), dial(t, l), dial(t, l)
		go io.WriteString(three.conn, "PING\r\n")
		one.send("PING")
		one.want("PONG")
		two.send("PING")
		two.want("PONG")
		synctest.Wait()
		if got := l.accepts.Load(); got != 2 {
			t.Errorf("Accept was called %d times, want 2", got)
		}
		three.wantNothing()

		one.conn.Close()
		three.want("PONG")
		require.NoError(t, s.Shutdown(t.Context()))
		require.ErrorIs(t, <-served, shutdown.ErrServerClosed)
	})
}

// I1: whoever comes and goes, there are never more than MaxConns connections,
// and never fewer while clients wait.
func TestLimitIsKeptAndUsed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rapid.SyncTest(t, func(t *rapid.T) {
			limit := rapid.IntRange(1, 4).Draw(t, "limit")
			steps := rapid.SliceOf(rapid.IntRange(-5, 9)).Draw(t, "who leaves, or else one arrives")
			s, l := &shutdown.Server{MaxConns: limit}, listen()
			served := serve(t, s, l)
			var clients []*client
			for _, i := range steps {
				if i >= 0 && i < len(clients) {
					clients[i].conn.Close()
					clients = slices.Delete(clients, i, i+1)
				} else {
					clients = append(clients, dial(t, l))
				}
				synctest.Wait()
				if got, want := l.open.Load(), int64(min(limit, len(clients))); got != want {
					t.Fatalf("%d connections, want %d for %d clients", got, want, len(clients))
				}
			}
			s.Shutdown(t.Context())
			<-served
			if got := l.open.Load(); got != 0 {
				t.Fatalf("%d connections after Shutdown", got)
			}
		})
	})
}

// A countingListener counts the connections that it returns.
type countingListener struct {
	net.Listener
	accepted atomic.Int64
}

func (l *countingListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err == nil {
		l.accepted.Add(1)
	}
	return conn, err
}

// I1: with TCP it is the kernel that lets a client wait. It can connect and
// send, but isn't answered until another leaves.
func TestLimitOverTCP(t *testing.T) {
	tcp, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s, l := &shutdown.Server{MaxConns: 1}, &countingListener{Listener: tcp}
	served := serve(t, s, l)
	connect := func() *client {
		conn, err := net.Dial("tcp", tcp.Addr().String())
		require.NoError(t, err)
		t.Cleanup(func() { conn.Close() })
		return newClient(t, conn)
	}
	one, two := connect(), connect()
	two.send("PING")
	for range 100 {
		one.send("PING")
		one.want("PONG")
	}
	if got := l.accepted.Load(); got != 1 {
		t.Errorf("%d connections were accepted, want 1", got)
	}
	one.conn.Close()
	two.want("PONG")
	require.NoError(t, s.Shutdown(t.Context()))
	require.ErrorIs(t, <-served, shutdown.ErrServerClosed)
}

// A Server that names no limit has one all the same.
func TestServerWithoutALimitHasTheDefault(t *testing.T) {
	for _, none := range []int{0, -1} {
		synctest.Test(t, func(t *testing.T) {
			s, l := &shutdown.Server{MaxConns: none}, listen()
			serve(t, s, l)
			c := dial(t, l)
			c.send("CONFIG GET maxclients")
			c.want("[maxclients 250]")
			require.NoError(t, s.Shutdown(t.Context()))
		})
	}
}
