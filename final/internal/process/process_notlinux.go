//go:build !linux

package process

func System() string { return genericSystem() }

// ResidentMemory is not known here.
func ResidentMemory() (uint64, bool) { return 0, false }
