//go:build !linux

package raw

import "errors"

const Calls = false

func Bytes(n int) []byte { return make([]byte, n) }

func Read(uintptr, []byte) (int, error) { return 0, errors.ErrUnsupported }

func Write(uintptr, []byte) (int, error) { return 0, errors.ErrUnsupported }
