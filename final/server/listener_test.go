package server

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync"
	"time"
)

// A memListener is a listener without a port: a test in a bubble can't use a real
// one, because the fake clock stands still while a goroutine waits for a socket.
type memListener struct {
	mu      sync.Mutex
	closed  bool          // guarded by mu
	backlog chan net.Conn // as the kernel has it: what was dialed and not accepted yet
}

func newMemListener() *memListener {
	return &memListener{backlog: make(chan net.Conn, 1024)}
}

// dial returns the client's end of a new connection, whether or not the server
// accepts it one day. After Close it is a connection that has ended.
func (l *memListener) dial() net.Conn {
	client, server := net.Pipe()
	l.enqueue(server)
	return client
}

// enqueue offers the server's end of a connection.
func (l *memListener) enqueue(server net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		server.Close()
		return
	}
	l.backlog <- server
}

func (l *memListener) Accept() (net.Conn, error) {
	if conn, ok := <-l.backlog; ok {
		return conn, nil
	}
	return nil, net.ErrClosed
}

// Close ends the connections of the backlog too, as the kernel does.
func (l *memListener) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return net.ErrClosed
	}
	l.closed = true
	close(l.backlog)
	for conn := range l.backlog {
		conn.Close()
	}
	return nil
}

func (l *memListener) Addr() net.Addr { return memAddr{} }

type memAddr struct{}

func (memAddr) Network() string { return "mem" }
func (memAddr) String() string  { return "mem" }

// start serves l until the end of the test, which shuts s down, and fails if Serve
// returns anything but ErrServerClosed or a permit was lost. A server without a Logger gets a silent one.
func start(t tb, s *Server, l net.Listener) {
	t.Helper()
	if s.Logger == nil {
		s.Logger = slog.New(slog.DiscardHandler)
	}
	served := make(chan error, 1)
	go func() { served <- s.Serve(l) }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := s.Shutdown(ctx); err != nil {
			t.Errorf("Shutdown returned %v, want nil", err)
		}
		if err := <-served; !errors.Is(err, ErrServerClosed) {
			t.Errorf("Serve returned %v, want ErrServerClosed", err)
		}
		if lost := s.permits.held(); lost != 0 {
			t.Errorf("%d permits were lost", lost)
		}
	})
}

// connect starts a server in memory and returns a client of it.
func connect(t tb) *client {
	t.Helper()
	s, l := new(Server), newMemListener()
	start(t, s, l)
	return newClient(t, l.dial())
}

// held returns how many permits are held.
func (p *permits) held() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.taken
}
