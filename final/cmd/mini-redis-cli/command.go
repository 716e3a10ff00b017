package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"mini-redis/final/internal/terminal"
	"mini-redis/final/resp"
)

// completeCommand adds standard input to the command of the command line if -x says so.
func (s *session) completeCommand() error {
	if !s.fromStdin {
		return nil
	}
	last, err := io.ReadAll(s.stdin)
	if err != nil {
		return fmt.Errorf("reading standard input: %w", err)
	}
	s.command = append(s.command, string(last))
	return nil
}

// oneCommand sends the command of the command line as often as -r says.
func (s *session) oneCommand(ctx context.Context) error {
	if asksForHelp(s.command) {
		return s.commandHelp(ctx)
	}
	return s.repeated(ctx, s.command, s.repeat)
}

// repeated sends a command n times, for ever if n is negative, and waits for the
// interval after each. It returns errReply if any reply was an error; another
// error ends it.
func (s *session) repeated(ctx context.Context, args []string, n int64) (failed error) {
	if silences(args) {
		return s.complain("CLIENT REPLY OFF and SKIP are not supported here: each command waits for its reply")
	}
	for i := int64(0); n < 0 || i < n; i++ {
		switch err := s.do(ctx, args); {
		case errors.Is(err, errReply):
			failed = err
			if s.toStderr && len(s.command) > 0 {
				return failed
			}
		case err != nil:
			return err
		}
		if s.interval > 0 && !pause(ctx, s.interval) {
			return errInterrupted
		}
	}
	return failed
}

// silences reports whether a command makes the server answer no more, or not the
// command behind it.
func silences(args []string) bool {
	return len(args) == 3 && strings.EqualFold(args[0], "client") && strings.EqualFold(args[1], "reply") &&
		(strings.EqualFold(args[2], "off") || strings.EqualFold(args[2], "skip"))
}

// pause waits for d and reports false if ctx ended before.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// do sends one command, after connecting if need be, and prints what answers it.
// The link is dropped if it broke, or if the end of ctx cut the exchange short.
//
// The errors are errReply, errInterrupted, errStreamEnded, errOutOfStep, and what
// broke the link.
func (s *session) do(ctx context.Context, args []string) error {
	if s.link == nil {
		if err := s.connect(ctx); err != nil && !errors.Is(err, errGreeting) {
			return s.interrupted(ctx, args, err)
		}
	}
	stop := context.AfterFunc(ctx, s.link.interrupt)
	err := s.exchange(args)
	if interrupted := !stop(); interrupted {
		s.drop()
		return s.interrupted(ctx, args, err)
	}
	if err != nil && !errors.Is(err, errReply) {
		s.drop()
		if errors.Is(err, io.EOF) && strings.EqualFold(args[0], "shutdown") {
			return nil
		}
	}
	return serverClosed(err)
}

// interrupted replaces the error of an exchange that Ctrl-C cut short.
func (s *session) interrupted(ctx context.Context, args []string, err error) error {
	switch {
	case ctx.Err() == nil:
		return err
	case streams(args):
		return errStreamEnded
	}
	return errInterrupted
}

// exchange sends one command over the link and prints what answers it.
func (s *session) exchange(args []string) error {
	if err := s.link.send(args...); err != nil {
		return err
	}
	count := replyCount(args)
	switch {
	case s.inTransaction:
		count = 1 // QUEUED, or why not
	case streams(args):
		return s.stream(args)
	}
	for range count {
		reply, err := s.reply(args)
		if err != nil {
			return err
		}
		s.follow(args, reply)
		if err := s.print(args, reply); err != nil {
			return err
		}
	}
	if s.outOfStep {
		return errOutOfStep
	}
	return nil
}

// reply reads the next reply to args. Push messages that come before it are printed
// or forgotten.
func (s *session) reply(args []string) (resp.Reply, error) {
	for {
		reply, err := s.link.receive()
		if err != nil || reply.Kind != resp.KindPush || confirms(reply, args) {
			return reply, err
		}
		if strings.HasPrefix(s.showPushes, "y") {
			if _, err := io.WriteString(s.stdout, s.renderPush(reply)); err != nil {
				return reply, err
			}
		}
	}
}

// print prints a reply. It returns errReply if that is an error.
func (s *session) print(args []string, reply resp.Reply) error {
	isError := reply.Kind == resp.KindError
	if isError && s.toStderr && len(s.command) > 0 {
		fmt.Fprintln(s.stderr, terminal.Visible(reply.Str))
		return errReply
	}
	if _, err := io.WriteString(s.stdout, s.render(reply, isReport(args))); err != nil {
		return err
	}
	if isError {
		return errReply
	}
	return nil
}
