package pubsub

import (
	"mini-redis/final/glob"
	"sync"
	"sync/atomic"
)

// Hub knows who subscribes to what. Make one with New. Its methods and those of its
// subscribers may be called from any goroutine.
type Hub struct {
	encode func(dst []byte, protocol int, m Message) []byte

	// mu orders publications and changes of subscriptions. Where a subscriber's
	// queue is locked too, mu is locked first.
	mu       sync.Mutex
	limits   Limits // guarded by mu, as channels and patterns
	channels *index
	patterns *index
	longest  int // no pattern is longer; that of the longest since there was none

	subscribers atomic.Int64 // those with at least one subscription; written with mu held
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
//
// A pattern that may take long to match is matched while the hub is not locked, and
// delays nobody but the caller.
func (h *Hub) Publish(channel, payload []byte) int {
	return h.PublishUntil(channel, payload, nil)
}

// PublishUntil is Publish, but delivers nothing if stop is stopped while it matches
// patterns. A nil stop never is.
func (h *Hub) PublishUntil(channel, payload []byte, stop glob.Stopper) int {
	d := delivery{hub: h, stop: stop}
	d.run(channel, payload)
	for _, x := range d.dropped {
		x.subscriber.dropped(x.reason)
	}
	return d.accepted
}

// delivery is a Publish in progress.
type delivery struct {
	hub      *Hub
	stop     glob.Stopper
	matched  map[string]bool // by pattern, of those that take long; nil if none does
	accepted int
	dropped  []dropout // removed from the hub, but not told
}

// dropout is a subscriber that exceeded a limit.
type dropout struct {
	subscriber *Subscriber
	reason     string
}

// matchedLocked is the most steps that a pattern may take to be matched while the hub is
// locked: some 16 microseconds, at 4 ns a step.
const matchedLocked = 4096

// takesLong says whether a pattern of this length is not matched while the hub is locked.
func takesLong(pattern int, channel []byte) bool {
	return pattern*(len(channel)+1) > matchedLocked
}

// run is Publish under the lock, which it gives up while it matches what takes long.
// Patterns that have come meanwhile are then matched in turn: in the end there is a moment
// at which every pattern's answer is known, and that is the moment of the publication.
func (d *delivery) run(channel, payload []byte) {
	h := d.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	for slow := d.slow(channel); slow != nil; slow = d.slow(channel) {
		h.mu.Unlock()
		stopped := d.match(slow, channel)
		h.mu.Lock()
		if stopped {
			return
		}
	}
	if to := h.channels.sets[string(channel)]; to != nil {
		d.fanOut(to, Message{Kind: KindMessage, Channel: channel, Payload: payload})
	}
	for pattern, to := range h.patterns.sets {
		if matched, known := d.matched[pattern]; matched || !known && glob.Match(pattern, channel) {
			d.fanOut(to, Message{Kind: KindPMessage, Pattern: pattern, Channel: channel, Payload: payload})
		}
	}
}

// slow returns the patterns that take long and were not matched yet. It is called with
// the hub locked.
func (d *delivery) slow(channel []byte) (patterns []string) {
	if !takesLong(d.hub.longest, channel) {
		return nil
	}
	for pattern := range d.hub.patterns.sets {
		if _, known := d.matched[pattern]; !known && takesLong(len(pattern), channel) {
			patterns = append(patterns, pattern)
		}
	}
	return patterns
}

// match finds out which of patterns match channel, unless it is stopped.
func (d *delivery) match(patterns []string, channel []byte) (stopped bool) {
	if d.matched == nil {
		d.matched = map[string]bool{}
	}
	for _, pattern := range patterns {
		matched, done := glob.MatchUntil(pattern, channel, d.stop)
		if !done {
			return true
		}
		d.matched[pattern] = matched
	}
	return false
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
		h.subscribers.Add(-1)
	}
	for channel := range s.channels {
		h.channels.remove(channel, s)
	}
	for pattern := range s.patterns {
		h.patterns.remove(pattern, s)
	}
	s.channels, s.patterns, s.gone = nil, nil, true
	s.recount()
}
