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
	var now moment
	sh, hash := s.shardOf(key)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	e := sh.live(key, hash, &now)
	var n int64
	if e != nil {
		if n, err = parseInteger(e.value()); err != nil {
			return 0, err
		}
	}
	if delta > 0 && n > math.MaxInt64-delta || delta < 0 && n < math.MinInt64-delta {
		return 0, ErrOverflow
	}
	var digits [maxDigits]byte
	value := strconv.AppendInt(digits[:0], n+delta, 10)
	sh.put(e, key, hash, value, copyLong(key, value))
	return n + delta, nil
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
