package server

import (
	"bytes"
	"net"
	"os"
	"sync"
	"time"

	"mini-redis/final/pubsub"
)

const (
	// pieceLen is the most bytes of replies that are written at once: a client that
	// has taken that much is alive.
	pieceLen = pubsub.PieceBytes

	// partingTime is what a client has for each piece when nothing but the
	// replies keeps the connection open.
	partingTime = 5 * time.Second

	// joinBytes is the most bytes of several items that are joined for one write.
	joinBytes = 8 << 10
)

// joinBuffers lends the memory for that, for the time of the write.
var joinBuffers = sync.Pool{New: func() any { return new([joinBytes]byte) }}

// output is what replies are written to. Nearly always the kernel takes them at once.
// Only what it does not take is written in a way that may wait, which needs a timer
// and a backlog: without the attempt each of 10,000 idle connections would take 5 % more
// memory for them. BenchmarkRoundTrip shows no difference.
type output struct{ c *conn }

func (o output) Write(p []byte) (n int, err error) {
	c := o.c
	c.passed += int64(len(p))
	if c.killed.Load() { // perhaps by a Write that failed, whose error CLIENT REPLY has lost
		return 0, os.ErrDeadlineExceeded
	}
	n = c.net.TryWrite(p)
	c.srv.stats.bytesOut.Add(int64(n))
	for err == nil && n < len(p) {
		c.beginWait()
		var written int
		written, err = c.writePiece(p[n:min(n+pieceLen, len(p))])
		c.endWait()
		n += written
	}
	return n, err
}

// queueOutput is what replies are written to in subscriber mode.
type queueOutput struct{ c *conn }

func (o queueOutput) Write(p []byte) (int, error) {
	c := o.c
	c.passed += int64(len(p))
	if n := c.unqueued.Len() + len(p); n > pieceLen && !c.sub.AdmitReply(n) {
		*c.unqueued = bytes.Buffer{}
		return 0, os.ErrDeadlineExceeded
	}
	return c.unqueued.Write(p)
}

// writeItems writes what Take has returned: with write, from itemsWriter, if it is
// long. To copy short items into one costs less than to name each to the system, a
// quarter less for 32 messages, and a Write of one item a tenth less than
// net.Buffers of one (BenchmarkWriteItems). A writer whose client does not read keeps the copy.
func (c *conn) writeItems(items [][]byte, write func(net.Buffers) (int64, error)) error {
	size := 0
	for _, item := range items {
		size += len(item)
	}
	switch {
	case len(items) == 1:
		return c.writeItem(items[0])
	case size > joinBytes:
		c.limitWrite()
		n, err := write(items)
		return c.written(n, err)
	}
	buffer := joinBuffers.Get().(*[joinBytes]byte)
	defer joinBuffers.Put(buffer)
	joined := buffer[:0]
	for _, item := range items {
		joined = append(joined, item...)
	}
	return c.writeItem(joined)
}

// writeItem writes an item, which may be longer than a piece.
func (c *conn) writeItem(item []byte) (err error) {
	for len(item) > 0 && err == nil {
		var n int
		n, err = c.writePiece(item[:min(pieceLen, len(item))])
		item = item[n:]
	}
	return err
}

// writePiece writes at most pieceLen bytes.
func (c *conn) writePiece(p []byte) (int, error) {
	c.limitWrite()
	n, err := c.net.Write(p)
	return n, c.written(int64(n), err)
}

// written counts the bytes of a Write. One that has failed is the last: what came after
// it would look to the client like the rest of the reply that was cut.
func (c *conn) written(n int64, err error) error {
	c.srv.stats.bytesOut.Add(n)
	if err != nil {
		c.kill(c.lost())
	}
	return err
}

// hurry gives the client partingTime to read each piece of what is left, from now
// on: it sends no more commands, or none will be executed. Further calls do nothing.
// Any goroutine may call it.
func (c *conn) hurry() {
	if !c.parting.Swap(true) {
		c.limitWrite()
	}
}

// limitWrite sets the deadline of the next Write, and of one that is under way.
func (c *conn) limitWrite() {
	if !c.parting.Load() {
		return
	}
	c.net.SetWriteDeadline(time.Now().Add(partingTime))
	if c.killed.Load() { // meanwhile, and its deadline was overwritten
		c.net.SetWriteDeadline(past())
	}
}
