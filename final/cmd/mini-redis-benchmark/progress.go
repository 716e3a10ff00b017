package main

import (
	"fmt"
	"io"
	"math"
	"os"
	"strings"
	"time"
)

// progress is a line on a terminal that is written over and over.
type progress struct {
	w     io.Writer // nil where nobody looks
	shown int       // characters that are on the line
}

// newProgress returns a line on w, which says nothing unless w is a terminal.
func newProgress(w io.Writer) *progress {
	if !isTerminal(w) {
		w = nil
	}
	return &progress{w: w}
}

// reporter returns what shows the progress of one run.
func (p *progress) reporter(workload, server string, round, rounds int, l load) func(int, time.Duration) {
	title := workload + "  " + server
	if rounds > 1 {
		title += fmt.Sprintf("  round %d of %d", round, rounds)
	}
	return func(done int, elapsed time.Duration) {
		rate := result{requests: done, elapsed: elapsed}.rate()
		share := float64(done) / float64(l.requests)
		if l.timed() {
			share = min(elapsed.Seconds()/l.seconds, 1)
		}
		p.show(fmt.Sprintf("%s  %.0f%%  %s requests/s", title, math.Floor(100*share), thousands(rate)))
	}
}

func (p *progress) show(line string) {
	if p.w == nil {
		return
	}
	fmt.Fprintf(p.w, "\r%-*s", p.shown, line)
	p.shown = len(line)
}

// clear empties the line, for something else to be printed there.
func (p *progress) clear() {
	if p.w == nil || p.shown == 0 {
		return
	}
	fmt.Fprintf(p.w, "\r%s\r", strings.Repeat(" ", p.shown))
	p.shown = 0
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
