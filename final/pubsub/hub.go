package pubsub

import (
	"maps"
	"slices"
	"sync"
)

// Hub knows who subscribes to what. Make one with New. Its methods and those of its
// subscribers may be called from any goroutine.
type Hub struct {
	encode  func(Message) []byte
	options Options

	// mu orders publications and changes of subscriptions. Where a subscriber's
	// queue is locked too, mu is locked first.
	mu       sync.Mutex
	channels index // guarded by mu
	patterns index // guarded by mu
}

// Options bound the published messages that wait in one subscriber's queue.
// Zero or less stands for the default.
type Options struct {
	// MaxMessages is a number of messages, by default 65,536.
	MaxMessages int

	// MaxBytes is a number of bytes, as encoded, by default 32 MB (Redis 7.0:
	// client-output-buffer-limit pubsub). A longer message drops every
	// subscriber it meets.
	MaxBytes int
}

// New returns a hub without subscribers. The hub calls encode once for each
// channel and each pattern that a message is delivered to, and shares the bytes
// among all subscribers; and once for each confirmation. encode must not
// keep m.Payload or return bytes that alias it. It is called while the hub is
// locked: it must be short, and must not call the hub or a subscriber.
func New(encode func(m Message) []byte, opt Options) *Hub {
	if opt.MaxMessages <= 0 {
		opt.MaxMessages = 1 << 16
	}
	if opt.MaxBytes <= 0 {
		opt.MaxBytes = 32 << 20
	}
	return &Hub{encode: encode, options: opt, channels: index{}, patterns: index{}}
}

// Publish delivers payload to the subscribers of channel, then to those of every
// pattern that matches channel, and returns the number of deliveries accepted.
// It never waits for a subscriber: one whose queue has no room is dropped, and
// does not count. payload may alias a network buffer.
func (h *Hub) Publish(channel string, payload []byte) int {
	accepted, dropped := h.deliver(channel, payload)
	for _, s := range dropped {
		if s.drop != nil {
			s.drop()
		}
	}
	return accepted
}

// deliver is Publish under the lock. It returns the subscribers it removed.
func (h *Hub) deliver(channel string, payload []byte) (accepted int, dropped []*Subscriber) {
	h.mu.Lock()
	defer h.mu.Unlock()
	fanOut := func(to set, m Message) {
		encoded := h.encode(m)
		for s := range to {
			if s.queue.publish(encoded) {
				accepted++
				continue
			}
			h.remove(s)
			s.queue.discard()
			dropped = append(dropped, s)
		}
	}
	if to := h.channels[channel]; len(to) > 0 {
		fanOut(to, Message{Kind: KindMessage, Channel: channel, Payload: payload})
	}
	for pattern, to := range h.patterns {
		if Match(pattern, channel) {
			fanOut(to, Message{Kind: KindPMessage, Pattern: pattern, Channel: channel, Payload: payload})
		}
	}
	return accepted, dropped
}

// remove takes s out of the hub for good. It is called with mu held.
func (h *Hub) remove(s *Subscriber) {
	for channel := range s.channels {
		h.channels.remove(channel, s)
	}
	for pattern := range s.patterns {
		h.patterns.remove(pattern, s)
	}
	s.channels, s.patterns, s.gone = nil, nil, true
}

// Channels returns the names of the channels that have subscribers, sorted (Redis
// 7.0: PUBSUB CHANNELS). Subscribers of patterns do not count.
func (h *Hub) Channels() []string {
	h.mu.Lock()
	names := slices.Collect(maps.Keys(h.channels))
	h.mu.Unlock()
	slices.Sort(names)
	return names
}

// NumSub returns the number of subscribers of channel (Redis 7.0: PUBSUB NUMSUB).
// Subscribers of patterns do not count.
func (h *Hub) NumSub(channel string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.channels[channel])
}

// NumPat returns the number of distinct patterns that have subscribers (Redis
// 7.0: PUBSUB NUMPAT).
func (h *Hub) NumPat() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.patterns)
}
