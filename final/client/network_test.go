package client

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mini-redis/final/server"
)

// tb is what *testing.T, *testing.B and *rapid.T have in common.
type tb interface {
	rapid.TB
	Cleanup(func())
}

var errDown = errors.New("the network is down")

// A network connects clients to a server through pipes.
type network struct {
	accepted chan net.Conn
	closed   chan struct{}
	wrap     func(net.Conn) net.Conn // what a client gets; nil for the pipe itself

	mu    sync.Mutex
	conns []net.Conn // the servers' ends; guarded by mu
	dials int        // guarded by mu
	down  bool       // guarded by mu
}

func newNetwork() *network {
	return &network{accepted: make(chan net.Conn), closed: make(chan struct{})}
}

// dial is for Options.Dial.
func (n *network) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	near, far := net.Pipe()
	n.mu.Lock()
	n.dials++
	down := n.down
	if !down {
		n.conns = append(n.conns, far)
	}
	n.mu.Unlock()
	if down {
		return nil, errDown
	}
	select {
	case n.accepted <- far:
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-n.closed:
		return nil, errDown
	}
	if n.wrap != nil {
		near = n.wrap(near)
	}
	return near, nil
}

// kill ends all connections.
func (n *network) kill() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, conn := range n.conns {
		conn.Close()
	}
	n.conns = nil
}

// setDown decides whether dial fails.
func (n *network) setDown(down bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.down = down
}

func (n *network) dialed() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.dials
}

// Accept, Close and Addr make it a net.Listener.
func (n *network) Accept() (net.Conn, error) {
	select {
	case conn := <-n.accepted:
		return conn, nil
	case <-n.closed:
		return nil, net.ErrClosed
	}
}

func (n *network) Close() error {
	n.mu.Lock()
	defer n.mu.Unlock()
	select {
	case <-n.closed:
	default:
		close(n.closed)
	}
	return nil
}

func (n *network) Addr() net.Addr { return &net.UnixAddr{Name: "pipe", Net: "pipe"} }

// serve starts a server on a new network. The test's end, or the function it
// returns, stops it.
func serve(t tb, s *server.Server) (n *network, stop func()) {
	t.Helper()
	n = newNetwork()
	s.Logger = slog.New(slog.DiscardHandler)
	served := make(chan error, 1)
	go func() { served <- s.Serve(n) }()
	stop = sync.OnceFunc(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		s.Shutdown(ctx)
		if err := <-served; !errors.Is(err, server.ErrServerClosed) {
			t.Errorf("Serve: %v", err)
		}
	})
	t.Cleanup(stop)
	return n, stop
}

// options are those of a client on n that waits for ever.
func (n *network) options() Options { return Options{Dial: n.dial, Timeout: -1, StallTimeout: -1} }

// connect returns a client on n, which the test's end closes.
func connect(t tb, o Options) *Client {
	t.Helper()
	c, err := Dial(context.Background(), "pipe:0", o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// start returns a client of a new server.
func start(t tb) (*Client, *network) {
	t.Helper()
	n, _ := serve(t, new(server.Server))
	return connect(t, n.options()), n
}

// scripted returns options whose dials are answered by the scripts, one each. A
// script's connection is closed when it returns; there is no dialing beyond the
// last one. Scripts must not call t.Fatal.
func scripted(t *testing.T, scripts ...func(net.Conn)) Options {
	t.Helper()
	n := newNetwork()
	var running sync.WaitGroup
	running.Go(func() {
		defer n.Close()
		for _, script := range scripts {
			conn, err := n.Accept()
			if err != nil {
				return
			}
			running.Go(func() {
				defer conn.Close()
				script(conn)
			})
		}
	})
	t.Cleanup(func() {
		n.Close()
		n.kill()
		running.Wait()
	})
	return n.options()
}
