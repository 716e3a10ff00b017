package pubsub

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	store "mini-redis/step03_store"
)

// A subscription is an element of the model: a hub is a set of them.
type subscription struct {
	who  int // an index of machine.subscribers
	kind kind
	name string
}

// machine drives a hub and its model.
type machine struct {
	hub         *Hub
	subscribers []*subscriber
	model       map[subscription]bool
	expected    [][]string // frames, by subscriber, since the last check
	drops       int        // subscribers that the last publish has dropped
}

// I5: after any commands the hub holds exactly the subscriptions there are, and
// no entry for a name without subscribers. Each subscriber has received what
// the set of subscriptions says, and each count is the set's.
func TestHubAgreesWithASet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := &machine{hub: NewHub(), model: map[subscription]bool{}}
		m.subscribers = []*subscriber{m.newSubscriber(), m.newSubscriber(), m.newSubscriber()}
		m.expected = make([][]string, len(m.subscribers))
		t.Repeat(map[string]func(*rapid.T){
			"":                m.check,
			"subscribe":       m.subscribe,
			"unsubscribe":     m.unsubscribe,
			"unsubscribe all": m.unsubscribeAll,
			"leave":           m.leave,
			"publish":         m.publish,
		})
	})
}

func (m *machine) newSubscriber() *subscriber {
	return newSubscriber(func() { m.drops++ })
}

func (m *machine) draw(t *rapid.T) subscription {
	return subscription{
		who:  rapid.IntRange(0, len(m.subscribers)-1).Draw(t, "subscriber"),
		kind: rapid.SampledFrom([]kind{channel, pattern}).Draw(t, "kind"),
		name: rapid.SampledFrom([]string{"", "a", "b", "ab", "a*", "*", "?"}).Draw(t, "name"),
	}
}

// names returns the names, in order, of the subscriptions that satisfy f.
func (m *machine) names(f func(subscription) bool) (names []string) {
	for s := range m.model {
		if f(s) {
			names = append(names, s.name)
		}
	}
	slices.Sort(names)
	return names
}

// confirmed expects the confirmation of a change, and returns the count in it.
func (m *machine) confirmed(verb string, s subscription) int {
	n := len(m.names(func(other subscription) bool { return other.who == s.who }))
	m.expect(s.who, "[%s%s %s :%d]", s.kind.prefix(), verb, s.name, n)
	return n
}

func (m *machine) expect(who int, format string, args ...any) {
	m.expected[who] = append(m.expected[who], fmt.Sprintf(format, args...))
}

func (m *machine) subscribe(t *rapid.T) {
	s := m.draw(t)
	m.model[s] = true
	want := m.confirmed("subscribe", s)
	if got := m.hub.subscribe(m.subscribers[s.who], s.kind, s.name); got != want {
		t.Fatalf("%d subscriptions, want %d", got, want)
	}
}

func (m *machine) unsubscribe(t *rapid.T) {
	s := m.draw(t)
	delete(m.model, s)
	want := m.confirmed("unsubscribe", s)
	if got := m.hub.unsubscribe(m.subscribers[s.who], s.kind, s.name); got != want {
		t.Fatalf("%d subscriptions left, want %d", got, want)
	}
}

func (m *machine) unsubscribeAll(t *rapid.T) {
	drawn := m.draw(t)
	names := m.names(func(s subscription) bool { return s.who == drawn.who && s.kind == drawn.kind })
	for _, name := range names {
		s := subscription{drawn.who, drawn.kind, name}
		delete(m.model, s)
		m.confirmed("unsubscribe", s)
	}
	if len(names) == 0 {
		m.confirmed("unsubscribe", subscription{drawn.who, drawn.kind, "null"})
	}
	m.hub.unsubscribe(m.subscribers[drawn.who], drawn.kind)
}

func (m *machine) leave(t *rapid.T) {
	who := m.draw(t).who
	m.forget(who)
	m.hub.leave(m.subscribers[who])
}

func (m *machine) forget(who int) {
	maps.DeleteFunc(m.model, func(s subscription, _ bool) bool { return s.who == who })
}

// publish publishes a message, sometimes while the queue of one subscriber is
// full; that one is dropped if it would receive it.
func (m *machine) publish(t *rapid.T) {
	name := m.draw(t).name
	full := rapid.IntRange(-1, len(m.subscribers)-1).Draw(t, "full")
	if full >= 0 {
		m.subscribers[full].queue.messages = maxQueued
	}
	want, wantDrops := 0, 0
	for s := range m.model {
		switch {
		case s.kind == channel && s.name != name, s.kind == pattern && !store.Match(s.name, name):
			continue
		case s.who == full:
			wantDrops = 1
			continue
		case s.kind == channel:
			m.expect(s.who, "[message %s hello]", name)
		case s.kind == pattern:
			m.expect(s.who, "[pmessage %s %s hello]", s.name, name)
		}
		want++
	}
	m.drops = 0
	if got := m.hub.publish(name, "hello"); got != want || m.drops != wantDrops {
		t.Fatalf("published %d messages and dropped %d subscribers, want %d and %d", got, m.drops, want, wantDrops)
	}
	if m.drops > 0 {
		m.forget(full)
		m.subscribers[full] = m.newSubscriber()
	}
}

// check runs after each command.
func (m *machine) check(t *rapid.T) {
	for who, s := range m.subscribers {
		var got []string
		for _, f := range s.queue.frames {
			got = append(got, show(f))
		}
		s.queue.frames, s.queue.messages = nil, 0
		want := m.expected[who]
		m.expected[who] = nil
		slices.Sort(got) // patterns take their turns in any order
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Fatalf("subscriber %d received %q, want %q", who, got, want)
		}
	}
	held := map[subscription]bool{}
	for _, k := range []kind{channel, pattern} {
		for _, name := range sortedKeys(m.hub.subscribers[k]) { // in order, so that a failure can be repeated
			subscribers := m.hub.subscribers[k][name]
			if len(subscribers) == 0 {
				t.Fatalf("an entry for %q without subscribers", name)
			}
			for s := range subscribers {
				held[subscription{slices.Index(m.subscribers, s), k, name}] = true
			}
		}
	}
	if !maps.Equal(held, m.model) {
		t.Fatalf("the hub holds %v, want %v", held, m.model)
	}
	m.inspect(t)
}

// inspect compares what PUBSUB answers.
func (m *machine) inspect(t *rapid.T) {
	ask := func(args ...string) string { return show(m.hub.inspect(append([]string{"pubsub"}, args...))) }
	channels := slices.Compact(m.names(func(s subscription) bool { return s.kind == channel }))
	if got, want := ask("channels"), fmt.Sprint(channels); got != want {
		t.Fatalf("PUBSUB CHANNELS: %s, want %s", got, want)
	}
	patterns := slices.Compact(m.names(func(s subscription) bool { return s.kind == pattern }))
	if got, want := ask("numpat"), fmt.Sprintf(":%d", len(patterns)); got != want {
		t.Fatalf("PUBSUB NUMPAT: %s, want %s", got, want)
	}
	subscribers := m.names(func(s subscription) bool { return s.kind == channel && s.name == "ab" })
	if got, want := ask("numsub", "ab"), fmt.Sprintf("[ab :%d]", len(subscribers)); got != want {
		t.Fatalf("PUBSUB NUMSUB: %s, want %s", got, want)
	}
}
