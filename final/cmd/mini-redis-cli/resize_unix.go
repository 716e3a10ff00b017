//go:build unix

package main

import (
	"os"
	"os/signal"
	"syscall"
)

// terminalResized tells of each change of the terminal's size, until it is stopped.
func terminalResized() (changes <-chan os.Signal, stop func()) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGWINCH)
	return c, func() { signal.Stop(c) }
}
