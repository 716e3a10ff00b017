//go:build !unix

package main

import "os"

// terminalResized tells nothing where no signal does. The width then is looked up for
// each line.
func terminalResized() (changes <-chan os.Signal, stop func()) { return nil, func() {} }
