package main

import (
	"context"
	"fmt"

	"mini-redis/final/resp"
)

// connect opens the link and greets the server. If that is refused it returns
// errGreeting and the link is open all the same, for a person to authenticate by
// hand.
func (s *session) connect(ctx context.Context) error {
	s.drop()
	l, err := s.dial(ctx)
	if err != nil {
		return err
	}
	defer context.AfterFunc(ctx, l.interrupt)()
	refused, err := s.greet(l)
	if err != nil {
		l.close()
		return serverClosed(err)
	}
	s.link = l
	if refused {
		return errGreeting
	}
	return nil
}

// connectFirst connects for the modes that cannot go on after a refused greeting.
// A function that does can be interrupted until stop is called.
func (s *session) connectFirst(ctx context.Context) (stop func() bool, err error) {
	if err := s.connect(ctx); err != nil {
		return nil, err
	}
	return context.AfterFunc(ctx, s.link.interrupt), nil
}

// greet sends the password and chooses the protocol. What the server refuses is
// printed, as redis-cli does, and the next step taken.
func (s *session) greet(l *link) (refused bool, err error) {
	step := func(name string, command ...string) {
		if err != nil {
			return
		}
		var reply resp.Reply
		if reply, err = l.ask(command...); err == nil && reply.Kind == resp.KindError {
			fmt.Fprintf(s.stderr, "%s failed: %s\n", name, reply.Str)
			refused = true
		}
	}
	if auth := s.authCommand(); auth != nil {
		step("AUTH", auth...)
	}
	if s.resp3 || s.format == formatJSON && !s.resp2 {
		step("HELLO 3", "HELLO", "3")
	}
	return refused, err
}
