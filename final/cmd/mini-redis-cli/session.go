package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"mini-redis/final/internal/terminal"
)

// A session is one run of the program.
type session struct {
	options
	shell

	greeting      greeting // of the next link
	link          *link    // nil while not connected
	inTransaction bool     // between MULTI and EXEC
	queuedOdd     bool     // the transaction has a command whose replies EXEC does not count
	outOfStep     bool     // EXEC has executed that

	docs documentation // of the server that the link leads to
}

type documentation struct {
	asked bool // if only in vain
	all   []commandDoc
}

var (
	// errReply says that the server answered with an error, which was printed.
	errReply = errors.New("error reply")

	// errInterrupted says that Ctrl-C was pressed.
	errInterrupted = errors.New("interrupted")

	// errStreamEnded is errInterrupted where that is the proper end.
	errStreamEnded = errors.New("stream ended")

	// errOutOfStep says that the link had to go because what comes next on it might
	// be taken for a reply to the next command.
	errOutOfStep = errors.New("connection closed: after SUBSCRIBE or UNSUBSCRIBE in a transaction more comes than replies")

	// errGreeting says that AUTH or HELLO was refused, which was printed.
	errGreeting = errors.New("greeting refused")
)

// run does what the options ask for and returns the exit code.
func (s *session) run() int {
	s.settle()
	switch err := s.authentication(); {
	case errors.Is(err, errInterrupted):
		return 130 // what a shell reports of a program that Ctrl-C ended
	case err != nil:
		return s.exitCode(err)
	}
	s.greeting = s.firstGreeting()
	defer s.drop()
	var mode func(context.Context) error
	switch {
	case s.latency:
		mode = s.measureLatency
	case s.pipe:
		mode = s.pipeProtocol
	case s.scan:
		mode = s.scanKeys
	case len(s.command) == 0 && s.console != nil && s.stdoutIsTerminal:
		return s.exitCode(s.repl())
	case len(s.command) == 0:
		return s.exitCode(s.piped())
	default:
		if err := s.completeCommand(); err != nil {
			return s.exitCode(err)
		}
		mode = s.oneCommand
	}
	return s.exitCode(s.interruptibly(mode))
}

// interruptibly calls f with a context that Ctrl-C ends. What waits for input has to
// stay outside: it would not notice, and Ctrl-C would be without effect.
func (s *session) interruptibly(f func(context.Context) error) error {
	ctx, release := s.interruptible()
	defer release()
	// What is blocked otherwise, as in writing to a pipe that nobody reads, ends by a
	// second Ctrl-C, which is the system's.
	defer context.AfterFunc(ctx, release)()
	err := f(ctx)
	if ctx.Err() != nil && s.stdoutIsTerminal {
		io.WriteString(s.stdout, "\n") // behind the ^C that the terminal shows
	}
	return err
}

// settle fills in what the options leave to the surroundings.
func (s *session) settle() {
	if s.format == formatDefault {
		s.format = formatRaw
		if s.stdoutIsTerminal {
			s.format = formatPerson
		}
	}
	if s.showPushes == "" && s.stdoutIsTerminal {
		s.showPushes = "yes"
	}
}

// drop closes the link, if there is one.
func (s *session) drop() {
	if s.link != nil {
		s.link.close()
		s.link = nil
	}
	s.inTransaction, s.queuedOdd, s.outOfStep = false, false, false
	s.docs = documentation{}
}

// exitCode prints err, if that has not been done, and returns the exit code.
func (s *session) exitCode(err error) int {
	if err == nil || err == errStreamEnded {
		return 0
	}
	s.report(err)
	return 1
}

// report prints err in a line, unless that has been done. The server may have worded
// it, or a certificate.
func (s *session) report(err error) {
	if unreachable, ok := errors.AsType[*connectError](err); ok {
		fmt.Fprintln(s.stderr, terminal.Visible(unreachable.Error()))
		return
	}
	switch {
	case errors.Is(err, errReply), errors.Is(err, errGreeting), errors.Is(err, errInterrupted), errors.Is(err, errStreamEnded):
	case errors.Is(err, os.ErrDeadlineExceeded):
		fmt.Fprintln(s.stderr, "Error: interrupted")
	default:
		fmt.Fprintln(s.stderr, "Error:", terminal.Visible(cause(err).Error()))
	}
}
