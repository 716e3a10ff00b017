package client

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// maxBatch is how many bytes of commands are gathered before they are written, and
// the most that one Write is given.
const maxBatch = 64 << 10

// A link is one connection of a Client: the writer, which is the goroutine of run,
// and the reader. What they share is the queue of calls that wait for replies.
type link struct {
	*wire

	// inflight holds, in the order of the stream, the calls whose bytes are being
	// sent or have been. A call is in it before its first byte is written, so
	// whatever arrives while it is empty answers nobody.
	inflight chan *call

	// The writer's. Bytes from written on have certainly not been sent: no Write
	// has taken them.
	out      []byte // gathered, not written
	gathered int64  // bytes of the stream up to the end of out
	written  int64  // bytes of the stream that Writes have taken

	// The reader's, and the writer's when the reader has ended.
	current  *call // has some of its replies; nil between two calls
	answered bool  // whether any command has had its reply

	begun, finished atomic.Int64 // counts of calls, the writer's and the reader's

	moved   atomic.Int64 // counts writes and replies
	stalled int64        // what had moved at the last silence with a reply due, or -1; the reader's

	broken chan struct{} // closed by the first fail
	once   sync.Once
	err    error // why; set before broken is closed
}

func newLink(w *wire, stallTimeout time.Duration) *link {
	l := &link{wire: w, inflight: make(chan *call, maxWaiting), broken: make(chan struct{}), stalled: -1}
	w.in.timeout, w.in.quiet = stallTimeout, l.quiet
	return l
}

// fail ends the connection.
func (l *link) fail(err error) {
	l.once.Do(func() {
		l.err = err
		close(l.broken)
		l.cut()
	})
}

// serve sends calls over l until it fails or Close begins. When it returns, every
// call that it has taken is done or in the backlog.
func (n *lane) serve(l *link) {
	defer context.AfterFunc(n.client.closing, func() { l.fail(ErrClosed) })()
	var reader sync.WaitGroup
	reader.Go(l.read)
	for n.send(l) {
	}
	// Only a broken link ends the loop, so the reader ends, too.
	reader.Wait()
	n.settle(l)
}

// send waits for a call and writes it, together with those that wait behind it. It
// reports false if the connection is at its end.
func (n *lane) send(l *link) bool {
	call := n.next(l, true)
	if call == nil {
		return false
	}
	for ; call != nil; call = n.next(l, false) {
		if !l.add(call) {
			call.state.CompareAndSwap(taken, waiting)
			n.backlog = slices.Insert(n.backlog, 0, call)
			return false
		}
		if len(l.out) >= maxBatch {
			break
		}
	}
	return l.flush()
}

// add makes call the next one to be written. It copies a short one, and writes a
// long one. If it returns false, nothing of the call has been written.
func (l *link) add(call *call) bool {
	select {
	case <-l.broken:
		return false
	default:
	}
	// Only replies to what is written make room in a full queue.
	if len(l.inflight) == cap(l.inflight) && !l.flush() {
		return false
	}
	call.start = l.gathered
	long := call.buf
	if len(long) <= keptBuffer {
		l.out = append(l.out, long...)
		long = nil
	}
	l.gathered += int64(len(call.buf))
	select {
	case l.inflight <- call:
		l.begun.Add(1)
		// From here on the call belongs to the reader.
	case <-l.broken:
		return false
	}
	if long != nil && l.flush() {
		l.write(long)
	}
	return true
}

// flush writes what is gathered.
func (l *link) flush() bool {
	ok := l.write(l.out)
	l.out = l.out[:0]
	return ok
}

// write writes b piece by piece, so that progress can be seen.
func (l *link) write(b []byte) bool {
	for len(b) > 0 {
		n, err := l.conn.Write(b[:min(len(b), maxBatch)])
		l.written += int64(n)
		l.moved.Add(1)
		if err != nil {
			l.fail(err)
			return false
		}
		b = b[n:]
	}
	return true
}

// settle decides about the calls that have no reply, when writer and reader are
// done: those of which nothing was sent can be sent again.
func (n *lane) settle(l *link) {
	if l.current != nil {
		l.current.finish(unknown(l.err))
	}
	var unsent []*call
	for range len(l.inflight) {
		call := <-l.inflight
		switch {
		case call.start < l.written:
			call.finish(unknown(l.err))
		case call.state.CompareAndSwap(taken, waiting):
			unsent = append(unsent, call)
		}
	}
	n.backlog = append(unsent, n.backlog...)
}
