package pubsub

import (
	"bytes"
	"maps"
	"mini-redis/final/glob"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// modelWidth is the charge of every message of the model, so that it does not
// matter in which order those of several patterns come.
const modelWidth = 100

// modelTime is the time at the soft limit.
const modelTime = 10 * time.Second

var (
	modelChannels = rapid.SampledFrom([]string{"", "a", "b", "ab"})
	modelPatterns = rapid.SampledFrom([]string{"", "*", "a*", "?", "[ab]"})
)

// encodePadded is encodeText with blanks up to the width.
func encodePadded(dst []byte, protocol int, m Message) []byte {
	text := encodeText(nil, protocol, m)
	return append(append(dst, text...), bytes.Repeat([]byte(" "), modelWidth-slotBytes-len(text))...)
}

// model is the hub of the model. Its limits are numbers of messages.
type model struct {
	hub        *Hub
	hard, soft int
	all        []*modelSubscriber
}

// TestT5HubAgreesWithSets: whatever subscribers do, the hub has exactly the entries
// that sets of names would have, delivers accordingly, in the right encoding, and drops
// exactly those that a limit is against.
func TestT5HubAgreesWithSets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rapid.SyncTest(t, func(t *rapid.T) {
			m := &model{hub: New(encodePadded, Limits{})}
			m.setLimits(5, 3)
			m.join(t)
			someone := func(t *rapid.T) *modelSubscriber { return rapid.SampledFrom(m.all).Draw(t, "subscriber") }
			t.Repeat(map[string]func(*rapid.T){
				"":            func(t *rapid.T) { m.check(t) },
				"join":        m.join,
				"subscribe":   func(t *rapid.T) { someone(t).change(t) },
				"unsubscribe": func(t *rapid.T) { someone(t).unsubscribeAll(t) },
				"protocol":    func(t *rapid.T) { someone(t).setProtocol(t) },
				"publish":     m.publish,
				"drain":       func(t *rapid.T) { someone(t).drain(t) },
				"wait":        m.wait,
				"limits": func(t *rapid.T) {
					m.setLimits(rapid.IntRange(0, 6).Draw(t, "hard"), rapid.IntRange(0, 4).Draw(t, "soft"))
				},
				"leave": func(t *rapid.T) {
					s := someone(t)
					s.Leave()
					s.end()
				},
			})
		})
	})
}

// setLimits allows hard messages, and soft without a hurry; 0 is no limit.
func (m *model) setLimits(hard, soft int) {
	m.hard, m.soft = hard, soft
	limits := Limits{SoftBytes: soft * modelWidth, SoftTime: modelTime}
	if hard > 0 {
		limits.HardBytes = hard*modelWidth + 1
	}
	m.hub.SetLimits(limits)
}

func (m *model) join(t *rapid.T) {
	if len(m.all) == 5 {
		t.Skip("enough")
	}
	s := &modelSubscriber{channels: map[string]bool{}, patterns: map[string]bool{}}
	s.protocol = rapid.IntRange(2, 3).Draw(t, "protocol")
	s.Subscriber = m.hub.NewSubscriber(s.protocol, s.drops.note)
	m.all = append(m.all, s)
}

// wait lets time go by, at whose end the timers drop those who had too much of it.
func (m *model) wait(t *rapid.T) {
	time.Sleep(time.Duration(rapid.IntRange(1, 12).Draw(t, "seconds")) * time.Second)
	synctest.Wait()
	for _, s := range m.all {
		if s.since.IsZero() || time.Since(s.since) < modelTime {
			continue
		}
		if s.look(m.soft); !s.since.IsZero() {
			s.dropped("soft limit")
		}
	}
}

func (m *model) publish(t *rapid.T) {
	channel := modelChannels.Draw(t, "channel")
	want := 0
	for _, s := range m.all {
		var items []string
		if s.channels[channel] {
			items = append(items, s.text("message", channel, "!"))
		}
		for pattern := range s.patterns {
			if glob.Match(pattern, channel) {
				items = append(items, s.text("pmessage", pattern, channel, "!"))
			}
		}
		if len(items) == 0 {
			continue
		}
		if m.hard > 0 && s.messages+len(items) > m.hard {
			want += max(0, m.hard-s.messages)
			s.dropped("hard limit")
			continue
		}
		want += len(items)
		for _, item := range items {
			s.messages++
			s.queue = append(s.queue, item)
			s.look(m.soft) // each may be the one that reaches a limit that was raised meanwhile
		}
	}
	if got := publish(m.hub, channel, "!"); got != want {
		t.Fatalf("Publish to %q = %d, want %d", channel, got, want)
	}
}

// check compares what the hub says, and what it holds, with the model.
func (m *model) check(t *rapid.T) {
	channels, patterns, subscribers := map[string]int{}, map[string]int{}, 0
	for i, s := range m.all {
		for name := range s.channels {
			channels[name]++
		}
		for name := range s.patterns {
			patterns[name]++
		}
		if len(s.channels)+len(s.patterns) > 0 {
			subscribers++
		}
		if c, p := s.Subscriptions(); c != len(s.channels) || p != len(s.patterns) {
			t.Fatalf("subscriber %d has %d channels and %d patterns, want %d, %d", i, c, p, len(s.channels), len(s.patterns))
		}
		s.drops.want(t, s.wantDrops...)
	}
	h := m.hub
	if got, want := h.Channels(), slices.Sorted(maps.Keys(channels)); !slices.Equal(got, want) {
		t.Fatalf("channels %q, want %q", got, want)
	}
	names := []string{"", "a", "b", "ab", "never", "a"}
	for i, got := range h.NumSub(names...) {
		if got != channels[names[i]] {
			t.Fatalf("NumSub of %q = %d, want %d", names[i], got, channels[names[i]])
		}
	}
	if got := [3]int{h.NumChannels(), h.NumPat(), h.NumSubscribers()}; got != [3]int{len(channels), len(patterns), subscribers} {
		t.Fatalf("%v channels, patterns and subscribers, want %d, %d, %d", got, len(channels), len(patterns), subscribers)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for name, want := range patterns {
		if got := h.patterns.count(name); got != want {
			t.Fatalf("pattern %q has %d subscribers, want %d", name, got, want)
		}
	}
}
