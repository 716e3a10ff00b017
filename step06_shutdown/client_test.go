package shutdown_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"pgregory.net/rapid"

	framing "mini-redis/step02_framing"
	shutdown "mini-redis/step06_shutdown"
)

// A listener makes connections out of pipes. As in a kernel, those not accepted
// yet wait in a queue.
type listener struct {
	backlog chan net.Conn
	closed  chan struct{}
	close   func()
	failed  atomic.Pointer[error] // if set, what Accept returns

	accepts atomic.Int64 // calls of Accept
	open    atomic.Int64 // connections that were accepted and aren't closed
}

func listen() *listener {
	closed := make(chan struct{})
	return &listener{
		backlog: make(chan net.Conn, 100),
		closed:  closed,
		close:   sync.OnceFunc(func() { close(closed) }),
	}
}

func (l *listener) Accept() (net.Conn, error) {
	l.accepts.Add(1)
	if err := l.failed.Load(); err != nil {
		return nil, *err
	}
	select {
	case <-l.closed:
		return nil, net.ErrClosed
	case conn := <-l.backlog:
		l.open.Add(1)
		return &acceptedConn{conn, sync.OnceFunc(func() { l.open.Add(-1) })}, nil
	}
}

func (l *listener) Addr() net.Addr { return &net.IPAddr{} }

func (l *listener) Close() error {
	l.close()
	return nil
}

type acceptedConn struct {
	net.Conn
	closed func()
}

func (c *acceptedConn) Close() error {
	c.closed()
	return c.Conn.Close()
}

// tb is what *testing.T and *rapid.T have in common.
type tb interface {
	rapid.TB
	Cleanup(func())
}

// serve runs s.Serve(l) and returns where its result will be.
func serve(t tb, s *shutdown.Server, l net.Listener) (served chan error) {
	served = make(chan error, 1)
	go func() { served <- s.Serve(l) }()
	onFailure(t, func() {
		ended, cancel := context.WithCancel(context.Background())
		cancel()
		s.Shutdown(ended)
	})
	return served
}

// onFailure calls f at the end of a test that fails. A bubble that ends with a
// goroutine blocked panics, which is how a test that passes shows that the
// server has left none; of a failure it would hide the reason.
func onFailure(t tb, f func()) {
	t.Cleanup(func() {
		if t.Failed() {
			f()
		}
	})
}

// pending reports whether nothing has come from result yet. Call it when the
// bubble has come to rest.
func pending(result chan error) bool {
	return len(result) == 0
}

// A client is one end of a connection. Its waits are a minute in the bubble at
// most; they only turn a reply that never comes into a failure that says so.
type client struct {
	t    tb
	conn net.Conn
	dec  *framing.Decoder
}

func newClient(t tb, conn net.Conn) *client {
	return &client{t, conn, framing.NewDecoder(conn)}
}

// dial connects a client to the server that accepts from l.
func dial(t tb, l *listener) *client {
	near, far := net.Pipe()
	onFailure(t, func() { near.Close() })
	l.backlog <- far
	return newClient(t, near)
}

// send sends inline commands, each a line of words.
func (c *client) send(lines ...string) {
	c.t.Helper()
	c.conn.SetWriteDeadline(time.Now().Add(time.Minute))
	if _, err := io.WriteString(c.conn, strings.Join(lines, "\r\n")+"\r\n"); err != nil {
		c.t.Fatalf("sending %q: %v", lines, err)
	}
}

// next returns the next frame: an array in brackets, all others as their text.
func (c *client) next() (string, error) {
	c.conn.SetReadDeadline(time.Now().Add(time.Minute))
	f, err := c.dec.Frame()
	return fmt.Sprint(f), err
}

// want fails the test unless these are the next frames.
func (c *client) want(frames ...string) {
	c.t.Helper()
	for _, want := range frames {
		if got, err := c.next(); got != want || err != nil {
			c.t.Fatalf("got %.100q, %v, want %.100q", got, err, want)
		}
	}
}

// wantNothing fails the test if something arrives, be it the connection's end.
func (c *client) wantNothing() {
	c.t.Helper()
	if got, err := c.next(); !errors.Is(err, os.ErrDeadlineExceeded) {
		c.t.Fatalf("got %.100q, %v, want nothing", got, err)
	}
}

// wantEnd fails the test unless the connection ends here.
func (c *client) wantEnd() {
	c.t.Helper()
	if got, err := c.next(); !errors.Is(err, io.EOF) {
		c.t.Fatalf("got %.100q, %v, want the end of the connection", got, err)
	}
}

// askForMuch lets the server begin a reply of this many bytes, of which the
// client reads only the first.
func (c *client) askForMuch(size int) {
	c.t.Helper()
	enc := framing.NewEncoder(c.conn)
	enc.Encode(framing.Array{framing.Bulk("SET"), framing.Bulk("much"), framing.Bulk(strings.Repeat("x", size))})
	enc.Flush()
	c.want("OK")
	c.send("GET much")
	if _, err := io.ReadFull(c.conn, make([]byte, len("$"))); err != nil {
		c.t.Fatal(err)
	}
}
