package pubsub

import (
	"maps"
	"slices"
	"sync"

	framing "mini-redis/step02_framing"
	store "mini-redis/step03_store"
)

// A Hub passes published messages to subscribers. It may be shared by any number
// of connections. The zero value isn't usable: see [NewHub].
//
// One lock covers the maps and the adding to queues. That is what makes I1 and
// I2 hold: between a confirmation and the change that it confirms there is no
// moment for a message to slip in. Adding to a queue never waits, so neither
// does anyone who wants the lock (I6).
type Hub struct {
	mu          sync.Mutex
	subscribers [2]map[string]set // by kind, then by name; guarded by mu, no set is empty (I5)
}

type set map[*subscriber]struct{}

// A kind of subscription: to one channel, or to all that match a glob pattern.
type kind int

const (
	channel kind = iota
	pattern
)

// prefix starts the names of the commands for this kind.
func (k kind) prefix() string {
	return [...]string{"", "p"}[k]
}

// A subscriber is the hub's side of a connection.
type subscriber struct {
	queue *queue
	names [2]map[string]struct{} // its subscriptions, by kind; guarded by Hub.mu
	drop  func()                 // wakes the connection so that it ends; waits for nothing
	gone  bool                   // dropped, never to come back; guarded by Hub.mu
}

// NewHub returns a hub without subscribers.
func NewHub() *Hub {
	return &Hub{subscribers: [2]map[string]set{{}, {}}}
}

func newSubscriber(drop func()) *subscriber {
	return &subscriber{queue: newQueue(), names: [2]map[string]struct{}{{}, {}}, drop: drop}
}

// subscribe adds a subscription, which may exist, and confirms it. It returns
// how many s has now, of both kinds; so does unsubscribe.
func (h *Hub) subscribe(s *subscriber, k kind, name string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	if s.gone {
		return 0
	}
	if h.subscribers[k][name] == nil {
		h.subscribers[k][name] = set{}
	}
	h.subscribers[k][name][s] = struct{}{}
	s.names[k][name] = struct{}{}
	return s.confirm(k.prefix()+"subscribe", framing.Bulk(name))
}

// unsubscribe ends the subscriptions to names, or all of this kind if no name is
// given, and confirms each: also one that wasn't there, or null if none was.
func (h *Hub) unsubscribe(s *subscriber, k kind, names ...string) (left int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	verb := k.prefix() + "unsubscribe"
	if len(names) == 0 {
		names = sortedKeys(s.names[k])
	}
	if len(names) == 0 {
		return s.confirm(verb, framing.Null{})
	}
	for _, name := range names {
		h.remove(s, k, name)
		left = s.confirm(verb, framing.Bulk(name))
	}
	return left
}

// confirm replies to a change of subscriptions; the caller holds Hub.mu.
func (s *subscriber) confirm(verb string, name framing.Frame) int {
	n := len(s.names[channel]) + len(s.names[pattern])
	s.queue.reply(framing.Array{framing.Bulk(verb), name, framing.Integer(n)})
	return n
}

// leave ends all subscriptions of s without a word. No message is queued for s
// after leave has returned.
func (h *Hub) leave(s *subscriber) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.removeAll(s)
}

// publish queues a message for every subscriber and returns how many it queued.
func (h *Hub) publish(name, payload string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := h.deliver(h.subscribers[channel][name], "message", name, payload)
	for p, subscribers := range h.subscribers[pattern] {
		if store.Match(p, name) {
			n += h.deliver(subscribers, "pmessage", p, name, payload)
		}
	}
	return n
}

// deliver queues one message, the same frame, for all of to. A subscriber whose
// queue is full is dropped: it leaves the hub here and now, since a later
// message might find room and would then follow a gap.
func (h *Hub) deliver(to set, parts ...string) (n int) {
	message := framing.Array{}
	for _, part := range parts {
		message = append(message, framing.Bulk(part))
	}
	for s := range to {
		if s.queue.publish(message) {
			n++
			continue
		}
		h.removeAll(s)
		s.gone = true
		s.queue.close()
		s.drop()
	}
	return n
}

func (h *Hub) remove(s *subscriber, k kind, name string) {
	delete(s.names[k], name)
	delete(h.subscribers[k][name], s)
	if len(h.subscribers[k][name]) == 0 {
		delete(h.subscribers[k], name)
	}
}

func (h *Hub) removeAll(s *subscriber) {
	for _, k := range []kind{channel, pattern} {
		for name := range s.names[k] {
			h.remove(s, k, name)
		}
	}
}

func sortedKeys[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}
