// Package stuck is the answer to the second exercise of step 6: a client that
// doesn't read is let go.
package stuck

import (
	"net"
	"time"
)

// Timeout is how long a client may take nothing of what it is sent.
const Timeout = 3 * time.Second

// An impatient connection fails a Write that takes longer than Timeout.
type impatient struct{ *net.TCPConn }

func (c impatient) Write(p []byte) (int, error) {
	c.SetWriteDeadline(time.Now().Add(Timeout))
	return c.TCPConn.Write(p)
}

// A Listener accepts impatient connections from one of package net.
type Listener struct{ net.Listener }

// Accept returns the next connection, or the error of the listener inside.
func (l Listener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if tcp, ok := conn.(*net.TCPConn); ok {
		return impatient{tcp}, err
	}
	return conn, err
}
