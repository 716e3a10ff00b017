package pubsub

import "sync"

const (
	// replyRoom is the number of bytes of replies in a queue from which WaitRoom
	// waits.
	replyRoom = 64 << 10

	// pieceItems is the most items that a take hands out. Systems write no more than
	// 1024 slices in one call.
	pieceItems = 1024
)

// PieceBytes is the most bytes that Take returns at once, unless it is one item.
const PieceBytes = 64 << 10

// queue holds what a connection has to write, in order. Publishers and the
// connection's reader add to it, its writer takes a piece at a time.
type queue struct {
	mu      sync.Mutex
	changed *sync.Cond // the queue is no longer empty, or was taken from, or closed

	items      ring // guarded by mu, as all below but piece
	charged    int  // what the published messages in items are charged
	replyBytes int  // the bytes of all other items
	closed     bool // nothing is added any more

	// piece is what the last take returned, and belongs to the goroutine that
	// takes. Its memory is used again at each take.
	piece [][]byte

	overload overload // how long charged has been at the soft limit
}

// newQueue returns an empty queue. It calls late, from a goroutine of its own and
// without a lock held, when it may have been at its soft limit for too long.
func newQueue(late func()) *queue {
	q := &queue{overload: overload{late: late}}
	q.changed = sync.NewCond(&q.mu)
	return q
}

// publish adds a published message, or returns the limit that is exceeded: HardLimit
// or SoftLimit. It returns "" when the message was added.
func (q *queue) publish(encoded []byte, limits *Limits) (exceeded string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	charged := q.charged + len(encoded) + slotBytes
	if limits.HardBytes > 0 && charged >= limits.HardBytes {
		return HardLimit
	}
	if q.overload.exceeded(charged, limits) {
		return SoftLimit
	}
	q.charged = charged
	q.add(item{bytes: encoded, published: true})
	return ""
}

// admits reports whether n more bytes of replies stay below the hard limit.
func (q *queue) admits(n int, limits *Limits) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return limits.HardBytes <= 0 || q.charged+q.replyBytes+n < limits.HardBytes
}

// size returns the number of items and their bytes.
func (q *queue) size() (items, bytes int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.items.count, q.charged + q.replyBytes
}

// overdue reports whether the queue's time at the soft limit is over.
func (q *queue) overdue(limits *Limits) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.overload.exceeded(q.charged, limits)
}

// reply adds a reply or a confirmation, whatever the limits.
func (q *queue) reply(encoded []byte) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return
	}
	q.replyBytes += len(encoded)
	q.add(item{bytes: encoded})
}

// add adds an item with mu held.
func (q *queue) add(it item) {
	q.items.push(it)
	if q.items.count == 1 { // only then can the writer be waiting
		q.changed.Broadcast()
	}
}

// take waits until there are items and returns the oldest of them, a piece at most.
// It returns false when the queue is closed and empty.
func (q *queue) take() (piece [][]byte, ok bool) {
	clear(q.piece) // before the wait, during which nobody needs these bytes
	q.piece = q.piece[:0]
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.items.count == 0 && !q.closed {
		q.changed.Wait()
	}
	for size := 0; q.items.count > 0 && len(q.piece) < pieceItems; {
		size += len(q.items.first().bytes)
		if size > PieceBytes && len(q.piece) > 0 {
			break
		}
		q.piece = append(q.piece, q.pop())
	}
	q.items.trim()
	q.overload.shrunk(q.charged)
	q.changed.Broadcast() // the reader may be waiting for room
	return q.piece, len(q.piece) > 0
}

// pop removes the oldest item with mu held, and no longer counts it.
func (q *queue) pop() []byte {
	next := q.items.pop()
	if next.published {
		q.charged -= len(next.bytes) + slotBytes
	} else {
		q.replyBytes -= len(next.bytes)
	}
	return next.bytes
}

// waitRoom waits until fewer than replyRoom bytes of replies are queued. It
// returns false when the queue is closed.
func (q *queue) waitRoom() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.replyBytes >= replyRoom && !q.closed {
		q.changed.Wait()
	}
	return !q.closed
}

// close ends the queue. What is in it can still be taken, without limits.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.overload.end()
	q.changed.Broadcast()
}

// discard ends the queue and throws away what is in it.
func (q *queue) discard() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.items, q.charged, q.replyBytes = ring{}, 0, 0
	q.overload.end()
	q.changed.Broadcast()
}
