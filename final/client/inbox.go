package client

import (
	"context"
	"sync"
)

// How much a Subscriber reads ahead of its receiver: up to maxEvents, or until
// they are maxEventBytes or more, the last of them counted with its full length.
const (
	maxEvents     = 128
	maxEventBytes = 256 << 10
)

// Message is what a publisher sent to a channel. Pattern is the pattern that let
// the message through, empty for a subscription to the channel itself; who has
// both kinds gets the message once for each.
type Message struct {
	Channel, Pattern, Payload string
}

// An event is what Receive returns: a message, or the error of a gap.
type event struct {
	message Message
	err     error
}

func (e *event) size() int {
	return len(e.message.Channel) + len(e.message.Pattern) + len(e.message.Payload)
}

// An inbox is a queue of events between the reader of a Subscriber and its
// receivers, bounded so that a slow receiver holds up the reader.
type inbox struct {
	mu     sync.Mutex
	events []event // guarded by mu
	bytes  int     // guarded by mu; the size of events

	// Each holds a signal if there may be something to take, or room for more.
	ready, room chan struct{}
}

func newInbox() *inbox {
	return &inbox{ready: make(chan struct{}, 1), room: make(chan struct{}, 1)}
}

// put adds an event, when there is room. It reports false if ctx ends first. It is
// for one goroutine at a time.
func (b *inbox) put(ctx context.Context, e event) bool {
	for !b.tryPut(e) {
		select {
		case <-b.room:
		case <-ctx.Done():
			return false
		}
	}
	signal(b.ready)
	return true
}

func (b *inbox) tryPut(e event) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.events) >= maxEvents || b.bytes >= maxEventBytes {
		return false
	}
	b.events = append(b.events, e)
	b.bytes += e.size()
	return true
}

// tryTake removes the oldest event, if there is one.
func (b *inbox) tryTake() (e event, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.events) == 0 {
		return event{}, false
	}
	e = b.events[0]
	b.events[0] = event{}
	b.events = b.events[1:]
	b.bytes -= e.size()
	signal(b.room)
	if len(b.events) > 0 {
		signal(b.ready) // for another receiver: one signal may stand for many events
	}
	return e, true
}

// signal puts a signal into a channel that has room for one, unless there is one.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
