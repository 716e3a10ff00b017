package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"mini-redis/final/internal/commandline"
	"mini-redis/final/resp"
)

// errQuit says that a line asked to leave.
var errQuit = errors.New("quit")

// line executes a line of input. What the program itself understands, it keeps from
// the server: quit, exit, help, clear and connect. A number before a command repeats
// it. The errors are errQuit and those of do.
func (s *session) line(ctx context.Context, line string) error {
	args, ok := resp.SplitInline(line)
	switch {
	case !ok:
		return s.complain("Invalid argument(s)")
	case len(args) == 0:
		return nil
	}
	repeat, args := repeatCount(args)
	if repeat <= 0 {
		return s.complain("Invalid mini-redis-cli repeat command option value.")
	}
	switch name := strings.ToLower(args[0]); {
	case name == "quit" || name == "exit":
		return errQuit
	case asksForHelp(args):
		return s.printHelp(args[1:])
	case name == "clear" && len(args) == 1:
		if s.stdoutIsTerminal {
			io.WriteString(s.stdout, "\x1b[H\x1b[2J")
		}
		return nil
	case name == "connect" && len(args) == 3:
		s.host, s.port, s.socket = commandline.Host(args[1]), args[2], ""
		s.greeting = s.firstGreeting() // a password typed for one server is not for the other
		if err := s.connect(ctx); !errors.Is(err, errGreeting) {
			return err
		}
		return nil
	}
	started := time.Now()
	err := s.repeated(ctx, args, repeat)
	if took := time.Since(started); took >= 500*time.Millisecond && s.format == formatPerson && ctx.Err() == nil {
		if _, err := fmt.Fprintf(s.stdout, "(%.2fs)\n", took.Seconds()); err != nil {
			return err
		}
	}
	return err
}

// repeatCount cuts off the number before a command. It is 1 if there is none, and 0 if
// it does not fit into 64 bits. A number alone is a command.
func repeatCount(args []string) (n int64, command []string) {
	if len(args) < 2 {
		return 1, args
	}
	n, err := strconv.ParseInt(args[0], 10, 64)
	switch {
	case err == nil:
		return n, args[1:]
	case errors.Is(err, strconv.ErrRange):
		return 0, args[1:]
	}
	return 1, args
}

// complain prints what is wrong with a line, which counts as an error reply.
func (s *session) complain(text string) error {
	if s.format == formatJSON {
		text = jsonText(resp.Reply{Kind: resp.KindError, Str: text})
	}
	if _, err := fmt.Fprintln(s.stdout, text); err != nil {
		return err
	}
	return errReply
}
