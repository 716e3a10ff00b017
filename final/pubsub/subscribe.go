package pubsub

import (
	"maps"
	"slices"
)

// Subscribe adds channels in one step, and queues the confirmation of each, in the
// order given and also if the channel was there already: nothing that is published
// meanwhile comes between the confirmations. Like all changes of subscriptions, it
// does nothing and confirms nothing once the subscriber has left or was dropped.
func (s *Subscriber) Subscribe(channels ...string) {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	for _, channel := range channels {
		s.subscribe(channel)
	}
}

// PSubscribe adds patterns as Subscribe adds channels. Package glob has the rules.
func (s *Subscriber) PSubscribe(patterns ...string) {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	for _, pattern := range patterns {
		s.psubscribe(pattern)
	}
}

// Unsubscribe removes channels in one step, and queues the confirmation of each, in
// the order given and also if the channel was not there.
func (s *Subscriber) Unsubscribe(channels ...string) {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	for _, channel := range channels {
		s.unsubscribe(channel)
	}
}

// PUnsubscribe removes patterns as Unsubscribe removes channels.
func (s *Subscriber) PUnsubscribe(patterns ...string) {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	for _, pattern := range patterns {
		s.punsubscribe(pattern)
	}
}

// UnsubscribeAll removes all channels in one step, with a confirmation for each in
// the order of their names, and returns how many there were. If there were
// none, nothing is confirmed: the caller replies itself, with a null channel
// (Redis 7.0: UNSUBSCRIBE).
func (s *Subscriber) UnsubscribeAll() int {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	names := slices.Sorted(maps.Keys(s.channels))
	for _, name := range names {
		s.unsubscribe(name)
	}
	return len(names)
}

// PUnsubscribeAll removes all patterns as UnsubscribeAll removes the channels.
func (s *Subscriber) PUnsubscribeAll() int {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	names := slices.Sorted(maps.Keys(s.patterns))
	for _, name := range names {
		s.punsubscribe(name)
	}
	return len(names)
}

func (s *Subscriber) subscribe(channel string) {
	if s.gone {
		return
	}
	s.joins()
	s.hub.channels.add(channel, s)
	s.confirm(Message{Kind: KindSubscribe, Channel: []byte(channel)})
}

func (s *Subscriber) psubscribe(pattern string) {
	if s.gone {
		return
	}
	s.joins()
	if len(s.hub.patterns.sets) == 0 {
		s.hub.longest = 0
	}
	s.hub.patterns.add(pattern, s)
	s.hub.longest = max(s.hub.longest, len(pattern))
	s.confirm(Message{Kind: KindPSubscribe, Pattern: pattern})
}

func (s *Subscriber) unsubscribe(channel string) {
	if s.gone {
		return
	}
	before := s.count()
	s.hub.channels.remove(channel, s)
	s.parts(before)
	s.confirm(Message{Kind: KindUnsubscribe, Channel: []byte(channel)})
}

func (s *Subscriber) punsubscribe(pattern string) {
	if s.gone {
		return
	}
	before := s.count()
	s.hub.patterns.remove(pattern, s)
	s.parts(before)
	s.confirm(Message{Kind: KindPUnsubscribe, Pattern: pattern})
}

// count returns the number of subscriptions. It is called with hub.mu held, like all
// below.
func (s *Subscriber) count() int { return len(s.channels) + len(s.patterns) }

// joins counts the subscriber in the hub, before a subscription is added.
func (s *Subscriber) joins() {
	if s.count() == 0 {
		s.hub.subscribers.Add(1)
	}
}

// parts uncounts the subscriber after it lost the last of before subscriptions.
func (s *Subscriber) parts(before int) {
	if before > 0 && s.count() == 0 {
		s.hub.subscribers.Add(-1)
	}
}

// confirm queues m with the count of subscriptions, inside the lock that
// the change was made in.
func (s *Subscriber) confirm(m Message) {
	s.recount()
	m.Count = s.count()
	s.queue.reply(s.hub.encode(nil, s.protocol, m))
}

// recount makes counts what it should be.
func (s *Subscriber) recount() {
	s.counts.Store(uint64(len(s.channels))<<32 | uint64(len(s.patterns)))
}
