package server

import (
	"bytes"
	"io"
	"net"
	"strings"
	"time"

	"mini-redis/final/internal/memnet"
)

// A fakeConn is a connection without a client. Its bytes come from in, and what
// is written to it is counted and kept.
type fakeConn struct {
	in     io.Reader
	out    bytes.Buffer
	writes int
}

func (c *fakeConn) Read(p []byte) (int, error) { return c.in.Read(p) }

func (c *fakeConn) Write(p []byte) (int, error) {
	c.writes++
	return c.out.Write(p)
}

func (c *fakeConn) Close() error                     { return nil }
func (c *fakeConn) LocalAddr() net.Addr              { return memnet.Addr{} }
func (c *fakeConn) RemoteAddr() net.Addr             { return memnet.Addr{} }
func (c *fakeConn) SetDeadline(time.Time) error      { return nil }
func (c *fakeConn) SetReadDeadline(time.Time) error  { return nil }
func (c *fakeConn) SetWriteDeadline(time.Time) error { return nil }

// serveAll serves a client of s that sends what in holds, and then leaves.
func serveAll(s *Server, in io.Reader) *fakeConn {
	s.init.Do(s.initialize)
	conn := &fakeConn{in: in}
	c := s.register(conn)
	defer s.forget(c)
	c.serve()
	return conn
}

// endless reads the same bytes over and over: no Read spans the end of them, so
// that each brings a whole pipeline if there is room for it.
type endless struct {
	data string
	rest strings.Reader
}

func (e *endless) Read(p []byte) (int, error) {
	if e.rest.Len() == 0 {
		e.rest.Reset(e.data)
	}
	return e.rest.Read(p)
}

// A loopConn is a connection whose client sends the same pipeline again and again.
// It keeps nothing of what is written.
type loopConn struct {
	fakeConn
	endless
}

func (c *loopConn) Read(p []byte) (int, error)  { return c.endless.Read(p) }
func (c *loopConn) Write(p []byte) (int, error) { return len(p), nil }
