package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"
	"unicode/utf8"
)

// A lifeline is standard output. The first write that fails ends the context of
// the command, since nobody would see what it finds out.
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

// progress is a line on a terminal that is written over and over.
type progress struct {
	w     io.Writer // nil where nobody looks
	shown int       // characters that are on the line
}

// maxLine keeps the line from being wrapped on a small terminal, where it could
// not be written over.
const maxLine = 76

func (p *progress) show(line string) {
	if p.w == nil {
		return
	}
	if utf8.RuneCountInString(line) > maxLine {
		line = string([]rune(line)[:maxLine-1]) + "…"
	}
	p.clear()
	fmt.Fprint(p.w, line)
	p.shown = utf8.RuneCountInString(line)
}

// clear empties the line, for something else to be printed there.
func (p *progress) clear() {
	if p.w == nil || p.shown == 0 {
		return
	}
	fmt.Fprintf(p.w, "\r%s\r", strings.Repeat(" ", p.shown))
	p.shown = 0
}
