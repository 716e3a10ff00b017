package pubsub

import (
	"sync"

	framing "mini-redis/step02_framing"
)

// maxQueued bounds a queue. It counts frames and not bytes, which is plain to
// follow; but a thousand messages of 1 MB are a gigabyte for a client that
// doesn't read.
const maxQueued = 1024

// A queue holds the frames on their way to one client. The reader of the
// connection adds replies, publishers add messages, and the writer takes them
// all. A full queue slows down the first but must not slow down the second: a
// channel of Go can't tell them apart, so this is a slice with a lock.
type queue struct {
	mu       sync.Mutex
	changed  sync.Cond // frames or closed have changed; its lock is mu
	frames   []framing.Frame
	messages int  // how many of frames are messages
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

// publish adds a message, or returns false if maxQueued messages are waiting.
func (q *queue) publish(f framing.Frame) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed || q.messages == maxQueued {
		return false
	}
	q.frames = append(q.frames, f)
	q.messages++
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
	q.frames, q.messages = nil, 0
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
