package server

import (
	"bytes"
	"errors"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// patience is how long a connection waits for its client to read before it
	// receives what the client sends meanwhile.
	patience = 100 * time.Millisecond

	// maxUnauthenticatedBacklog is the most bytes received from a client that has
	// yet to give the password.
	maxUnauthenticatedBacklog = 1 << 20
)

// A backlog holds what a client sends while it reads no replies.
//
// Many clients write a whole pipeline before they read the first reply. If the
// server did not receive while its own replies don't get through, both would wait
// for ever as soon as the buffers of the kernel are full. Redis reads on and keeps
// the replies. But a few bytes can ask for more replies than there is memory, so
// here the commands are kept, which need no more memory than the client has sent.
//
// The reader waits between beginWait and endWait. When that takes longer than
// patience, a receiver goroutine reads from the network in its place.
type backlog struct {
	input    bytes.Buffer // the receiver's while there is one, else the reader's
	timer    *time.Timer  // starts the receiver
	receiver sync.WaitGroup
	begun    time.Duration // when the receiver began
	over     atomic.Bool   // the wait is over: the receiver has to end
	gap      bool          // input was discarded after what is in input, which is the last to be executed; owned like input
}

// ends reports whether nothing follows what is in a backlog that may be nil.
func (b *backlog) ends() bool { return b != nil && b.gap && b.input.Len() == 0 }

// len returns the number of bytes in a backlog that may be nil.
func (b *backlog) len() int {
	if b == nil {
		return 0
	}
	return b.input.Len()
}

// take moves bytes from a backlog that is not empty to p, and returns how many.
func (b *backlog) take(p []byte) int {
	n, _ := b.input.Read(p)
	if b.input.Len() == 0 {
		b.input = bytes.Buffer{} // it may have been large
	}
	return n
}

// beginWait is called by the reader before something that ends when the client reads.
func (c *conn) beginWait() {
	if c.backlog == nil {
		c.backlog = new(backlog)
	}
	b := c.backlog
	b.receiver.Add(1)
	if b.timer == nil {
		b.timer = time.AfterFunc(patience, c.receive)
	} else {
		b.timer.Reset(patience)
	}
}

// endWait is called after it. The time that the receiver had does not count as that
// of the command under way, and the client has not been idle.
func (c *conn) endWait() {
	b := c.backlog
	if b.timer.Stop() {
		b.receiver.Done()
		return
	}
	b.over.Store(true)
	c.net.SetReadDeadline(past())
	b.receiver.Wait()
	b.over.Store(false)
	now := c.srv.uptime()
	c.active.Store(int64(now))
	c.tally.since += patience + now - b.begun
}

// receive is the receiver.
func (c *conn) receive() {
	b := c.backlog
	defer b.receiver.Done()
	b.begun = c.srv.uptime()
	limit := c.srv.settings.Load().maxQueryLen
	if c.mustAuthenticate() {
		limit = maxUnauthenticatedBacklog
	}
	piece := make([]byte, pieceLen)
	for !b.over.Load() {
		n, err := c.read(piece)
		b.input.Write(piece[:n])
		switch {
		case int64(b.input.Len()) > int64(limit):
			c.srv.stats.queryTooLarge.Add(1)
			c.warn(c.connCtx, "client closed: it sends commands and reads no replies")
			c.kill(EndTooLong)
			return
		case err == nil:
		case !errors.Is(err, os.ErrDeadlineExceeded):
			c.hurry() // the client has gone, or sends no more
			return
		case !c.interrupted():
			c.kill(EndIdle) // it has been silent for too long
			return
		case c.srv.draining.Err() != nil:
			c.discardInput(piece)
			return
		default:
			return
		}
	}
}

// discardInput is what the receiver does when the server stops. Nothing that arrives from
// then on is executed, but a client that writes all before it reads anything must be
// taken to where it reads.
func (c *conn) discardInput(buffer []byte) {
	b := c.backlog
	b.gap = true
	for {
		c.net.SetReadDeadline(time.Time{})
		if b.over.Load() || c.killed.Load() { // meanwhile, and a deadline was overwritten
			return
		}
		if _, err := c.net.Read(buffer); err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
			c.hurry()
			return
		}
	}
}
