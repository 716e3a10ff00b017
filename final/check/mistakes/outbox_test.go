package mistakes

import "sync"

const (
	maxMessages = 1024    // that wait for one subscriber
	maxWaiting  = 1 << 20 // bytes of replies beyond which no more commands are read
)

// An outbox has what is on its way to one client.
type outbox struct {
	mu       sync.Mutex
	changed  sync.Cond
	pieces   [][]byte
	size     int // of pieces, in bytes
	messages int // how many of pieces are messages
	closed   bool
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

// take waits for pieces and returns them as one, nil at the end.
func (o *outbox) take() (b []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for len(o.pieces) == 0 && !o.closed {
		o.changed.Wait()
	}
	if len(o.pieces) == 1 {
		b = o.pieces[0]
	} else {
		for _, piece := range o.pieces {
			b = append(b, piece...)
		}
	}
	o.pieces, o.size, o.messages = nil, 0, 0
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

// discard throws away what waits, and lets nothing more in.
func (o *outbox) discard() {
	o.close()
	o.take()
}
