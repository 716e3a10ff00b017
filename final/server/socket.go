package server

import (
	"errors"
	"io"
	"net"
	"os"
	"syscall"

	"mini-redis/final/internal/raw"
)

// A socket is a client's connection. It is one for the operating system, too, unless
// there is TLS in between or a test has made it: then Read and TryWrite spare
// much of what a system call costs in Go, see package raw.
//
// Read and TryWrite are for one goroutine at a time, all else for any.
type socket struct {
	net.Conn
	system syscall.RawConn // nil if there is none

	// try is the method attempt, as an allocation for each call would be one too many.
	// The fields behind it are its arguments and results.
	try     func(fd uintptr) (done bool)
	writing bool
	bytes   []byte
	n       int
	err     error
}

// open makes s the socket of nc.
func (s *socket) open(nc net.Conn) {
	s.Conn = nc
	switch nc := nc.(type) { // not what embeds one of them, and may have a Read of its own
	case *net.TCPConn:
		s.system, _ = nc.SyscallConn()
	case *net.UnixConn:
		s.system, _ = nc.SyscallConn()
	}
	if !raw.Calls {
		s.system = nil
	}
	s.try = s.attempt
}

// Read is Read of net.Conn, deadlines and errors included.
func (s *socket) Read(p []byte) (n int, err error) {
	if s.system == nil {
		return s.Conn.Read(p)
	}
	s.writing, s.bytes = false, p
	err = s.system.Read(s.try)
	s.bytes = nil
	switch {
	case err != nil: // attempt was not called, or not again
		return 0, s.failure(errors.Unwrap(err)) // which was of a raw-read
	case s.err != nil:
		return 0, s.failure(os.NewSyscallError("read", s.err))
	case s.n == 0 && len(p) > 0:
		return 0, io.EOF
	}
	return s.n, nil
}

// failure is the error of a Read that has failed for this reason.
func (s *socket) failure(reason error) error {
	return &net.OpError{Op: "read", Net: s.LocalAddr().Network(), Source: s.LocalAddr(), Addr: s.RemoteAddr(), Err: reason}
}

// TryWrite returns how many of the first bytes of p the system takes without
// waiting. Why it is not all of them the caller finds out by writing the rest.
func (s *socket) TryWrite(p []byte) (n int) {
	if s.system == nil {
		return 0
	}
	s.writing, s.bytes, s.n = true, p, 0
	s.system.Write(s.try) // fails if attempt was not called
	s.bytes = nil
	return s.n
}

// attempt is called with the connection's descriptor, again when there may be more to
// read, until it returns true.
func (s *socket) attempt(fd uintptr) (done bool) {
	if s.writing {
		s.n, s.err = raw.Write(fd, s.bytes)
		return true
	}
	s.n, s.err = raw.Read(fd, s.bytes)
	return s.err != syscall.EAGAIN
}
