package pubsub

// Subscriber is a connection's side of the hub: what it subscribes to, and the
// queue of what it has to write. It needs no goroutine of its own. When it is done,
// Leave must be called.
type Subscriber struct {
	hub   *Hub
	drop  func()
	queue *queue

	// The names subscribed to are guarded by hub.mu, and so is gone, which
	// is set when the subscriber leaves or is dropped: from then on it cannot
	// get back into the hub.
	channels map[string]struct{}
	patterns map[string]struct{}
	gone     bool
}

// NewSubscriber returns a subscriber without subscriptions. If the hub drops it
// for being slow, drop is called once, from the publisher's goroutine and without
// a lock held. drop must not block: setting a connection's deadline to the past or
// cancelling a context will do, closing a tls.Conn will not, because that
// may wait for the peer. drop may be nil.
func (h *Hub) NewSubscriber(drop func()) *Subscriber {
	return &Subscriber{
		hub:      h,
		drop:     drop,
		queue:    newQueue(h.options),
		channels: make(map[string]struct{}),
		patterns: make(map[string]struct{}),
	}
}

// Take waits until the subscriber has something to write and returns all of it, in
// order: bytes from the encoder, and those given to Reply. It returns false
// when nothing more will come: after Leave, once the queue is empty, and at once
// if the subscriber was dropped.
//
// The bytes are shared with other subscribers and must not be written to. The
// slice of slices is the caller's until the next Take; net.Buffers may consume it.
// Take is for one goroutine, the connection's writer.
func (s *Subscriber) Take() (batch [][]byte, ok bool) {
	return s.queue.take()
}

// Reply queues an encoded reply of the connection's own, in order with
// confirmations and messages. The queue keeps the slice without a copy. After Leave
// or a drop, Reply does nothing.
func (s *Subscriber) Reply(encoded []byte) {
	s.queue.reply(encoded)
}

// WaitRoom waits while 64 KB or more of replies and confirmations are queued. The
// connection's reader calls it before each command, so that a client that does
// not read its replies is not served. WaitRoom returns false once the subscriber
// has left or was dropped.
func (s *Subscriber) WaitRoom() bool {
	return s.queue.waitRoom()
}

// Subscriptions returns the number of channels and the number of patterns. While
// their sum is not 0, a RESP2 client is in subscriber mode.
func (s *Subscriber) Subscriptions() (channels, patterns int) {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	return len(s.channels), len(s.patterns)
}

// Leave removes the subscriber from the hub without confirmations and closes its
// queue: Take returns what is left in it, then false. Leave may be called more
// than once, and after a drop; it reports whether the subscriber was still there.
func (s *Subscriber) Leave() (was bool) {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	was = !s.gone
	s.hub.remove(s)
	s.queue.close()
	return was
}
