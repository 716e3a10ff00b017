package client

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
)

// run receives over one connection after another, until Close or until the server
// refuses, be it only the first subscriptions.
func (s *Subscriber) run(w *wire) {
	var failures backoff
	begun := false // whether the first subscriptions have been confirmed
	for {
		err := s.session(w)
		if s.closing.Err() == nil {
			s.client.log.Warn("subscriber's connection lost", "reason", err)
		}
		if s.offline(err) {
			begun = true
			failures.reset()
		}
		if s.client.opts.hopeless(err) || !begun && isReply(err) {
			s.end(err)
			return
		}
		if w, err = s.reconnect(&failures); err != nil {
			s.end(err)
			return
		}
	}
}

// reconnect makes a connection. Its errors are final.
func (s *Subscriber) reconnect(failures *backoff) (*wire, error) {
	for failures.pause(s.closing) {
		w, err := s.client.connect(s.closing)
		if err == nil || s.client.opts.hopeless(err) {
			return w, err
		}
	}
	return nil, ErrClosed
}

// end says that nothing more will be received.
func (s *Subscriber) end(err error) {
	if s.closing.Err() != nil {
		err = ErrClosed
	}
	s.mu.Lock()
	s.err = err
	s.mu.Unlock()
	close(s.ended)
}

// endError returns why nothing more will be received.
func (s *Subscriber) endError() error {
	if s.closing.Err() != nil {
		return ErrClosed
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// session receives over w until that fails.
func (s *Subscriber) session(w *wire) error {
	defer context.AfterFunc(s.closing, w.cut)()
	w.in.timeout, w.in.quiet = s.client.opts.StallTimeout, s.quietCheck(w)
	over := make(chan struct{})
	var writer sync.WaitGroup
	writer.Go(func() { s.write(w, over) })
	defer writer.Wait()
	defer close(over)
	defer w.cut()
	for err := s.restore(); ; {
		if err != nil {
			return err
		}
		reply, failure := w.receive()
		if failure != nil {
			return fmt.Errorf("client: receiving: %w", failure)
		}
		err = s.take(&reply)
	}
}

// write writes what is in out whenever there is something, until the session is
// over.
func (s *Subscriber) write(w *wire, over <-chan struct{}) {
	for {
		s.mu.Lock()
		out := s.out
		s.out = nil
		s.mu.Unlock()
		if len(out) > 0 {
			if _, err := w.conn.Write(out); err != nil {
				w.cut() // the reader will notice
				return
			}
			continue
		}
		select {
		case <-s.wake:
		case <-over:
			return
		}
	}
}

// restore begins a session by asking for all that the caller wants.
func (s *Subscriber) restore() error {
	s.mu.Lock()
	s.online = true
	if len(s.channels) > 0 {
		s.send(&request{verb: subscribe, names: slices.Sorted(maps.Keys(s.channels))})
	}
	if len(s.patterns) > 0 {
		s.send(&request{verb: psubscribe, names: slices.Sorted(maps.Keys(s.patterns))})
	}
	s.restored = len(s.due)
	nothing := s.restored == 0
	s.mu.Unlock()
	if nothing {
		return s.established()
	}
	return nil
}

// established says that the subscriptions are in force: to the receiver, if it had
// them before, and to those whose requests were made without a connection.
func (s *Subscriber) established() error {
	s.mu.Lock()
	gap := s.gap
	s.gap = nil
	for _, r := range s.parked {
		s.finish(r, nil)
	}
	s.parked = nil
	s.mu.Unlock()
	if gap != nil && !s.inbox.put(s.closing, event{err: gap}) {
		return ErrClosed
	}
	return nil
}

// offline ends a session for the reason err. Requests without a confirmation wait
// for the next one. It reports whether this session was established.
func (s *Subscriber) offline(err error) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	established := s.restored == 0 && s.online
	if established {
		s.gap = fmt.Errorf("%w: %w", ErrGap, err)
	}
	for _, r := range s.due {
		if r.done != nil {
			s.parked = append(s.parked, r)
		}
	}
	s.online, s.out, s.due, s.restored = false, nil, nil, 0
	return established
}

// quietCheck returns what is called after a silence of Options.StallTimeout: the
// first is broken by a PING, and a second one ends the connection.
func (s *Subscriber) quietCheck(w *wire) func() error {
	received := int64(-1) // when the last PING was sent
	return func() error {
		if w.in.received == received {
			return ErrStalled
		}
		received = w.in.received
		s.mu.Lock()
		s.send(&request{verb: ping})
		s.mu.Unlock()
		return nil
	}
}

func isGap(err error) bool { return errors.Is(err, ErrGap) }
