//go:build !unix

package check

import (
	"errors"
	"os"
	"os/exec"
)

// canSignal says that the system has no signals which a server can handle:
// cases that send one are skipped.
const canSignal = false

func ownGroup(*exec.Cmd) {}

func terminateGroup(*os.Process) error { return errors.ErrUnsupported }

func quit(*os.Process) error { return errors.ErrUnsupported }

// killGroup ends the server. What it has started itself may stay.
func killGroup(p *os.Process) error { return p.Kill() }
