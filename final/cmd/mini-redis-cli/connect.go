package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"mini-redis/final/internal/terminal"
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

// A greeting is what a link begins with.
type greeting struct {
	user, password string // "" for none
	resp3          bool
	database       int // 0 without SELECT
}

// firstGreeting is the greeting that the options ask for.
func (s *session) firstGreeting() greeting {
	return greeting{s.user, s.password, s.resp3 || s.format == formatJSON && !s.resp2, s.database}
}

// auth is the command that authenticates a link, nil without a password.
func (g greeting) auth() []string {
	switch {
	case g.password == "":
		return nil
	case g.user == "":
		return []string{"AUTH", g.password}
	}
	return []string{"AUTH", g.user, g.password}
}

// greet sends the password and chooses database and protocol. What the server refuses
// is printed, as redis-cli does, and the next step taken. A database that is refused is
// an error: the commands are not meant for another one.
func (s *session) greet(l *link) (refused bool, err error) {
	step := func(name string, command ...string) {
		if err != nil {
			return
		}
		var reply resp.Reply
		if reply, err = l.ask(command...); err == nil && reply.Kind == resp.KindError {
			fmt.Fprintf(s.stderr, "%s failed: %s\n", name, terminal.Visible(reply.Str))
			refused = true
		}
	}
	if auth := s.greeting.auth(); auth != nil {
		step("AUTH", auth...)
	}
	if n := strconv.Itoa(s.greeting.database); n != "0" && err == nil {
		var reply resp.Reply
		if reply, err = l.ask("SELECT", n); err == nil && reply.Kind == resp.KindError {
			err = errors.New("SELECT " + n + ": " + reply.Str)
		}
	}
	if s.greeting.resp3 {
		step("HELLO 3", "HELLO", "3")
	}
	return refused, err
}
