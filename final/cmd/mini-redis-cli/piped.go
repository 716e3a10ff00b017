package main

import (
	"context"
	"errors"
	"io"
	"strings"
)

// piped executes the lines of standard input. Error replies do not stop it, but it
// returns errReply if there was one. A failed connection stops it: what follows
// would be lost without a sign.
func (s *session) piped() (failed error) {
	if err := s.interruptibly(s.connect); err != nil && !errors.Is(err, errGreeting) {
		return err
	}
	for {
		line, readErr := s.stdin.ReadString('\n')
		execute := func(ctx context.Context) error { return s.line(ctx, strings.TrimSuffix(line, "\n")) }
		switch err := s.interruptibly(execute); {
		case errors.Is(err, errQuit):
			return failed
		case errors.Is(err, errReply):
			failed = err
		case err != nil:
			return err
		}
		switch {
		case readErr == io.EOF:
			return failed
		case readErr != nil:
			return readErr
		}
	}
}
