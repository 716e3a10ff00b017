//go:build unix

package main

import (
	"syscall"
	"testing"
	"time"
)

func TestSignalTellsOfResizes(t *testing.T) {
	changes, stop := terminalResized()
	defer stop()
	if err := syscall.Kill(syscall.Getpid(), syscall.SIGWINCH); err != nil {
		t.Fatal(err)
	}
	select {
	case <-changes:
	case <-time.After(20 * time.Second):
		t.Error("nothing came for 20 s")
	}
}
