package store

import (
	"bytes"
	"errors"
	"math"
	"strconv"
)

var (
	// ErrNotInteger is returned by Incr when the value is not a decimal int64
	// in the form that Redis writes.
	ErrNotInteger = errors.New("store: value is not an integer")

	// ErrOverflow is returned by Incr when the sum is not an int64.
	ErrOverflow = errors.New("store: increment would overflow")
)

// maxDigits is the length of the longest int64, the minus sign included.
const maxDigits = len("-9223372036854775808")

// Incr adds delta to the integer at key, taking a missing key as 0, and returns
// the sum. The key keeps its deadline. On ErrNotInteger or ErrOverflow
// nothing changes.
func (s *Store) Incr(key []byte, delta int64) (sum int64, err error) {
	err = s.Update(key, func(old []byte, ok bool) ([]byte, error) {
		var n int64
		if ok {
			var err error
			if n, err = parseInteger(old); err != nil {
				return nil, err
			}
		}
		if delta > 0 && n > math.MaxInt64-delta || delta < 0 && n < math.MinInt64-delta {
			return nil, ErrOverflow
		}
		sum = n + delta
		var digits [maxDigits]byte
		return bytes.Clone(strconv.AppendInt(digits[:0], sum, 10)), nil
	})
	return sum, err
}

// parseInteger reads b as strictly as Redis 7.0: INCR does. An integer is what
// formats back to the same bytes, which excludes a plus sign, leading zeros,
// spaces and "-0".
func parseInteger(b []byte) (int64, error) {
	if len(b) > maxDigits {
		return 0, ErrNotInteger
	}
	n, err := strconv.ParseInt(string(b), 10, 64)
	if err != nil {
		return 0, ErrNotInteger
	}
	var digits [maxDigits]byte
	if !bytes.Equal(b, strconv.AppendInt(digits[:0], n, 10)) {
		return 0, ErrNotInteger
	}
	return n, nil
}
