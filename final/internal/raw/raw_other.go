//go:build !linux

package raw

import "errors"

// Calls reports whether there are Read and Write.
const Calls = false

// Bytes returns n bytes.
func Bytes(n int) []byte { return make([]byte, n) }

// Read fails with errors.ErrUnsupported.
func Read(uintptr, []byte) (int, error) { return 0, errors.ErrUnsupported }

// Write fails with errors.ErrUnsupported.
func Write(uintptr, []byte) (int, error) { return 0, errors.ErrUnsupported }
