package client

import (
	"context"
	"iter"
	"maps"
	"slices"
	"sync"
)

// A Subscriber receives messages over a connection of its own. When that is lost,
// it makes another one, subscribes again and says so by [ErrGap]. All methods may
// be called by several goroutines at once.
type Subscriber struct {
	client *Client // for its address and options
	inbox  *inbox

	closing context.Context // ends when Close, or that of the Client, begins
	close   context.CancelFunc
	ended   chan struct{} // closed when nothing more will be received

	// turns bounds the requests that are unconfirmed: each takes a place in it.
	turns chan struct{}

	mu       sync.Mutex
	channels map[string]struct{} // what the caller wants
	patterns map[string]struct{}
	online   bool       // whether requests go to a connection
	out      []byte     // requests to be written to it
	due      []*request // requests made on it and not confirmed, oldest first
	restored int        // how many of them, from the front, restore what there was before it
	parked   []*request // requests to be confirmed by the restoration
	gap      error      // why the last connection that had worked was lost, until the receiver is told
	err      error      // why ended is closed

	wake chan struct{} // holds a signal if out is not empty
}

// Subscribe connects, subscribes to channels, of which there may be none, and
// waits until the server has confirmed it. It returns the errors of [Dial], and any
// error reply to SUBSCRIBE. ctx is for Subscribe alone.
func (c *Client) Subscribe(ctx context.Context, channels ...string) (*Subscriber, error) {
	if c.closing.Err() != nil {
		return nil, ErrClosed
	}
	ctx, cancel := c.opts.bounded(ctx)
	defer cancel()
	connecting, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(c.closing, cancel)()
	w, err := c.connect(connecting)
	if err != nil {
		if c.closing.Err() != nil {
			err = ErrClosed
		}
		return nil, err
	}
	s := &Subscriber{
		client: c, inbox: newInbox(), ended: make(chan struct{}), turns: make(chan struct{}, maxWaiting),
		channels: map[string]struct{}{}, patterns: map[string]struct{}{}, wake: make(chan struct{}, 1),
	}
	s.closing, s.close = context.WithCancel(c.closing)
	first := s.begin(subscribe, channels)
	if !c.start(func() { s.run(w) }) {
		s.close()
		w.cut()
		return nil, ErrClosed
	}
	if err := s.wait(ctx, first); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// Close ends the connection. Receive returns ErrClosed from then on; what it has
// not returned before is lost. Close returns when the goroutines of s have ended.
// The error is always nil.
func (s *Subscriber) Close() error {
	s.close()
	<-s.ended
	return nil
}

// Receive returns the next message. The errors are
//   - ErrGap, which goes on: see there. It wraps why the connection was lost.
//   - that of ctx, at once. No message is lost with it.
//   - ErrClosed after Close,
//   - why the server refuses to have this client back, such as a [*ServerError]
//     of a wrong password. It comes again with every later call.
//
// While nobody receives, at most a few hundred kilobytes and one message are
// read; then the server has to keep the messages, and drops those who let too many
// pile up, which is a gap.
func (s *Subscriber) Receive(ctx context.Context) (Message, error) {
	for {
		switch {
		case s.closing.Err() != nil:
			return Message{}, ErrClosed
		case ctx.Err() != nil:
			return Message{}, contextError(ctx)
		}
		if e, ok := s.inbox.tryTake(); ok {
			return e.message, e.err
		}
		select {
		case <-s.inbox.ready:
		case <-ctx.Done():
		case <-s.ended:
			if e, ok := s.inbox.tryTake(); ok && s.closing.Err() == nil {
				return e.message, e.err
			}
			return Message{}, s.endError()
		}
	}
}

// Messages yields what Receive returns, until that is an error other than ErrGap,
// which is yielded as the last.
func (s *Subscriber) Messages(ctx context.Context) iter.Seq2[Message, error] {
	return func(yield func(Message, error) bool) {
		for {
			m, err := s.Receive(ctx)
			if !yield(m, err) || err != nil && !isGap(err) {
				return
			}
		}
	}
}

// Channels returns the channels asked for and not given up, sorted.
func (s *Subscriber) Channels() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.channels))
}

// Patterns returns the patterns asked for and not given up, sorted.
func (s *Subscriber) Patterns() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.patterns))
}
