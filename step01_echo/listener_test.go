package echo

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"pgregory.net/rapid"
)

// A fakeListener is a listener without a port: a test in a bubble can't use a
// real one, because the fake clock stands still while a goroutine waits for a
// socket.
type fakeListener struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once

	failure atomic.Pointer[error] // if set, what Accept returns at once
}

func newFakeListener() *fakeListener {
	return &fakeListener{conns: make(chan net.Conn), closed: make(chan struct{})}
}

// dial returns the client's end of a new connection, after the server's end was
// accepted. Its deadline catches a test that hangs: where everybody waits, the
// fake clock jumps, so an hour is over at once.
func (l *fakeListener) dial() net.Conn {
	client, server := net.Pipe()
	client.SetDeadline(time.Now().Add(time.Hour))
	l.conns <- server
	return client
}

func (l *fakeListener) Accept() (net.Conn, error) {
	if err := l.failure.Load(); err != nil {
		return nil, *err
	}
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *fakeListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *fakeListener) Addr() net.Addr { return nil }

// An acceptFunc is a listener that does in Accept what a test tells it to.
type acceptFunc func() (net.Conn, error)

func (f acceptFunc) Accept() (net.Conn, error) { return f() }
func (f acceptFunc) Close() error              { return nil }
func (f acceptFunc) Addr() net.Addr            { return nil }

// tb is what *testing.T and *rapid.T have in common.
type tb interface {
	rapid.TB
	Cleanup(func())
}

// startEcho runs an echo server on l until the test ends.
func startEcho(t tb, l net.Listener) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- Serve(ctx, l, Echo) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Serve returned %v after its context ended, want nil", err)
		}
	})
}
