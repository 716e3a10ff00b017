// Package process asks the operating system about the process, and for what package os has not.
// Where a system cannot be asked, a function says so, or does nothing.
package process

import "runtime"

// genericSystem tells the operating system and the machine in the terms of Go.
func genericSystem() string { return runtime.GOOS + " " + runtime.GOARCH }
