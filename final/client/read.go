package client

import (
	"fmt"

	"mini-redis/final/resp"
)

// read is the reader: it gives each reply to the call that is due.
func (l *link) read() {
	for {
		reply, err := l.receive()
		if err == nil && reply.Kind != resp.KindPush { // a push answers no command
			err = l.deliver(&reply)
		}
		if err != nil {
			l.fail(fmt.Errorf("client: receiving: %w", err))
			return
		}
	}
}

// deliver gives a reply to the call that is due.
func (l *link) deliver(reply *Reply) error {
	if l.current == nil {
		select {
		case l.current = <-l.inflight:
		default:
			return unasked(reply)
		}
	}
	l.answered = true
	l.moved.Add(1)
	if l.current.answer(reply) {
		l.finished.Add(1)
		l.current.finish(nil)
		l.current = nil
	}
	return nil
}

// unasked is the error of a reply that answers nothing. A server says so why it
// hangs up.
func unasked(reply *Reply) error {
	if err := replyError(reply); reply.Kind == resp.KindError {
		return fmt.Errorf("%w: %w", ErrUnasked, err)
	}
	return fmt.Errorf("%w: %v", ErrUnasked, reply.Kind)
}

// quiet is called after a silence of Options.StallTimeout. Its error says that it
// is the second one without any progress while a reply is due.
func (l *link) quiet() error {
	moved := l.moved.Load() + l.in.received
	due := l.current != nil || len(l.inflight) > 0
	switch {
	case !due:
		l.stalled = -1
	case l.stalled == moved:
		return ErrStalled
	default:
		l.stalled = moved
	}
	return nil
}
