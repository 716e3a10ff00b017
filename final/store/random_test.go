package store

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

func TestRandomDrawsEveryKeyAlike(t *testing.T) {
	s := New()
	names := append(keysIn(s, 0, 2), keysIn(s, 40, 1)...) // two in one shard
	for _, name := range names {
		s.Set(name, nil, SetOptions{})
	}
	const draws = 9000
	drawn := make(map[string]int)
	for range draws {
		name, ok := s.Random()
		if !ok {
			t.Fatal("no key")
		}
		drawn[string(name)]++
	}
	for _, name := range names {
		// Ten standard deviations of 45.
		if n := drawn[string(name)]; n < draws/3-450 || n > draws/3+450 {
			t.Errorf("%q was drawn %d times of %d", name, n, draws)
		}
	}
}

func TestRandomFindsTheKeyThatHasNotExpired(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New()
		if name, ok := s.Random(); ok {
			t.Errorf("Random() = %q of an empty store", name)
		}
		expire := func(n int) {
			for i := range n {
				s.Set(fmt.Append(nil, i), nil, SetOptions{Deadline: unixMS(time.Millisecond)})
			}
			time.Sleep(2 * time.Millisecond)
		}
		s.Set([]byte("alive"), nil, SetOptions{})
		for range 20 {
			expire(1000)
			if name, ok := s.Random(); !ok || string(name) != "alive" {
				t.Errorf("Random() = %q, %t, want alive", name, ok)
			}
		}
		s.Delete([]byte("alive"))
		expire(1000)
		if name, ok := s.Random(); ok || s.Len() != 0 {
			t.Errorf("Random() = %q, %d keys left, want none", name, s.Len())
		}
		expire(1000)
		if _, _, done := s.random(); done || s.Len() != 1000-sweepBatch {
			t.Errorf("one step left %d keys of 1000 and done = %t, want %d removed", s.Len(), done, sweepBatch)
		}
		checkInvariants(t, s)
	})
}
