package program

import (
	"errors"
	"fmt"
	"net"
	"sync"
)

// A joinedListener accepts what several listeners accept. Had a Server a listener
// for each address, its last free place would belong to one of them, and clients of
// the others would wait while it is empty. Here, each of them may have accepted
// one connection that the Server has not taken yet.
type joinedListener struct {
	listeners []net.Listener
	accepted  chan accepted // unbuffered
	closed    chan struct{}
	close     func() error
	accepting sync.WaitGroup
}

// accepted is what Accept has returned.
type accepted struct {
	conn net.Conn
	err  error
}

// join returns a listener that owns the given ones.
func join(listeners []net.Listener) net.Listener {
	if len(listeners) == 1 {
		return listeners[0]
	}
	j := &joinedListener{listeners: listeners, accepted: make(chan accepted), closed: make(chan struct{})}
	j.close = sync.OnceValue(j.end)
	for _, l := range listeners {
		j.accepting.Go(func() { j.acceptFrom(l) })
	}
	return j
}

func (j *joinedListener) acceptFrom(l net.Listener) {
	for {
		conn, err := l.Accept()
		select {
		case j.accepted <- accepted{conn, err}:
		case <-j.closed:
			if err == nil {
				conn.Close()
			}
			return
		}
	}
}

// Accept returns the next connection, or the next error, of any of the listeners.
func (j *joinedListener) Accept() (net.Conn, error) {
	select {
	case a := <-j.accepted:
		return a.conn, a.err
	case <-j.closed:
		return nil, fmt.Errorf("accept: %w", net.ErrClosed)
	}
}

// Close closes all listeners, and the connections that nobody has taken.
func (j *joinedListener) Close() error { return j.close() }

func (j *joinedListener) end() error {
	close(j.closed)
	var errs []error
	for _, l := range j.listeners {
		errs = append(errs, l.Close())
	}
	j.accepting.Wait()
	return errors.Join(errs...)
}

// Addr returns the address of the first listener.
func (j *joinedListener) Addr() net.Addr { return j.listeners[0].Addr() }
