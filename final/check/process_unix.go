//go:build unix

package check

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
)

// canSignal says that the system has signals which a server can handle.
const canSignal = true

// ownGroup makes cmd the first process of a new group, to which whatever it
// starts belongs.
func ownGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// terminateGroup asks the group to end.
func terminateGroup(p *os.Process) error { return signalGroup(p, syscall.SIGTERM) }

// killGroup ends the group.
func killGroup(p *os.Process) error { return signalGroup(p, syscall.SIGKILL) }

func signalGroup(p *os.Process, signal syscall.Signal) error {
	if err := syscall.Kill(-p.Pid, signal); !errors.Is(err, syscall.ESRCH) {
		return err
	}
	return nil // nobody is left
}
