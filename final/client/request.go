package client

import (
	"context"
	"maps"
	"slices"
	"strings"

	"mini-redis/final/resp"
)

// The commands that change subscriptions, as the server confirms them.
const (
	subscribe    = "subscribe"
	unsubscribe  = "unsubscribe"
	psubscribe   = "psubscribe"
	punsubscribe = "punsubscribe"
)

// ping is the command that breaks a silence.
const ping = "ping"

// A request is one of these commands on its way to its confirmations, one for each
// name, or to the one reply to a PING, which nobody waits for.
type request struct {
	verb  string
	names []string      // unconfirmed, in the order of the command
	added []string      // what it added to the caller's wishes
	done  chan struct{} // closed when it is confirmed or refused; nil if nobody waits
	err   error         // why it was refused; set before done is closed
}

// Subscribe adds channels, and waits until the server has confirmed it: what is
// published after that will be received. The confirmations come behind the messages
// that are on the way, so while there are many of them somebody must Receive.
//
// If ctx ends first, the channels stay asked for. If the server refuses, which is a
// [*ServerError], they do not.
func (s *Subscriber) Subscribe(ctx context.Context, channels ...string) error {
	return s.change(ctx, subscribe, channels)
}

// PSubscribe adds patterns, as Subscribe adds channels.
func (s *Subscriber) PSubscribe(ctx context.Context, patterns ...string) error {
	return s.change(ctx, psubscribe, patterns)
}

// Unsubscribe takes channels away, or all of them if it is given none, and waits as
// Subscribe does. Messages that arrived before can still be received.
func (s *Subscriber) Unsubscribe(ctx context.Context, channels ...string) error {
	return s.change(ctx, unsubscribe, channels)
}

// PUnsubscribe takes patterns away, as Unsubscribe takes channels.
func (s *Subscriber) PUnsubscribe(ctx context.Context, patterns ...string) error {
	return s.change(ctx, punsubscribe, patterns)
}

func (s *Subscriber) change(ctx context.Context, verb string, names []string) error {
	ctx, cancel := s.client.opts.bounded(ctx)
	defer cancel()
	select {
	case s.turns <- struct{}{}:
	case <-ctx.Done():
		return contextError(ctx)
	case <-s.ended:
		return s.endError()
	}
	return s.wait(ctx, s.begin(verb, names))
}

// wait waits until r is confirmed or refused.
func (s *Subscriber) wait(ctx context.Context, r *request) error {
	select {
	case <-r.done:
		return r.err
	case <-ctx.Done():
		return contextError(ctx)
	case <-s.ended:
	}
	select {
	case <-r.done:
		return r.err
	default:
		return s.endError()
	}
}

// begin notes what the caller wants and has it sent.
func (s *Subscriber) begin(verb string, names []string) *request {
	s.mu.Lock()
	defer s.mu.Unlock()
	wanted := s.wanted(verb)
	if len(names) == 0 && strings.HasSuffix(verb, unsubscribe) {
		names = slices.Sorted(maps.Keys(wanted))
	}
	r := &request{verb: verb, names: slices.Clone(names), done: make(chan struct{})}
	for _, name := range names {
		if _, has := wanted[name]; verb == unsubscribe || verb == punsubscribe {
			delete(wanted, name)
		} else if !has {
			wanted[name] = struct{}{}
			r.added = append(r.added, name)
		}
	}
	switch {
	case !s.online:
		s.parked = append(s.parked, r)
	case len(names) == 0:
		s.finish(r, nil)
	default:
		s.send(r)
	}
	return r
}

// wanted returns the set that verb changes. mu must be held.
func (s *Subscriber) wanted(verb string) map[string]struct{} {
	if verb == subscribe || verb == unsubscribe {
		return s.channels
	}
	return s.patterns
}

// send puts r on its way over the connection there is. mu must be held.
func (s *Subscriber) send(r *request) {
	s.out = resp.AppendCommand(s.out, append([]string{strings.ToUpper(r.verb)}, r.names...)...)
	s.due = append(s.due, r)
	signal(s.wake)
}

// finish tells who waits for r. mu must be held.
func (s *Subscriber) finish(r *request, err error) {
	if r.done == nil {
		return
	}
	if err != nil {
		wanted := s.wanted(r.verb)
		for _, name := range r.added {
			delete(wanted, name)
		}
	}
	r.err = err
	close(r.done)
	select {
	case <-s.turns:
	default: // the first request of a Subscriber takes no turn
	}
}
