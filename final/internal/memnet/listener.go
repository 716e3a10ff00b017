// Package memnet is a network in memory, for tests: a listener without a port, and
// connections that behave as those of TCP do. A test in a bubble (testing/synctest)
// can't use real ones, because the fake clock stands still while a goroutine waits for a
// socket. Whatever waits here waits for channels and timers, so a listener and its
// connections work in the bubble in which they were made, or outside of any.
package memnet

import (
	"net"
	"sync"
	"syscall"
)

// Addr is the address of everything in memory. It has the form host:port, which is what
// client libraries expect, and no resolver knows it.
type Addr struct{}

func (Addr) Network() string { return "mem" }
func (Addr) String() string  { return "memory.invalid:6379" }

// A Listener accepts the connections that are offered to it.
type Listener struct {
	mu      sync.Mutex
	closed  bool          // guarded by mu
	backlog chan net.Conn // as the kernel has it: what was offered and not accepted yet; closed with the Listener
}

// Listen returns a Listener.
func Listen() *Listener { return &Listener{backlog: make(chan net.Conn, 1024)} }

// Dial returns the client's end of a new connection, whether or not it is accepted one
// day.
func (l *Listener) Dial() (net.Conn, error) {
	client, server := Pipe(Window, Window)
	if err := l.Offer(server); err != nil {
		return nil, err
	}
	return client, nil
}

// Offer puts the server's end of a connection among those to be accepted. If l is closed,
// or 1,024 of them wait, the connection is closed, and the error is ECONNREFUSED.
func (l *Listener) Offer(server net.Conn) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.closed {
		select {
		case l.backlog <- server:
			return nil
		default:
		}
	}
	server.Close()
	return syscall.ECONNREFUSED
}

// Waiting returns how many connections have been offered and not accepted.
func (l *Listener) Waiting() int { return len(l.backlog) }

// Accept waits for the next connection. After Close it returns net.ErrClosed.
func (l *Listener) Accept() (net.Conn, error) {
	if conn, ok := <-l.backlog; ok {
		return conn, nil
	}
	return nil, net.ErrClosed
}

// Close ends the connections that wait, too, as the kernel does. Further calls return
// net.ErrClosed.
func (l *Listener) Close() error {
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

// Addr returns Addr{}.
func (l *Listener) Addr() net.Addr { return Addr{} }
