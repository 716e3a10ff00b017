package server

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"time"
)

// handshakeTimeout bounds a TLS handshake: a client that connects and says nothing
// must not keep a place for ever.
const handshakeTimeout = 10 * time.Second

// recordSize is the number of bytes that a TLS record holds at most.
const recordSize = 16 << 10

// handshake performs the TLS handshake, if the connection has one. It is for the
// connection's own goroutine: Accept must not wait for a client.
//
// The end of the time, and Shutdown, close the connection below TLS. Deadlines are
// left alone, so that those which end the connection are not overwritten.
func (c *conn) handshake() error {
	encrypted, ok := c.net.Conn.(*tls.Conn)
	if !ok {
		return nil
	}
	ctx, cancel := context.WithTimeoutCause(c.srv.draining, handshakeTimeout, errors.New("it has taken too long"))
	defer cancel()
	if err := encrypted.HandshakeContext(ctx); err != nil {
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		return fmt.Errorf("TLS handshake: %w", err)
	}
	return nil
}

// cut closes the connection without waiting for anything. Close of a tls.Conn waits up
// to 5 seconds for a client that does not read, in order to send it an alert.
func (c *conn) cut() {
	nc := c.net.Conn
	if encrypted, ok := nc.(*tls.Conn); ok {
		nc = encrypted.NetConn()
	}
	nc.Close()
}

// close ends the connection when nothing more is to be sent.
func (c *conn) close() {
	if c.killed.Load() {
		c.cut()
		return
	}
	c.net.Close()
}

// itemsWriter returns a function that writes items, which it consumes, one after the
// other, and returns the number of bytes written. TCP takes all of them in one call. TLS
// would make a record, with a call and 22 bytes more, of each: there they are joined.
func (c *conn) itemsWriter() func(net.Buffers) (int64, error) {
	if _, encrypted := c.net.Conn.(*tls.Conn); !encrypted {
		return func(items net.Buffers) (int64, error) { return items.WriteTo(c.net.Conn) }
	}
	out := bufio.NewWriterSize(c.net.Conn, recordSize)
	return func(items net.Buffers) (int64, error) {
		n, err := items.WriteTo(out)
		return n, errors.Join(err, out.Flush())
	}
}
