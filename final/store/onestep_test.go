package store

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"sync"
	"testing"
)

// look is a way to see which of some keys exist, in one call of the store. It
// returns them sorted.
type look func(s *Store, keys [][]byte) []string

func looks() map[string]look {
	return map[string]look{
		"Keys": func(s *Store, _ [][]byte) []string { return allKeys(s, nil) },
		"Keys with match": func(s *Store, _ [][]byte) []string {
			return allKeys(s, func(key []byte) bool { return bytes.HasPrefix(key, []byte("key")) })
		},
		"Scan": func(s *Store, _ [][]byte) []string {
			names, _ := scanned(s, 0, math.MaxInt)
			return names
		},
		"GetMany": func(s *Store, keys [][]byte) (names []string) {
			s.GetMany(keys, func(i int, _ []byte, ok bool) {
				if ok {
					names = append(names, string(keys[i]))
				}
			})
			return names
		},
		"Len": func(s *Store, keys [][]byte) (names []string) {
			for i := range s.Len() {
				names = append(names, string(keys[i])) // the names are not known
			}
			return names
		},
		"Exists": func(s *Store, keys [][]byte) (names []string) {
			for i := range s.Exists(keys...) {
				names = append(names, string(keys[i]))
			}
			return names
		},
	}
}

// TestSeveralKeysChangeInOneStep: S1. Whatever command on several keys runs, no way
// to look at them sees a number of keys that exists only halfway.
func TestSeveralKeysChangeInOneStep(t *testing.T) {
	var keys, pairs [][]byte
	for i := range 8 {
		keys = append(keys, fmt.Append(nil, "key", i))
		pairs = append(pairs, keys[i], []byte("value"))
	}
	for name, c := range map[string]struct {
		prepare func(s *Store)
		change  func(s *Store, i int)
		sizes   []int // numbers of keys that may be seen
		times   int   // that each of two goroutines makes the change
	}{
		"SetMany and Delete": {
			func(*Store) {},
			func(s *Store, _ int) { s.SetMany(pairs); s.Delete(keys...) },
			[]int{0, 8}, 1000,
		},
		"SetManyIfMissing and Delete": {
			func(*Store) {},
			func(s *Store, _ int) { s.SetManyIfMissing(pairs); s.Delete(keys...) },
			[]int{0, 8}, 1000,
		},
		"SetManyIfMissing of a few and all": {
			func(s *Store) { s.SetMany(pairs[:4]) },
			func(s *Store, i int) {
				if s.SetManyIfMissing(pairs) { // two keys are always there
					s.Delete(keys...)
				}
			},
			[]int{2}, 1000,
		},
		"Rename": {
			func(s *Store) { s.SetMany(pairs[:6]) },
			func(s *Store, i int) { s.Rename(keys[i%8], keys[(i+3)%8], true) },
			[]int{3}, 1000,
		},
		"Rename over another and Copy back": {
			func(s *Store) { s.SetMany(pairs[:4]) },
			func(s *Store, i int) {
				s.Rename(keys[i%2], keys[1-i%2], false)
				s.Copy(keys[0], keys[1], true)
				s.Copy(keys[1], keys[0], true)
			},
			[]int{1, 2}, 1000,
		},
		"Clear": {
			func(*Store) {},
			func(s *Store, _ int) { s.SetMany(pairs); s.Clear() },
			[]int{0, 8}, 100, // which takes long, since it waits for each lock beside those who look
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := New()
			c.prepare(s)
			watch(t, s, keys, c.sizes, c.times, func(i int) { c.change(s, i) })
			checkInvariants(t, s)
		})
	}
}

// watch looks at keys in every way while two goroutines change the store, each so many times.
func watch(t *testing.T, s *Store, keys [][]byte, sizes []int, times int, change func(i int)) {
	var writers, readers sync.WaitGroup
	done := make(chan struct{})
	for w := range 2 {
		writers.Go(func() {
			for i := range times {
				change(i*(w+1) + w)
			}
		})
	}
	for name, see := range looks() {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				if seen := see(s, keys); !slices.Contains(sizes, len(seen)) {
					t.Errorf("%s saw %q, want as many as one of %d", name, seen, sizes)
					return
				}
			}
		})
	}
	writers.Wait()
	close(done)
	readers.Wait()
}

// TestCopyReadsAndWritesInOneStep: while both keys are always set to the same value,
// a copy of one to the other is never seen.
func TestCopyReadsAndWritesInOneStep(t *testing.T) {
	s := New()
	a, b := keysIn(s, 0, 1)[0], keysIn(s, 1, 1)[0]
	s.SetMany([][]byte{a, a, b, a})
	var workers sync.WaitGroup
	for w := range 2 {
		workers.Go(func() {
			for i := range 2000 {
				value := fmt.Append(nil, w, i)
				s.SetMany([][]byte{b, value, a, value})
			}
		})
	}
	workers.Go(func() {
		for range 4000 {
			s.Copy(a, b, true)
			var values []string
			s.GetMany([][]byte{a, b}, func(_ int, value []byte, _ bool) { values = append(values, string(value)) })
			if values[0] != values[1] {
				t.Errorf("values %q, want them equal", values)
			}
		}
	})
	workers.Wait()
}

// TestOneOfManySetsIfMissing: of clients that all set the same keys if none exists,
// one succeeds.
func TestOneOfManySetsIfMissing(t *testing.T) {
	for range 50 {
		s := New()
		var won [4]bool
		var clients sync.WaitGroup
		for c := range won {
			clients.Go(func() {
				x, y := []byte("x"), []byte("y")
				if c%2 == 1 {
					x, y = y, x
				}
				value := fmt.Append(nil, c)
				won[c] = s.SetManyIfMissing([][]byte{x, value, y, value})
			})
		}
		clients.Wait()
		winner := slices.Index(won[:], true)
		if winner < 0 || slices.Contains(won[winner+1:], true) {
			t.Fatalf("%v succeeded, want one of them", won)
		}
		wantValue(t, s, "x", fmt.Sprint(winner))
		wantValue(t, s, "y", fmt.Sprint(winner))
	}
}
