package store

import (
	"math"
	"testing"
	"time"
)

// TestAllocations holds the hot paths to their allocations: none to read or to write over
// a value of the same length, and one for the block of a new key and its value.
func TestAllocations(t *testing.T) {
	s := New()
	key, other, missing := []byte("key"), []byte("other"), []byte("missing")
	value := []byte("a value of some bytes")
	tomorrow := time.Now().Add(24 * time.Hour).UnixMilli()
	s.Set(key, value, SetOptions{Deadline: tomorrow})
	s.Set(other, value, SetOptions{})
	keys := [][]byte{key, other, missing}
	third := []byte("third")
	buf := make([]byte, 100)
	found := 0
	for name, c := range map[string]struct {
		limit float64
		f     func()
	}{
		"Set of new key":       {1, func() { s.Delete(third); s.Set(third, value, SetOptions{}) }},
		"Get":                  {0, func() { s.Get(other, buf) }},
		"Get without a buffer": {0, func() { s.Get(key, nil) }},
		"Get with deadline":    {0, func() { s.Get(key, buf) }},
		"Get of missing key":   {0, func() { s.Get(missing, nil) }},
		"GetMany":              {0, func() { s.GetMany(keys, func(int, []byte, bool) { found++ }) }},
		"Exists":               {0, func() { s.Exists(keys...) }},
		"Expire":               {0, func() { tomorrow++; s.Expire(key, tomorrow, 0) }},
		"Set of existing key":  {0, func() { s.Set(other, value, SetOptions{}) }},
		"Sets of shared value": {1, func() {
			s.Get(other, nil)
			s.Set(other, value, SetOptions{})
			s.Set(other, value, SetOptions{})
		}},
		"Set with deadline":      {0, func() { tomorrow--; s.Set(key, value, SetOptions{Deadline: tomorrow}) }},
		"Set NX of existing key": {0, func() { s.Set(other, value, SetOptions{IfMissing: true}) }},
		"GetAndExpire":           {0, func() { tomorrow++; s.GetAndExpire(key, tomorrow) }},
		"GetAndDelete":           {0, func() { s.GetAndDelete(missing) }},
		"Copy to existing key":   {0, func() { s.Copy(other, key, true) }},
		"Rename to existing key": {2, func() { s.Set(third, nil, SetOptions{}); s.Rename(third, key, false) }},
		"Scan of any count":      {0, func() { s.Scan(0, math.MaxInt, func([]byte) { found++ }) }},
		"Random":                 {0, func() { s.Random() }},
		"Stats":                  {0, func() { s.Stats() }},
		"Incr":                   {0, func() { s.Incr([]byte("n"), 1) }},
	} {
		if got := testing.AllocsPerRun(100, c.f); got > c.limit {
			t.Errorf("%s: %v allocations, want at most %v", name, got, c.limit)
		}
	}
}

// TestAppendCopiesLinearly: a value built one byte at a time is copied as a
// slice built by append is, a logarithmic number of times.
func TestAppendCopiesLinearly(t *testing.T) {
	s := New()
	const n = 1 << 16
	copies := 0
	var before *byte
	for range n {
		s.Append([]byte("k"), []byte("x"), n)
		value, _ := s.Get([]byte("k"), nil)
		if &value[0] != before {
			before = &value[0]
			copies++
		}
	}
	if copies > 64 {
		t.Errorf("%d appends copied the value %d times", n, copies)
	}
}
