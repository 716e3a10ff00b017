//go:build unix

package main

import (
	"os"
	"os/signal"
	"syscall"
)

// endSignals returns the signals that interrupt a check. That of a closed terminal
// is left out for programs that nohup has started.
func endSignals() []os.Signal {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	return signals
}

// survivePipes makes a write to a pipe that nobody reads an error, instead of the
// end of this program, which would leave the learner's server behind. It doesn't
// ignore the signal, which the server would then ignore as well.
func survivePipes() { signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) }
