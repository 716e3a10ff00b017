package client

import (
	"errors"
	"sync/atomic"
)

// A lane is one of the connections of a Client, made anew when it is lost, and the calls that wait
// for it.
type lane struct {
	client *Client

	queue chan *call // calls that wait to be sent

	// backlog holds calls that were taken from the queue and not sent, oldest
	// first. It belongs to run.
	backlog []*call

	link   atomic.Pointer[link]  // nil if there is none
	outage atomic.Pointer[error] // why there is none, nil if nobody has wanted one since the last was lost
}

func newLane(c *Client) *lane {
	return &lane{client: c, queue: make(chan *call, maxWaiting)}
}

// load returns about how many calls are to be finished.
func (n *lane) load() int {
	waiting := len(n.queue)
	if l := n.link.Load(); l != nil {
		waiting += int(l.begun.Load() - l.finished.Load())
	}
	return waiting
}

// run serves calls, over w unless that is nil, and over one connection after another, until Close.
func (n *lane) run(w *wire) {
	var failures backoff
	if w == nil {
		w = n.reconnect(&failures)
	}
	for w != nil {
		l := newLink(w, n.client.opts.StallTimeout)
		n.link.Store(l)
		n.serve(l)
		n.link.Store(nil)
		if !errors.Is(l.err, ErrClosed) {
			n.client.log.Warn("connection lost", "reason", l.err)
		}
		if l.answered {
			failures.reset()
		}
		w = n.reconnect(&failures)
	}
	n.failWaiting(ErrClosed)
}

// reconnect waits until a caller wants a connection, and makes one. It returns
// nil when Close begins. Attempts are repeated as long as a caller waits.
func (n *lane) reconnect(failures *backoff) *wire {
	c := n.client
	for n.waitForCall() {
		if !failures.pause(c.closing) {
			return nil
		}
		w, err := c.connect(c.closing)
		if err == nil {
			n.outage.Store(nil)
			return w
		}
		n.outage.Store(&err)
		if c.opts.hopeless(err) {
			n.failWaiting(err)
		}
	}
	return nil
}

// waitForCall waits until the backlog begins with a call whose caller is there. It
// returns false when Close begins.
func (n *lane) waitForCall() bool {
	for {
		for len(n.backlog) > 0 {
			if n.client.closing.Err() != nil {
				return false
			}
			if n.backlog[0].state.Load() != abandoned {
				return true
			}
			n.backlog = n.backlog[1:]
		}
		select {
		case call := <-n.queue:
			n.backlog = append(n.backlog, call)
		case <-n.client.closing.Done():
			return false
		}
	}
}

// failWaiting gives err to all callers whose commands wait to be sent.
func (n *lane) failWaiting(err error) {
	for range len(n.queue) {
		n.backlog = append(n.backlog, <-n.queue)
	}
	for _, call := range n.backlog { // but not to who calls again upon it
		if call.take() {
			call.finish(err)
		}
	}
	n.backlog = nil
}

// next returns the call to be sent next, which cannot be withdrawn any more. If
// there is none it waits for one, if it is to, until l ends. It returns nil if there
// is none.
func (n *lane) next(l *link, wait bool) *call {
	for {
		var call *call
		switch {
		case len(n.backlog) > 0:
			call, n.backlog = n.backlog[0], n.backlog[1:]
		case wait:
			select {
			case call = <-n.queue:
			case <-l.broken:
				return nil
			}
		default:
			select {
			case call = <-n.queue:
			default:
				return nil
			}
		}
		if call.take() {
			return call
		}
	}
}
