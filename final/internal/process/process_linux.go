package process

import (
	"bytes"
	"os"
	"strconv"
	"syscall"
)

// System returns the name of the operating system, its release and the machine.
func System() string {
	var uname syscall.Utsname
	if syscall.Uname(&uname) != nil {
		return genericSystem()
	}
	return cString(uname.Sysname[:]) + " " + cString(uname.Release[:]) + " " + cString(uname.Machine[:])
}

// cString returns what stands before the NUL byte. The bytes are signed on some
// machines.
func cString[T int8 | uint8](chars []T) string {
	var b []byte
	for _, c := range chars {
		if c == 0 {
			break
		}
		b = append(b, byte(c))
	}
	return string(b)
}

// ResidentMemory returns how much of the process is in memory, in bytes.
func ResidentMemory() (uint64, bool) {
	statm, err := os.ReadFile("/proc/self/statm") // in pages: all, resident, …
	if err != nil {
		return 0, false
	}
	numbers := bytes.Fields(statm)
	if len(numbers) < 2 {
		return 0, false
	}
	pages, err := strconv.ParseUint(string(numbers[1]), 10, 64)
	return pages * uint64(os.Getpagesize()), err == nil
}
