package main

import (
	"context"
	"errors"
	"io"
	"syscall"
)

// A lifeline is standard output. The first write that fails ends the context of
// the command: what is found out from then on, nobody learns.
type lifeline struct {
	w   io.Writer
	end context.CancelCauseFunc
}

func (l *lifeline) Write(b []byte) (int, error) {
	n, err := l.w.Write(b)
	if err != nil {
		l.end(&lostOutput{err})
	}
	return n, err
}

// A lostOutput is why nothing more can be printed.
type lostOutput struct{ error }

func (e *lostOutput) Unwrap() error { return e.error }

// outputLost returns why nothing more can be printed, nil if it can.
func outputLost(ctx context.Context) error {
	if e, ok := errors.AsType[*lostOutput](context.Cause(ctx)); ok {
		return e
	}
	return nil
}

// complainOfLoss returns the exit code after lost output. A reader that has gone,
// such as head, has read enough and is told nothing.
func complainOfLoss(sh shell, err error) int {
	if errors.Is(err, syscall.EPIPE) {
		return exitFailed
	}
	return complain(sh, err)
}
