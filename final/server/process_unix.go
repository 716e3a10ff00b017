//go:build unix

package server

import (
	"syscall"
	"time"
)

// processorTime returns the processor time that the process has taken.
func processorTime() (system, user time.Duration, ok bool) {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0, 0, false
	}
	return time.Duration(usage.Stime.Nano()), time.Duration(usage.Utime.Nano()), true
}
