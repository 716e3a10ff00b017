package main

import (
	"errors"
	"fmt"
	"os"
)

// A session is one run of the program.
type session struct {
	options
	shell

	link          *link // nil while not connected
	inTransaction bool  // between MULTI and EXEC

	docs struct {
		asked bool // and answered, if only with an error
		all   []commandDoc
	}
}

var (
	// errReply says that the server answered with an error, which was printed.
	errReply = errors.New("error reply")

	// errInterrupted says that Ctrl-C was pressed.
	errInterrupted = errors.New("interrupted")

	// errStreamEnded is errInterrupted where that is the proper end.
	errStreamEnded = errors.New("stream ended")

	// errGreeting says that AUTH or HELLO was refused, which was printed.
	errGreeting = errors.New("greeting refused")
)

// run does what the options ask for and returns the exit code.
func (s *session) run() int {
	s.settle()
	if err := s.authentication(); err != nil {
		return s.exitCode(err)
	}
	if len(s.command) == 0 && !s.pipe && !s.scan && !s.latency && s.console != nil {
		return s.exitCode(s.repl())
	}
	ctx, release := s.interruptible()
	defer release()
	var err error
	switch {
	case s.latency:
		err = s.measureLatency(ctx)
	case s.pipe:
		err = s.pipeProtocol(ctx)
	case s.scan:
		err = s.scanKeys(ctx)
	case len(s.command) == 0:
		err = s.piped(ctx)
	default:
		err = s.oneCommand(ctx)
	}
	defer s.drop()
	return s.exitCode(err)
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
	s.inTransaction = false
}

// exitCode prints err, if that has not been done, and returns the exit code.
func (s *session) exitCode(err error) int {
	if err == nil || err == errStreamEnded {
		return 0
	}
	s.report(err)
	return 1
}

// report prints err in a line, unless that has been done.
func (s *session) report(err error) {
	if unreachable, ok := errors.AsType[*connectError](err); ok {
		fmt.Fprintln(s.stderr, unreachable)
		return
	}
	switch {
	case errors.Is(err, errReply), errors.Is(err, errGreeting), errors.Is(err, errInterrupted), errors.Is(err, errStreamEnded):
	case errors.Is(err, os.ErrDeadlineExceeded):
		fmt.Fprintln(s.stderr, "Error: interrupted")
	default:
		fmt.Fprintln(s.stderr, "Error:", cause(err))
	}
}
