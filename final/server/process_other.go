//go:build !unix

package server

import (
	"os"
	"time"
)

// limitMode does nothing here.
func limitMode(uintptr, os.FileMode) {}

// processorTime is not known here.
func processorTime() (system, user time.Duration, ok bool) { return 0, 0, false }
