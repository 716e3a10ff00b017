package main

import (
	"context"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// longestLine is how many characters term.Terminal keeps of a line, 4096. It drops
// those behind, so a line of that length may have lost its end.
const longestLine = 4096

// repl asks a person for commands until that person leaves. A lost connection is
// reported, and the next command opens another one.
func (s *session) repl() error {
	s.reconnect()
	e := newEditor(s)
	for {
		line, err := e.readLine()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		wasConnected := s.link != nil
		switch err := s.typed(line); {
		case errors.Is(err, errQuit):
			return nil
		case errors.Is(err, errStreamEnded), errors.Is(err, errInterrupted) && wasConnected:
			s.reconnect() // the link ended with the command, not the server
		case err != nil:
			s.report(err)
		}
	}
}

// typed executes a line of a person, who may cut it short with Ctrl-C.
func (s *session) typed(line string) error {
	if utf8.RuneCountInString(line) >= longestLine {
		return s.complain("Line too long: the prompt takes fewer than 4096 characters, standard input takes any number")
	}
	return s.interruptibly(func(ctx context.Context) error { return s.line(ctx, line) })
}

// reconnect connects and reports if that failed.
func (s *session) reconnect() {
	if err := s.interruptibly(s.connect); err != nil {
		s.report(err)
	}
}

// prompt is what stands before the line being edited.
func (s *session) prompt() string {
	if s.link == nil {
		return "not connected> "
	}
	host := s.host
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	where := host + ":" + s.port
	if s.socket != "" {
		where = "redis " + s.socket
	}
	if n := s.greeting.database; n != 0 {
		where += "[" + strconv.Itoa(n) + "]"
	}
	if s.inTransaction {
		where += "(TX)"
	}
	return where + "> "
}
