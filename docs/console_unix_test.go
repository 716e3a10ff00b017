//go:build unix

package docs_test

import (
	"os/exec"
	"syscall"
)

// ownGroup makes cmd the leader of a process group, so that a signal reaches
// what it starts too: `go run` and shells do not pass signals on.
func ownGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

func signalGroup(cmd *exec.Cmd, s syscall.Signal) error { return syscall.Kill(-cmd.Process.Pid, s) }
