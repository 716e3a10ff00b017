package mistakes

import (
	"slices"
	"sync"
)

const (
	maxMessages = 1024    // that wait for one subscriber
	maxWaiting  = 1 << 20 // bytes of replies beyond which no more commands are read
)

// An outbox has what is on its way to one client.
type outbox struct {
	mu       sync.Mutex
	changed  sync.Cond
	pieces   [][]byte
	size     int  // of pieces, in bytes
	messages int  // how many of pieces are messages
	single   bool // pieces are taken one by one
	writing  bool // what was taken last is on its way
	closed   bool

	wakeUpLost bool // what comes while something is written isn't noticed
	missed     bool // that has just happened
}

func newOutbox() *outbox {
	o := &outbox{}
	o.changed.L = &o.mu
	return o
}

// add queues a reply.
func (o *outbox) add(b []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.closed {
		o.pieces = append(o.pieces, b)
		o.size += len(b)
		o.changed.Broadcast()
	}
}

// offer queues a message. It returns false if too many wait already.
func (o *outbox) offer(b []byte) bool {
	o.mu.Lock()
	full := o.messages >= maxMessages
	if !full {
		o.messages++
	}
	o.mu.Unlock()
	if !full {
		o.add(b)
	}
	return !full
}

// room waits until the client has taken enough. It returns false if it has left.
func (o *outbox) room() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	for o.size > maxWaiting && !o.closed {
		o.changed.Wait()
	}
	return !o.closed
}

// sent waits until the client has been sent everything. It returns false if it has left.
func (o *outbox) sent() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	for (o.writing || len(o.pieces) > 0) && !o.closed {
		o.changed.Wait()
	}
	return !o.closed
}

// take waits for pieces and returns them as one, nil at the end. What it has returned before has
// been written.
func (o *outbox) take() (b []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.writing = false
	o.changed.Broadcast()
	for (len(o.pieces) == 0 || o.missed || o.wakeUpLost && o.messages == 1) && !o.closed {
		o.missed = false
		o.changed.Wait()
	}
	n := len(o.pieces)
	o.missed = o.wakeUpLost && n > 1
	if o.single || o.missed {
		n = min(n, 1)
	}
	if n == 1 {
		b = o.pieces[0]
	} else {
		b = slices.Concat(o.pieces[:n]...)
	}
	o.writing = n > 0
	o.pieces = o.pieces[n:]
	o.size -= len(b)
	if len(o.pieces) == 0 {
		o.messages = 0
	}
	o.changed.Broadcast()
	return b
}

// close lets nothing more in.
func (o *outbox) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed = true
	o.changed.Broadcast()
}

// whenClosed waits for close.
func (o *outbox) whenClosed() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for !o.closed {
		o.changed.Wait()
	}
}

// discard throws away what waits, and lets nothing more in.
func (o *outbox) discard() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.pieces, o.size, o.messages, o.closed = nil, 0, 0, true
	o.changed.Broadcast()
}
