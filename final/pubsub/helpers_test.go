package pubsub

import (
	"fmt"
	"slices"
	"testing"
)

// encodeText makes messages readable: "message news hello", "subscribe news 1".
func encodeText(m Message) []byte {
	switch m.Kind {
	case KindMessage:
		return fmt.Appendf(nil, "%v %s %s", m.Kind, m.Channel, m.Payload)
	case KindPMessage:
		return fmt.Appendf(nil, "%v %s %s %s", m.Kind, m.Pattern, m.Channel, m.Payload)
	default:
		return fmt.Appendf(nil, "%v %s%s %d", m.Kind, m.Pattern, m.Channel, m.Count)
	}
}

func publish(h *Hub, channel, payload string) int {
	return h.Publish(channel, []byte(payload))
}

// drain takes what is queued, without waiting.
func drain(s *Subscriber) []string {
	s.queue.mu.Lock()
	queued := len(s.queue.items)
	s.queue.mu.Unlock()
	var all []string
	if queued > 0 {
		batch, _ := s.Take()
		for _, item := range batch {
			all = append(all, string(item))
		}
	}
	return all
}

// wantQueue fails the test unless exactly these items are queued.
func wantQueue(t *testing.T, s *Subscriber, want ...string) {
	t.Helper()
	if got := drain(s); !slices.Equal(got, want) {
		t.Errorf("queue\n  %q, want\n  %q", got, want)
	}
}

// wantEnded fails the test unless the subscriber's queue has ended.
func wantEnded(t *testing.T, s *Subscriber) {
	t.Helper()
	if batch, ok := s.Take(); ok {
		t.Errorf("Take returned %q, want the end", batch)
	}
}

// wantEmpty fails the test unless nobody is left in the hub.
func wantEmpty(t *testing.T, h *Hub) {
	t.Helper()
	if len(h.channels) != 0 || len(h.patterns) != 0 {
		t.Errorf("the hub still has channels %v and patterns %v", h.channels, h.patterns)
	}
}
