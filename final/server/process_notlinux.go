//go:build !linux

package server

func system() string { return genericSystem() }

// residentMemory is not known here.
func residentMemory() (uint64, bool) { return 0, false }
