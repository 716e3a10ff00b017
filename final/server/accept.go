package server

import (
	"errors"
	"net"
	"syscall"
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
	if !s.permits.TryAcquire(1) {
		s.warnOfLimit()
		if s.permits.Acquire(s.draining, 1) != nil {
			return nil, ErrServerClosed
		}
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

// warnOfLimit says that clients wait, at most once a minute.
func (s *Server) warnOfLimit() {
	s.mu.Lock()
	due := time.Since(s.limitWarned) >= time.Minute
	if due {
		s.limitWarned = time.Now()
	}
	s.mu.Unlock()
	if due {
		s.log.Warn("connection limit reached: further clients wait", "maxclients", s.maxClients())
	}
}

// acceptPatiently tries again when accepting fails: most errors pass. It returns an
// error at once if l is closed, and the last one after 30 s of nothing else. It
// never gives up where clients are the cause: they have opened more connections
// than the process may open files, or left before they were accepted.
func (s *Server) acceptPatiently(l net.Listener) (net.Conn, error) {
	var waited time.Duration // between tries; what l.Accept itself takes does not count
	for wait := minAcceptWait; ; wait = min(2*wait, maxAcceptWait) {
		nc, err := l.Accept()
		if err == nil || errors.Is(err, net.ErrClosed) {
			return nc, err
		}
		if waited >= acceptGiveUp && !clientsFault(err) {
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

func clientsFault(err error) bool {
	return errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) || errors.Is(err, syscall.ECONNABORTED)
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
