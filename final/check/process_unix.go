//go:build unix

package check

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// canSignal says that the system has signals which a server can handle.
const canSignal = true

// ownGroup makes cmd the first process of a new group, to which whatever it
// starts belongs.
func ownGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// terminateGroup asks the group to end.
func terminateGroup(p *os.Process) error { return signalGroup(p, syscall.SIGTERM) }

// quit sends SIGQUIT, at which a program in Go prints its stacks and ends.
func quit(p *os.Process) error { return p.Signal(syscall.SIGQUIT) }

// killGroup ends the group, and waits a moment for its processes to be gone.
// One that nobody waits for may stay as an empty entry of the process table.
func killGroup(p *os.Process) error {
	err := signalGroup(p, syscall.SIGKILL)
	for range 100 {
		if errors.Is(syscall.Kill(-p.Pid, 0), syscall.ESRCH) {
			break
		}
		time.Sleep(time.Millisecond)
	}
	return err
}

func signalGroup(p *os.Process, signal syscall.Signal) error {
	if err := syscall.Kill(-p.Pid, signal); !errors.Is(err, syscall.ESRCH) {
		return err
	}
	return nil // nobody is left
}
