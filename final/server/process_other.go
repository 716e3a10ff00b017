//go:build !unix

package server

import "time"

// processorTime is not known here.
func processorTime() (system, user time.Duration, ok bool) { return 0, 0, false }
