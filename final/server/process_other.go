//go:build !unix

package server

import (
	"os"
	"time"
)

// limitMode does nothing here.
func limitMode(uintptr, os.FileMode) {}

// openFiles is not limited here, as far as is known.
func openFiles() (n uint64, ok bool) { return 0, false }

// processorTime is not known here.
func processorTime() (system, user time.Duration, ok bool) { return 0, 0, false }
