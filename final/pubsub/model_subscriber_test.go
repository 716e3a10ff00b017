package pubsub

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"
)

// modelSubscriber is a subscriber of the model: sets of names, and what its queue
// should hold.
type modelSubscriber struct {
	*Subscriber
	channels, patterns map[string]bool
	protocol           int
	queue              []string
	messages           int       // published messages in queue
	soft               int       // the soft limit at the last look, in messages
	since              time.Time // when it was reached, or zero
	gone               bool
	drops              drops
	wantDrops          []string
}

func (m *modelSubscriber) end() {
	m.gone = true
	m.since = time.Time{}
	clear(m.channels)
	clear(m.patterns)
}

func (m *modelSubscriber) dropped(reason string) {
	m.end()
	m.wantDrops = append(m.wantDrops, reason)
	m.queue = nil
}

// text is what encodeText makes of words in the subscriber's protocol.
func (m *modelSubscriber) text(words ...any) string {
	return strings.Repeat(">", m.protocol-2) + strings.TrimSuffix(fmt.Sprintln(words...), "\n")
}

func (m *modelSubscriber) confirm(kind Kind, name string) {
	m.queue = append(m.queue, m.text(kind, name, len(m.channels)+len(m.patterns)))
}

func (m *modelSubscriber) setProtocol(t *rapid.T) {
	m.protocol = rapid.IntRange(2, 3).Draw(t, "protocol")
	if rapid.Bool().Draw(t, "silent") {
		m.SetProtocol(m.protocol)
		return
	}
	m.SetProtocolReply(m.protocol, []byte("+OK"))
	if !m.gone {
		m.queue = append(m.queue, "+OK")
	}
}

// look notes whether the queue is at the soft limit.
func (m *modelSubscriber) look(soft int) {
	m.soft = soft
	if soft == 0 || m.messages < soft {
		m.since = time.Time{}
	} else if m.since.IsZero() {
		m.since = time.Now()
	}
}

// change subscribes to some names or unsubscribes from them.
func (m *modelSubscriber) change(t *rapid.T) {
	kind := rapid.SampledFrom([]Kind{KindSubscribe, KindPSubscribe, KindUnsubscribe, KindPUnsubscribe}).Draw(t, "kind")
	names, subscribed := modelChannels, m.channels
	if kind == KindPSubscribe || kind == KindPUnsubscribe {
		names, subscribed = modelPatterns, m.patterns
	}
	drawn := rapid.SliceOfN(names, 0, 3).Draw(t, "names")
	switch kind {
	case KindSubscribe:
		m.Subscribe(drawn...)
	case KindUnsubscribe:
		m.Unsubscribe(drawn...)
	case KindPSubscribe:
		m.PSubscribe(drawn...)
	case KindPUnsubscribe:
		m.PUnsubscribe(drawn...)
	}
	if m.gone {
		return // nothing changes and nothing is confirmed
	}
	for _, name := range drawn {
		if kind == KindSubscribe || kind == KindPSubscribe {
			subscribed[name] = true
		} else {
			delete(subscribed, name)
		}
		m.confirm(kind, name)
	}
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
// order among them, so both are sorted: T1, T2 and T7 have tests of their own.
func (m *modelSubscriber) drain(t *rapid.T) {
	got := drain(m.Subscriber)
	for i, item := range got {
		got[i] = strings.TrimRight(item, " ")
	}
	slices.Sort(got)
	slices.Sort(m.queue)
	if !slices.Equal(got, m.queue) {
		t.Fatalf("queue %q, want %q", got, m.queue)
	}
	if len(m.queue) > 0 {
		m.queue, m.messages = nil, 0
		m.look(m.soft)
	}
}
