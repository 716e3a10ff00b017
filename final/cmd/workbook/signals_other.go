//go:build !unix

package main

import (
	"os"
	"syscall"
)

// endSignals returns the signals that interrupt a check.
func endSignals() []os.Signal { return []os.Signal{os.Interrupt, syscall.SIGTERM} }

// survivePipes has nothing to do where a broken pipe is no signal.
func survivePipes() {}
