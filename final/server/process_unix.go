//go:build unix

package server

import (
	"os"
	"syscall"
	"time"
)

// limitMode gives a Unix socket that is not bound yet the permissions that its file
// will have at most. It is without effect elsewhere than on Linux.
func limitMode(fd uintptr, mode os.FileMode) { syscall.Fchmod(int(fd), uint32(mode)) }

// processorTime returns the processor time that the process has taken.
func processorTime() (system, user time.Duration, ok bool) {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0, 0, false
	}
	return time.Duration(usage.Stime.Nano()), time.Duration(usage.Utime.Nano()), true
}
