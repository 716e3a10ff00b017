package server

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"time"
)

// Waits between failed accepts, as net/http has them.
const (
	minAcceptWait = 5 * time.Millisecond
	maxAcceptWait = time.Second
)

// accept waits for the next connection on l that may be served, and registers
// it. The connection holds a permit. accept returns ErrServerClosed when the
// server stops.
func (s *Server) accept(l net.Listener) (*conn, error) {
	for {
		if !s.RejectClients && s.waitForPermit() != nil {
			return nil, ErrServerClosed
		}
		nc, err := s.acceptPatiently(l)
		if err != nil {
			if !s.RejectClients {
				s.permits.release()
			}
			if s.draining.Err() != nil {
				err = ErrServerClosed
			}
			return nil, err
		}
		if !s.RejectClients && s.permits.exceeded() { // the limit was lowered meanwhile
			s.permits.release()
			if s.waitForPermit() != nil {
				nc.Close()
				return nil, ErrServerClosed
			}
		}
		if s.RejectClients && !s.permits.tryAcquire() {
			s.stats.rejected.Add(1)
			s.warnOfLimit("further clients are rejected")
			refuse(nc, "ERR max number of clients reached")
			continue
		}
		if !s.mayConnect(nc) {
			s.permits.release()
			s.stats.rejected.Add(1)
			s.warn(context.Background(), "a client was refused by protected mode", "addr", nc.RemoteAddr())
			refuse(nc, errProtected)
			continue
		}
		s.stats.connections.Add(1)
		c := s.register(nc)
		if c == nil {
			nc.Close()
			s.permits.release()
			return nil, ErrServerClosed
		}
		return c, nil
	}
}

// waitForPermit acquires a permit before a connection is accepted. A client over
// the limit stays in the kernel's queue, where it costs neither a goroutine
// nor a file descriptor; but see joinedListener, which for each of several
// listeners accepts one beforehand. A lower limit holds for the client, too, that a
// listener has been waiting for: that one waits after it was accepted.
func (s *Server) waitForPermit() error {
	if s.permits.tryAcquire() {
		return nil
	}
	s.warnOfLimit("further clients wait")
	return s.permits.acquire(s.draining)
}

// errProtected is the reply of protected mode to a client that it refuses.
const errProtected = "DENIED this server takes clients from other machines only if it has a password. " +
	"Start it with --requirepass, or let clients come from this machine, or, on a network where everybody may read and write, start it with --protected-mode no."

// mayConnect reports whether protected mode lets the client in: if it comes from this
// machine, which has all of 127.0.0.0/8. Redis takes 127.0.0.1 and ::1 alone; but no
// packet from elsewhere gets in with another of these addresses either.
func (s *Server) mayConnect(nc net.Conn) bool {
	set := s.settings.Load()
	if !set.protected || set.password != "" {
		return true
	}
	tcp, ok := nc.RemoteAddr().(*net.TCPAddr)
	return !ok || tcp.IP.IsLoopback() // what is not TCP does not come from elsewhere
}

// refuse says why, as far as that needs no waiting, and closes the connection.
func refuse(nc net.Conn, reason string) {
	defer nc.Close()
	if _, encrypted := nc.(*tls.Conn); encrypted {
		return // nothing can be said before a handshake, which takes time
	}
	nc.SetDeadline(time.Now().Add(time.Second))
	nc.Write([]byte("-" + reason + "\r\n"))
}

// warnOfLimit says that the limit is reached.
func (s *Server) warnOfLimit(consequence string) {
	s.warn(context.Background(), "connection limit reached: "+consequence, "maxclients", s.maxClients())
}

// acceptPatiently tries again when accepting fails, for as long as it fails, since
// clients can be the cause of most errors: they have opened more connections than the process
// may open files, or left before they were accepted. It returns an error only if l is
// closed, and ErrServerClosed if the server stops.
func (s *Server) acceptPatiently(l net.Listener) (net.Conn, error) {
	for wait := minAcceptWait; ; wait = min(2*wait, maxAcceptWait) {
		nc, err := l.Accept()
		if err == nil || errors.Is(err, net.ErrClosed) {
			return nc, err
		}
		s.warn(context.Background(), "accept failed, trying again", "err", err, "wait", wait)
		select {
		case <-time.After(wait):
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
