package pubsub

import "sync"

const (
	// replyRoom is the number of bytes of replies in a queue from which WaitRoom
	// waits.
	replyRoom = 64 << 10

	// maxSpare is the longest batch, in items, whose slice is used again. One
	// burst would otherwise cost a subscriber that memory for good.
	maxSpare = 1024
)

// queue holds what a connection has to write, in order. Publishers and the
// connection's reader add to it, its writer takes everything at once.
type queue struct {
	options Options

	mu      sync.Mutex
	changed *sync.Cond // the queue is no longer empty, or was taken, or closed

	items        [][]byte // guarded by mu, as all below up to closed
	messages     int      // published messages in items
	messageBytes int      // their bytes
	replyBytes   int      // the bytes of all other items
	closed       bool     // nothing is added any more

	// batch is what the last take returned, and belongs to the goroutine
	// that takes. items and batch change places at each take, so that a
	// steady flow allocates nothing here.
	batch [][]byte
}

func newQueue(opt Options) *queue {
	q := &queue{options: opt}
	q.changed = sync.NewCond(&q.mu)
	return q
}

// publish adds a published message and reports whether it was within the bounds.
func (q *queue) publish(item []byte) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed || q.messages >= q.options.MaxMessages || len(item) > q.options.MaxBytes-q.messageBytes {
		return false
	}
	q.messages++
	q.messageBytes += len(item)
	q.add(item)
	return true
}

// reply adds a reply or a confirmation, whatever the bounds.
func (q *queue) reply(item []byte) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return
	}
	q.replyBytes += len(item)
	q.add(item)
}

// add adds an item with mu held.
func (q *queue) add(item []byte) {
	q.items = append(q.items, item)
	if len(q.items) == 1 { // only then can the writer be waiting
		q.changed.Broadcast()
	}
}

// take waits until there are items and returns them all. It returns false when
// the queue is closed and empty.
func (q *queue) take() (batch [][]byte, ok bool) {
	clear(q.batch) // before the wait, during which nobody needs these bytes
	if cap(q.batch) > maxSpare {
		q.batch = nil
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 && !q.closed {
		q.changed.Wait()
	}
	q.batch, q.items = q.items, q.batch[:0]
	q.messages, q.messageBytes, q.replyBytes = 0, 0, 0
	q.changed.Broadcast() // the reader may be waiting for room
	return q.batch, len(q.batch) > 0
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

// close ends the queue. What is in it can still be taken.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.changed.Broadcast()
}

// discard ends the queue and throws away what is in it.
func (q *queue) discard() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.items = nil
	q.changed.Broadcast()
}
