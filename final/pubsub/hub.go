package pubsub

import "sync"

// Hub knows who subscribes to what. Make one with New. Its methods and those of its
// subscribers may be called from any goroutine.
type Hub struct {
	encode func(dst []byte, protocol int, m Message) []byte

	// mu orders publications and changes of subscriptions. Where a subscriber's
	// queue is locked too, mu is locked first.
	mu          sync.Mutex
	limits      Limits // guarded by mu, as all below
	channels    index
	patterns    index
	subscribers int // those with at least one subscription
}

// New returns a hub without subscribers. encode appends a message to dst, as version 2
// or 3 of RESP has it, and returns the extended slice. For each channel and each
// pattern that a message is delivered to, the hub calls it once for each version that
// a receiver has, and shares the bytes among all receivers of that version; it also
// calls it once for each confirmation. encode must not keep m.Channel or m.Payload, or
// return bytes that alias them. It is called while the hub is locked: it must be short,
// and must not call the hub or a subscriber.
func New(encode func(dst []byte, protocol int, m Message) []byte, limits Limits) *Hub {
	return &Hub{
		encode:   encode,
		limits:   limits,
		channels: newIndex(func(s *Subscriber) map[string]int { return s.channels }),
		patterns: newIndex(func(s *Subscriber) map[string]int { return s.patterns }),
	}
}

// SetLimits changes the limits of all queues (Redis 7.0: CONFIG SET
// client-output-buffer-limit). A queue that is already beyond them is dropped when
// the next message for it is published.
func (h *Hub) SetLimits(limits Limits) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.limits = limits
}

// Publish delivers payload to the subscribers of channel, then to those of every
// pattern that matches channel, and returns the number of deliveries accepted.
// It never waits for a subscriber: one whose queue exceeds a limit is dropped, and
// does not count. channel and payload may alias a network buffer.
func (h *Hub) Publish(channel, payload []byte) int {
	d := delivery{hub: h}
	d.run(channel, payload)
	for _, x := range d.dropped {
		x.subscriber.dropped(x.reason)
	}
	return d.accepted
}

// delivery is a Publish in progress.
type delivery struct {
	hub      *Hub
	accepted int
	dropped  []dropout // removed from the hub, but not told
}

// dropout is a subscriber that exceeded a limit.
type dropout struct {
	subscriber *Subscriber
	reason     string
}

// run is Publish under the lock.
func (d *delivery) run(channel, payload []byte) {
	h := d.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	if to := h.channels.sets[string(channel)]; to != nil {
		d.fanOut(to, Message{Kind: KindMessage, Channel: channel, Payload: payload})
	}
	for pattern, to := range h.patterns.sets {
		if Match(pattern, channel) {
			d.fanOut(to, Message{Kind: KindPMessage, Pattern: pattern, Channel: channel, Payload: payload})
		}
	}
}

// fanOut delivers m to the members of a set. It is called with the hub locked.
func (d *delivery) fanOut(to *set, m Message) {
	var encodings [4]struct { // by protocol
		bytes []byte
		made  bool
	}
	before := len(d.dropped)
	for _, s := range to.members {
		e := &encodings[s.protocol]
		if !e.made {
			e.bytes, e.made = to.block.encode(d.hub.encode, s.protocol, m), true
		}
		if exceeded := s.queue.publish(e.bytes, &d.hub.limits); exceeded != "" {
			d.dropped = append(d.dropped, dropout{s, exceeded})
			continue
		}
		d.accepted++
	}
	for _, x := range d.dropped[before:] { // not while its members are walked
		d.hub.discard(x.subscriber)
	}
}

// discard takes s out of the hub together with what it has queued. It is called with
// mu held.
func (h *Hub) discard(s *Subscriber) {
	h.remove(s)
	s.queue.discard()
}

// remove takes s out of the hub for good. It is called with mu held.
func (h *Hub) remove(s *Subscriber) {
	if s.count() > 0 {
		h.subscribers--
	}
	for channel := range s.channels {
		h.channels.remove(channel, s)
	}
	for pattern := range s.patterns {
		h.patterns.remove(pattern, s)
	}
	s.channels, s.patterns, s.gone = nil, nil, true
}
