package pubsub

import "sync/atomic"

// Subscriber is a connection's side of the hub: what it subscribes to, and the
// queue of what it has to write. It needs no goroutine of its own. When it is done,
// Leave must be called.
type Subscriber struct {
	hub   *Hub
	drop  func(reason string)
	queue *queue

	// The protocol and the names subscribed to are guarded by hub.mu, and so is
	// gone, which is set when the subscriber leaves or is dropped: from then on it
	// cannot get back into the hub.
	protocol int            // 2 or 3
	channels map[string]int // kept by hub.channels, see index.places
	patterns map[string]int // kept by hub.patterns
	gone     bool

	// counts has the number of channels above the number of patterns, 32 bits each,
	// for those who don't lock the hub. It is written with hub.mu held.
	counts atomic.Uint64
}

// NewSubscriber returns a subscriber without subscriptions, whose messages and
// confirmations are encoded for the given version of RESP; SetProtocol says which
// there are. If the hub drops it for being slow, drop is called once, with
// HardLimit or SoftLimit, from the publisher's goroutine or a timer's and without
// a lock held. drop must not block: setting a connection's deadline to the past or
// cancelling a context will do, closing a tls.Conn will not, because that
// may wait for the peer. drop may be nil.
func (h *Hub) NewSubscriber(protocol int, drop func(reason string)) *Subscriber {
	s := &Subscriber{
		hub:      h,
		drop:     drop,
		protocol: version(protocol),
		channels: make(map[string]int),
		patterns: make(map[string]int),
	}
	s.queue = newQueue(s.late)
	return s
}

// version returns the version of RESP that a number stands for.
func version(protocol int) int { return min(max(protocol, 2), 3) }

// SetProtocol changes the version of RESP: 2 or 3, less is 2 and more is 3. What is
// queued keeps its encoding, what is queued from here on has the other.
func (s *Subscriber) SetProtocol(protocol int) {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	s.protocol = version(protocol)
}

// SetProtocolReply is SetProtocol and Reply in one step: no message gets between the
// change and the reply that tells the client of it (Redis 7.0: HELLO).
// Messages before the reply have the encoding from before.
func (s *Subscriber) SetProtocolReply(protocol int, encoded []byte) {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	s.protocol = version(protocol)
	s.queue.reply(encoded)
}

// Take waits until the subscriber has something to write and returns it, in order:
// bytes from the encoder, and those given to Reply. It returns a piece of at most
// PieceBytes and 1024 items, or a single item however long. It returns false
// when nothing more will come: after Leave, once the queue is empty, and at once
// if the subscriber was dropped.
//
// The bytes are shared with other subscribers and must not be written to. The
// slice of slices is the caller's until the next Take; net.Buffers may consume it.
// Take is for one goroutine, the connection's writer.
func (s *Subscriber) Take() (piece [][]byte, ok bool) {
	return s.queue.take()
}

// Reply queues an encoded reply of the connection's own, in order with
// confirmations and messages. The queue keeps the slice without a copy. After Leave
// or a drop, Reply does nothing.
func (s *Subscriber) Reply(encoded []byte) {
	s.queue.reply(encoded)
}

// AdmitReply reports whether n more bytes of replies stay below the hard limit, together with
// what is queued. If not, the subscriber is dropped, as for a message. The connection
// calls it while it gathers a long reply, which it would else have to hold whole before
// the queue sees it.
func (s *Subscriber) AdmitReply(n int) bool {
	s.hub.mu.Lock()
	if s.gone {
		s.hub.mu.Unlock()
		return false
	}
	admitted := s.queue.admits(n, &s.hub.limits)
	if !admitted {
		s.hub.discard(s)
	}
	s.hub.mu.Unlock()
	if !admitted {
		s.dropped(HardLimit)
	}
	return admitted
}

// Queued returns the number of items that wait to be taken, and what they are charged in
// bytes. It waits for the queue's lock, not for the hub's.
func (s *Subscriber) Queued() (items, bytes int) { return s.queue.size() }

// WaitRoom waits while 64 KB or more of replies and confirmations are queued. The
// connection's reader calls it before each command, so that a client that does
// not read its replies is not served. WaitRoom returns false once the subscriber
// has left or was dropped.
func (s *Subscriber) WaitRoom() bool {
	return s.queue.waitRoom()
}

// Subscriptions returns the number of channels and the number of patterns. While
// their sum is not 0, a RESP2 client is in subscriber mode. Whoever has seen a
// confirmation finds it counted. Subscriptions waits for no lock.
func (s *Subscriber) Subscriptions() (channels, patterns int) {
	n := s.counts.Load()
	return int(n >> 32), int(uint32(n))
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

// late drops the subscriber if its queue has been at the soft limit for too long.
func (s *Subscriber) late() {
	s.hub.mu.Lock()
	late := !s.gone && s.queue.overdue(&s.hub.limits)
	if late {
		s.hub.discard(s)
	}
	s.hub.mu.Unlock()
	if late {
		s.dropped(SoftLimit)
	}
}

// dropped tells the subscriber's owner, without a lock held.
func (s *Subscriber) dropped(reason string) {
	if s.drop != nil {
		s.drop(reason)
	}
}
