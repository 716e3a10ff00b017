package pubsub

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"
)

// tb is what helpers need of a *testing.T or a *rapid.T.
type tb interface {
	Helper()
	Errorf(format string, args ...any)
}

// encodeText makes messages readable: "message news hello", "subscribe news 1", and
// in protocol 3 ">message news hello".
func encodeText(dst []byte, protocol int, m Message) []byte {
	push := []string{2: "", 3: ">"}[protocol]
	switch m.Kind {
	case KindMessage:
		return fmt.Appendf(dst, "%s%v %s %s", push, m.Kind, m.Channel, m.Payload)
	case KindPMessage:
		return fmt.Appendf(dst, "%s%v %s %s %s", push, m.Kind, m.Pattern, m.Channel, m.Payload)
	default:
		return fmt.Appendf(dst, "%s%v %s%s %d", push, m.Kind, m.Pattern, m.Channel, m.Count)
	}
}

// encodeBare makes of a message what is fastest to make.
func encodeBare(dst []byte, _ int, m Message) []byte {
	return append(append(dst, m.Channel...), m.Payload...)
}

// charge is what a queue is charged for a message that encodeText makes this text.
func charge(text string) int { return len(text) + slotBytes }

// roomFor returns limits under which just n such messages may wait.
func roomFor(n int, text string) Limits { return Limits{HardBytes: n*charge(text) + 1} }

func publish(h *Hub, channel, payload string) int {
	return h.Publish([]byte(channel), []byte(payload))
}

// drain takes what is queued, without waiting.
func drain(s *Subscriber) []string {
	var all []string
	for {
		s.queue.mu.Lock()
		queued := s.queue.items.count
		s.queue.mu.Unlock()
		if queued == 0 {
			return all
		}
		piece, _ := s.Take()
		for _, item := range piece {
			all = append(all, string(item))
		}
	}
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
	if piece, ok := s.Take(); ok {
		t.Errorf("Take returned %q, want the end", piece)
	}
}

// wantEmpty fails the test unless nobody is left in the hub.
func wantEmpty(t *testing.T, h *Hub) {
	t.Helper()
	if len(h.channels.sets) != 0 || len(h.patterns.sets) != 0 || h.subscribers.Load() != 0 {
		t.Errorf("the hub still has channels %v, patterns %v and %d subscribers", h.channels.sets, h.patterns.sets, h.subscribers.Load())
	}
}

// drops notes for what reasons and when a subscriber was dropped.
type drops struct {
	mu      sync.Mutex
	reasons []string
	at      time.Time
}

func (d *drops) note(reason string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.reasons, d.at = append(d.reasons, reason), time.Now()
}

// want fails the test unless these are the reasons so far.
func (d *drops) want(t tb, reasons ...string) {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	if !slices.Equal(d.reasons, reasons) {
		t.Errorf("dropped for %q, want %q", d.reasons, reasons)
	}
}

// stopFunc is a glob.Stopper.
type stopFunc func() bool

func (f stopFunc) Stopped() bool { return f() }
