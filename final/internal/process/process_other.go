//go:build !unix

package process

import (
	"os"
	"time"
)

// LimitMode does nothing here.
func LimitMode(uintptr, os.FileMode) {}

// OpenFiles is not limited here, as far as is known.
func OpenFiles() (n uint64, ok bool) { return 0, false }

// ProcessorTime is not known here.
func ProcessorTime() (system, user time.Duration, ok bool) { return 0, 0, false }
