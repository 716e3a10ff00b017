//go:build unix

package process

import (
	"os"
	"syscall"
	"time"
)

// LimitMode gives a Unix socket that is not bound yet the permissions that its file
// will have at most. It is without effect elsewhere than on Linux.
func LimitMode(fd uintptr, mode os.FileMode) { syscall.Fchmod(int(fd), uint32(mode)) }

// OpenFiles returns how many files the process may have open, sockets included. Package
// os has raised that, when the process began, as far as the process may do it itself.
func OpenFiles() (n uint64, ok bool) {
	var limit syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit) != nil {
		return 0, false
	}
	return uint64(limit.Cur), true
}

// ProcessorTime returns the processor time that the process has taken.
func ProcessorTime() (system, user time.Duration, ok bool) {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0, 0, false
	}
	return time.Duration(usage.Stime.Nano()), time.Duration(usage.Utime.Nano()), true
}
