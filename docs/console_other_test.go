//go:build !unix

package docs_test

import (
	"os/exec"
	"syscall"
)

// Without process groups no session is run; see newConsole.

func ownGroup(*exec.Cmd) {}

func signalGroup(cmd *exec.Cmd, s syscall.Signal) error { return cmd.Process.Signal(s) }
