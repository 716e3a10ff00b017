package pubsub

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// modelSubscriber is a subscriber of the model: sets of names, and what its queue
// should hold.
type modelSubscriber struct {
	*Subscriber
	channels, patterns map[string]bool
	queue              []string
	messages           int // published messages in queue
	gone               bool
	drops, wantDrops   int
}

const modelBound = 5

var (
	modelChannels = rapid.SampledFrom([]string{"", "a", "b", "ab"})
	modelPatterns = rapid.SampledFrom([]string{"", "*", "a*", "?", "[ab]"})
)

// TestT5HubAgreesWithSets: whatever subscribers do, the hub has exactly the entries
// that sets of names would have, and delivers accordingly.
func TestT5HubAgreesWithSets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rapid.SyncTest(t, func(t *rapid.T) {
			h := New(encodeText, Options{MaxMessages: modelBound})
			var all []*modelSubscriber
			join := func() {
				m := &modelSubscriber{channels: map[string]bool{}, patterns: map[string]bool{}}
				m.Subscriber = h.NewSubscriber(func() { m.drops++ })
				all = append(all, m)
			}
			join()
			someone := func(t *rapid.T) *modelSubscriber { return rapid.SampledFrom(all).Draw(t, "subscriber") }
			t.Repeat(map[string]func(*rapid.T){
				"": func(t *rapid.T) { checkHub(t, h, all) },
				"join": func(t *rapid.T) {
					if len(all) == 5 {
						t.Skip("enough")
					}
					join()
				},
				"subscribe":   func(t *rapid.T) { someone(t).change(t) },
				"unsubscribe": func(t *rapid.T) { someone(t).unsubscribeAll(t) },
				"publish":     func(t *rapid.T) { publishToModel(t, h, all) },
				"drain":       func(t *rapid.T) { someone(t).drain(t) },
				"leave": func(t *rapid.T) {
					m := someone(t)
					m.Leave()
					m.end()
				},
			})
		})
	})
}

func (m *modelSubscriber) end() {
	m.gone = true
	clear(m.channels)
	clear(m.patterns)
}

func (m *modelSubscriber) confirm(kind Kind, name string) {
	m.queue = append(m.queue, fmt.Sprint(kind, " ", name, " ", len(m.channels)+len(m.patterns)))
}

// change subscribes to one name or unsubscribes from it.
func (m *modelSubscriber) change(t *rapid.T) {
	kind := rapid.SampledFrom([]Kind{KindSubscribe, KindPSubscribe, KindUnsubscribe, KindPUnsubscribe}).Draw(t, "kind")
	channel, pattern := modelChannels.Draw(t, "channel"), modelPatterns.Draw(t, "pattern")
	name := channel
	switch kind {
	case KindSubscribe:
		m.Subscribe(channel)
		m.channels[channel] = true
	case KindUnsubscribe:
		m.Unsubscribe(channel)
		delete(m.channels, channel)
	case KindPSubscribe:
		name = pattern
		m.PSubscribe(pattern)
		m.patterns[pattern] = true
	case KindPUnsubscribe:
		name = pattern
		m.PUnsubscribe(pattern)
		delete(m.patterns, pattern)
	}
	if m.gone {
		m.end() // nothing changes and nothing is confirmed
		return
	}
	m.confirm(kind, name)
}

func (m *modelSubscriber) unsubscribeAll(t *rapid.T) {
	names, kind, unsubscribe := m.channels, KindUnsubscribe, m.UnsubscribeAll
	if rapid.Bool().Draw(t, "patterns") {
		names, kind, unsubscribe = m.patterns, KindPUnsubscribe, m.PUnsubscribeAll
	}
	want := len(names)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		delete(names, name)
		m.confirm(kind, name)
	}
	if got := unsubscribe(); got != want {
		t.Fatalf("unsubscribed from %d names, want %d", got, want)
	}
}

// drain compares the queue with the model's. Messages of several patterns have no
// order among them, so both are sorted: T1 and T2 have tests of their own.
func (m *modelSubscriber) drain(t *rapid.T) {
	got := drain(m.Subscriber)
	slices.Sort(got)
	slices.Sort(m.queue)
	if !slices.Equal(got, m.queue) {
		t.Fatalf("queue %q, want %q", got, m.queue)
	}
	m.queue, m.messages = nil, 0
}

func publishToModel(t *rapid.T, h *Hub, all []*modelSubscriber) {
	channel := modelChannels.Draw(t, "channel")
	want := 0
	for _, m := range all {
		var items []string
		if m.channels[channel] {
			items = append(items, fmt.Sprintf("message %s !", channel))
		}
		for pattern := range m.patterns {
			if Match(pattern, channel) {
				items = append(items, fmt.Sprintf("pmessage %s %s !", pattern, channel))
			}
		}
		room := modelBound - m.messages
		want += min(room, len(items))
		if len(items) > room {
			m.end()
			m.wantDrops = 1
			m.queue = nil
			continue
		}
		m.messages += len(items)
		m.queue = append(m.queue, items...)
	}
	if got := publish(h, channel, "!"); got != want {
		t.Fatalf("Publish to %q = %d, want %d", channel, got, want)
	}
}

// checkHub compares what the hub says, and what it holds, with the model.
func checkHub(t *rapid.T, h *Hub, all []*modelSubscriber) {
	channels, patterns := map[string]int{}, map[string]int{}
	for i, m := range all {
		for name := range m.channels {
			channels[name]++
		}
		for name := range m.patterns {
			patterns[name]++
		}
		if c, p := m.Subscriptions(); c != len(m.channels) || p != len(m.patterns) {
			t.Fatalf("subscriber %d has %d channels and %d patterns, want %d, %d", i, c, p, len(m.channels), len(m.patterns))
		}
		if m.drops != m.wantDrops {
			t.Fatalf("subscriber %d was dropped %d times, want %d", i, m.drops, m.wantDrops)
		}
	}
	if got, want := h.Channels(), slices.Sorted(maps.Keys(channels)); !slices.Equal(got, want) {
		t.Fatalf("channels %q, want %q", got, want)
	}
	for _, name := range []string{"", "a", "b", "ab", "never"} {
		if got := h.NumSub(name); got != channels[name] {
			t.Fatalf("NumSub(%q) = %d, want %d", name, got, channels[name])
		}
	}
	if got := h.NumPat(); got != len(patterns) {
		t.Fatalf("NumPat() = %d, want %d", got, len(patterns))
	}
	for name, want := range patterns {
		if got := len(h.patterns[name]); got != want {
			t.Fatalf("pattern %q has %d subscribers, want %d", name, got, want)
		}
	}
}
