package pubsub

import (
	"maps"
	"slices"
)

// Subscribe adds a channel and queues the confirmation, also if the channel was
// there already. Like all changes of subscriptions, it does nothing and confirms
// nothing once the subscriber has left or was dropped.
func (s *Subscriber) Subscribe(channel string) {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	if s.gone {
		return
	}
	s.joins()
	s.channels[channel] = struct{}{}
	s.hub.channels.add(channel, s)
	s.confirm(Message{Kind: KindSubscribe, Channel: channel})
}

// PSubscribe adds a pattern as Subscribe adds a channel. Match has the rules.
func (s *Subscriber) PSubscribe(pattern string) {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	if s.gone {
		return
	}
	s.joins()
	s.patterns[pattern] = struct{}{}
	s.hub.patterns.add(pattern, s)
	s.confirm(Message{Kind: KindPSubscribe, Pattern: pattern})
}

// Unsubscribe removes a channel and queues the confirmation, also if the channel
// was not there.
func (s *Subscriber) Unsubscribe(channel string) {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	s.unsubscribe(channel)
}

// PUnsubscribe removes a pattern as Unsubscribe removes a channel.
func (s *Subscriber) PUnsubscribe(pattern string) {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	s.punsubscribe(pattern)
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

func (s *Subscriber) unsubscribe(channel string) {
	if s.gone {
		return
	}
	before := s.count()
	delete(s.channels, channel)
	s.hub.channels.remove(channel, s)
	s.parts(before)
	s.confirm(Message{Kind: KindUnsubscribe, Channel: channel})
}

func (s *Subscriber) punsubscribe(pattern string) {
	if s.gone {
		return
	}
	before := s.count()
	delete(s.patterns, pattern)
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
		s.hub.subscribers++
	}
}

// parts uncounts the subscriber after it lost the last of before subscriptions.
func (s *Subscriber) parts(before int) {
	if before > 0 && s.count() == 0 {
		s.hub.subscribers--
	}
}

// confirm queues m with the count of subscriptions, inside the lock that
// the change was made in.
func (s *Subscriber) confirm(m Message) {
	m.Count = s.count()
	s.queue.reply(s.hub.encode(s.protocol, m))
}
