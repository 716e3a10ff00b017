package server

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"time"

	"mini-redis/final/internal/memnet"
)

// A memListener is a memnet.Listener whose connections have no buffers, but for those of
// dialTCP.
type memListener struct{ *memnet.Listener }

func newMemListener() *memListener { return &memListener{memnet.Listen()} }

// dial returns the client's end of a new connection, whether or not the server
// accepts it one day. After Close it is a connection that has ended.
func (l *memListener) dial() net.Conn {
	client, server := net.Pipe()
	l.Offer(server)
	return client
}

// dialTCP returns a client of a connection that behaves as one of TCP. The kernel takes so
// many bytes of replies from the server before Write waits.
func dialTCP(l *memListener, sendBuffer int) *memnet.Conn {
	client, server := memnet.Pipe(memnet.Window, sendBuffer)
	l.Offer(server)
	return client
}

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
