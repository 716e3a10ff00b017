package server

import (
	"errors"
	"net"
	"time"
)

// Waits between failed accepts, as net/http has them, and when to give up.
const (
	minAcceptWait = 5 * time.Millisecond
	maxAcceptWait = time.Second
	acceptGiveUp  = 30 * time.Second
)

// accept waits for a permit and then for the next connection on l, and
// registers it. It returns ErrServerClosed when the server stops.
//
// The permit comes first. A client over the limit stays in the kernel's queue,
// where it costs neither a goroutine nor a file descriptor.
func (s *Server) accept(l net.Listener) (*conn, error) {
	if s.permits.Acquire(s.draining, 1) != nil {
		return nil, ErrServerClosed
	}
	nc, err := s.acceptPatiently(l)
	if err == nil {
		if c := s.register(nc); c != nil {
			return c, nil
		}
		nc.Close()
	}
	s.permits.Release(1)
	if s.draining.Err() != nil {
		err = ErrServerClosed
	}
	return nil, err
}

// acceptPatiently tries again when accepting fails: most errors, such as too many
// open files, pass when a client leaves. It returns an error at once if l is
// closed, and the last one after 30 s of nothing else.
func (s *Server) acceptPatiently(l net.Listener) (net.Conn, error) {
	var waited time.Duration // between tries; what l.Accept itself takes does not count
	for wait := minAcceptWait; ; wait = min(2*wait, maxAcceptWait) {
		nc, err := l.Accept()
		if err == nil || errors.Is(err, net.ErrClosed) {
			return nc, err
		}
		if waited >= acceptGiveUp {
			return nil, err
		}
		s.log.Warn("accept failed, trying again", "err", err, "wait", wait)
		select {
		case <-time.After(wait):
			waited += wait
		case <-s.draining.Done():
			return nil, ErrServerClosed
		}
	}
}

// register adds a connection to those that Shutdown ends, or returns nil if it
// has ended them already.
func (s *Server) register(nc net.Conn) *conn {
	c := newConn(s, nc)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.draining.Err() != nil {
		return nil
	}
	s.conns[c] = struct{}{}
	return c
}

func (s *Server) forget(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, c)
}
