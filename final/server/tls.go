package server

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"time"
)

// handshakeTimeout bounds a TLS handshake: a client that connects and says nothing
// must not keep a place for ever.
const handshakeTimeout = 10 * time.Second

// recordSize is the number of bytes that a TLS record holds at most.
const recordSize = 16 << 10

// loadTLS returns the configuration for a certificate chain and its key, in PEM
// files. If caFile is not empty, clients have to present a certificate signed by one
// of the authorities in it (Redis: tls-auth-clients).
func loadTLS(certFile, keyFile, caFile string) (*tls.Config, error) {
	certificate, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		return nil, fmt.Errorf("the TLS certificate and its key: %w", err)
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{certificate}}
	if caFile == "" {
		return config, nil
	}
	pem, err := os.ReadFile(caFile)
	if err != nil {
		return nil, fmt.Errorf("the TLS authorities: %w", err)
	}
	config.ClientAuth = tls.RequireAndVerifyClientCert
	config.ClientCAs = x509.NewCertPool()
	if !config.ClientCAs.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("the TLS authorities: %s has no certificate", caFile)
	}
	return config, nil
}

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

// cut closes the connection without waiting for anything. Close of a tls.Conn takes
// up to 5 seconds if the client does not read: it takes leave of it.
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
