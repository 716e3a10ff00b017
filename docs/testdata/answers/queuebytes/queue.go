// Package queuebytes is the answer to step 5's exercise on the bytes in a queue.
package queuebytes

import (
	"sync"

	framing "mini-redis/step02_framing"
)

const (
	maxQueued = 1024    // messages that may wait
	maxBytes  = 8 << 20 // bytes of messages that may wait before another one is added
)

// A queue is step 5's, and also counts bytes.
type queue struct {
	mu       sync.Mutex
	changed  sync.Cond // frames or closed have changed; its lock is mu
	frames   []framing.Frame
	messages int  // how many of frames are messages
	bytes    int  // in these messages
	closed   bool // nothing is added any more
}

func newQueue() *queue {
	q := &queue{}
	q.changed.L = &q.mu
	return q
}

// reply adds the reply to a command. It doesn't wait: see room.
func (q *queue) reply(f framing.Frame) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.closed {
		q.frames = append(q.frames, f)
		q.changed.Broadcast()
	}
}

// publish adds a message, or returns false if too many are waiting, or too much.
// One large message finds room in a queue that holds little.
func (q *queue) publish(f framing.Frame) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed || q.messages == maxQueued || q.bytes > maxBytes {
		return false
	}
	q.frames = append(q.frames, f)
	q.messages++
	q.bytes += size(f)
	q.changed.Broadcast()
	return true
}

// room waits until the queue holds fewer than maxQueued frames. The reader calls
// it before each command, so a client that sends and never reads stops being
// read, and its replies stay bounded. It returns false when the queue is closed.
func (q *queue) room() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.frames) >= maxQueued && !q.closed {
		q.changed.Wait()
	}
	return !q.closed
}

// take waits for frames and takes all there are. It returns none when the queue
// is closed and empty.
func (q *queue) take() []framing.Frame {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.frames) == 0 && !q.closed {
		q.changed.Wait()
	}
	frames := q.frames
	q.frames, q.messages, q.bytes = nil, 0, 0
	q.changed.Broadcast()
	return frames
}

// close lets the writer take what is queued, and adds nothing more.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.changed.Broadcast()
}

// size returns how many bytes of strings a message holds.
func size(f framing.Frame) (n int) {
	switch f := f.(type) {
	case framing.Bulk:
		n = len(f)
	case framing.Array:
		for _, element := range f {
			n += size(element)
		}
	}
	return n
}
