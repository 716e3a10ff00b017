package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
)

// piped executes the lines of standard input. Error replies do not stop it, but it
// returns errReply if there was one. A failed connection stops it: what follows
// would be lost without a sign.
func (s *session) piped() error {
	if err := s.interruptibly(s.connect); err != nil && !errors.Is(err, errGreeting) {
		return err
	}
	var failed error
	for first := true; ; first = false {
		line, readErr := s.stdin.ReadString('\n')
		if first {
			line = strings.TrimPrefix(line, byteOrderMark)
		}
		err := s.interruptibly(func(ctx context.Context) error {
			for {
				switch err := s.line(ctx, strings.TrimSuffix(line, "\n")); {
				case errors.Is(err, errReply):
					failed = err
				case err != nil:
					return err
				}
				// The lines that are there already: catching Ctrl-C anew for each takes
				// longer than its command.
				if !s.hasLine() {
					return nil
				}
				line, readErr = s.stdin.ReadString('\n')
			}
		})
		switch {
		case errors.Is(err, errQuit):
			return failed
		case err != nil:
			return err
		case readErr == io.EOF:
			return failed
		case readErr != nil:
			return readErr
		}
	}
}

// hasLine reports whether the next line of input can be had without waiting.
func (s *session) hasLine() bool {
	read, _ := s.stdin.Peek(s.stdin.Buffered())
	return bytes.IndexByte(read, '\n') >= 0
}
