package check

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"time"
)

const (
	// maxReply is how much more than it should be a reply may be, in bytes,
	// before the server counts as flooding.
	maxReply = 1 << 20

	// betweenSends is how long the runner waits between two pieces that a client
	// sends, so that they arrive as two.
	betweenSends = 5 * time.Millisecond

	// patience is how long a write may take before the runner goes on to the next
	// line: the server may be waiting for that.
	patience = 100 * time.Millisecond

	// lastLook is how long the runner looks, after a deadline, for what has come by then.
	lastLook = time.Millisecond
)

var errFlood = errors.New("the server sends far more than was asked for")

// A peer is one client's connection. Its methods are for one goroutine.
type peer struct {
	conn     net.Conn
	unbind   func() bool
	received []byte // and not yet matched
	heard    bool   // some have been received
	ended    error  // why there will be no more: io.EOF or an error

	writers sync.WaitGroup
	written chan struct{} // closed when all that was sent is written
	justNow bool          // the last line of this client sent something
}

// dialPeer connects to addr. Its window is small, so that a server notices soon
// when the client doesn't read. When ctx ends, the connection is closed.
func dialPeer(ctx context.Context, addr string, timeout time.Duration) (*peer, error) {
	network := "tcp"
	if isSocket(addr) {
		network = "unix"
	}
	conn, err := (&net.Dialer{Timeout: timeout}).DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetReadBuffer(64 << 10)
	}
	written := make(chan struct{})
	close(written)
	unbind := context.AfterFunc(ctx, func() { conn.Close() })
	return &peer{conn: conn, unbind: unbind, written: written}, nil
}

// isSocket tells the path of a Unix socket from a host:port.
func isSocket(addr string) bool {
	_, _, err := net.SplitHostPort(addr)
	return err != nil
}

// send writes data the given number of times, after all that was sent before. It returns
// when all is written or after a short while, or if that is to be done meanwhile, at
// once: the rest is written while the case goes on. A failed write shows in what the
// client reads.
func (p *peer) send(data []byte, times int, meanwhile bool) {
	if p.justNow {
		time.Sleep(betweenSends)
	}
	p.justNow = true
	before, done := p.written, make(chan struct{})
	p.written = done
	p.writers.Go(func() {
		defer close(done)
		<-before
		writeRepeated(p.conn, data, times)
	})
	if meanwhile {
		return
	}
	select {
	case <-done:
	case <-time.After(patience):
	}
}

// writeRepeated writes short data in pieces of many, so that memory doesn't grow with times.
func writeRepeated(w io.Writer, data []byte, times int) {
	perWrite := min(times, 1+(64<<10)/(1+len(data)))
	chunk := bytes.Repeat(data, perWrite)
	for ; times > 0; times -= perWrite {
		if _, err := w.Write(chunk[:len(data)*min(times, perWrite)]); err != nil {
			return
		}
	}
}

// more waits for more bytes until deadline. It returns an error if none have come by
// then: the deadline's, the one that ended the connection, or errFlood if the
// bytes received and not yet matched are more than limit.
func (p *peer) more(deadline time.Time, limit int) error {
	p.justNow = false
	if p.ended != nil {
		return p.ended
	}
	if len(p.received) > limit {
		return errFlood
	}
	var chunk [64 << 10]byte
	p.conn.SetReadDeadline(deadline)
	n, err := p.conn.Read(chunk[:])
	if errors.Is(err, os.ErrDeadlineExceeded) { // perhaps of a runner that had no processor meanwhile
		p.conn.SetReadDeadline(time.Now().Add(lastLook))
		n, err = p.conn.Read(chunk[:])
	}
	p.received = append(p.received, chunk[:n]...)
	switch {
	case n > 0:
		p.heard = true
		return nil
	case !errors.Is(err, os.ErrDeadlineExceeded):
		p.ended = err
	}
	return err
}

// consume forgets the first n bytes.
func (p *peer) consume(n int) {
	p.received = p.received[n:]
}

// drain ends the client's half and discards what comes, until the server ends the other
// half, or has been silent for so long, or the limit is reached.
func (p *peer) drain(silence time.Duration, limit time.Time) {
	p.closeWrite()
	for time.Now().Before(limit) {
		p.received = nil
		if p.more(time.Now().Add(silence), maxReply) != nil {
			return
		}
	}
}

// close ends the connection and what still writes to it.
func (p *peer) close() {
	p.unbind()
	p.conn.Close()
	p.writers.Wait()
}

// closeWrite ends the client's half, after all that was sent. Like send it returns
// after a short while, without an error, if that isn't written yet.
func (p *peer) closeWrite() error {
	half, ok := p.conn.(interface{ CloseWrite() error })
	if !ok {
		return nil
	}
	before, done := p.written, make(chan error, 1)
	p.writers.Go(func() {
		<-before
		done <- half.CloseWrite()
	})
	select {
	case err := <-done:
		return err
	case <-time.After(patience):
		return nil
	}
}
