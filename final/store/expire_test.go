package store

import (
	"math"
	"testing"
	"testing/synctest"
	"time"
)

func TestExpiredKeyIsMissingBeforeTheSweep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New() // no sweeper: only access removes keys
		k := []byte("k")
		s.Set(k, []byte("v"), SetOptions{Deadline: unixMS(100 * time.Millisecond)})

		time.Sleep(99 * time.Millisecond)
		wantValue(t, s, "k", "v")
		time.Sleep(time.Millisecond)
		wantValue(t, s, "k", "v") // at the deadline itself
		time.Sleep(time.Millisecond - time.Nanosecond)
		wantValue(t, s, "k", "v") // in its last nanosecond
		time.Sleep(time.Nanosecond)
		if got := s.Len(); got != 1 {
			t.Errorf("Len() = %d, want 1: nothing touched the key yet", got)
		}
		if n := s.Exists(k); n != 0 {
			t.Errorf("Exists = %d one millisecond after the deadline", n)
		}
		if got := s.Len(); got != 0 {
			t.Errorf("Len() = %d after the key was touched, want 0", got)
		}
	})
}

// TestEveryMethodTreatsAnExpiredKeyAsMissing runs each method as the first to touch
// a key after its deadline.
func TestEveryMethodTreatsAnExpiredKeyAsMissing(t *testing.T) {
	k, other := []byte("k"), []byte("other")
	missing := map[string]func(s *Store) bool{
		"Get":      func(s *Store) bool { _, ok := s.Get(k, nil); return !ok },
		"Length":   func(s *Store) bool { return s.Length(k) == 0 },
		"Exists":   func(s *Store) bool { return s.Exists(k) == 0 },
		"Delete":   func(s *Store) bool { return s.Delete(k) == 0 },
		"Expire":   func(s *Store) bool { return !s.Expire(k, math.MaxInt64, 0) },
		"Persist":  func(s *Store) bool { return !s.Persist(k) },
		"Deadline": func(s *Store) bool { _, ok := s.Deadline(k); return !ok },
		"Set":      func(s *Store) bool { _, existed, _ := s.Set(k, nil, SetOptions{}); return !existed },
		"Set NX":   func(s *Store) bool { _, _, done := s.Set(k, nil, SetOptions{IfMissing: true}); return done },
		"Set XX":   func(s *Store) bool { _, _, done := s.Set(k, nil, SetOptions{IfExists: true}); return !done },
		"Set KEEPTTL": func(s *Store) bool {
			s.Set(k, nil, SetOptions{KeepTTL: true})
			deadline, ok := s.Deadline(k)
			return ok && deadline == 0
		},
		"Incr":   func(s *Store) bool { n, err := s.Incr(k, 1); return n == 1 && err == nil },
		"Append": func(s *Store) bool { n, err := s.Append(k, []byte("x"), 9); return n == 1 && err == nil },
		"GetMany": func(s *Store) bool {
			found := false
			s.GetMany([][]byte{k}, func(_ int, _ []byte, ok bool) { found = ok })
			return !found
		},
		"SetMany": func(s *Store) bool {
			s.SetMany([][]byte{k, k})
			deadline, ok := s.Deadline(k)
			return ok && deadline == 0
		},
		"GetAndExpire": func(s *Store) bool { _, ok := s.GetAndExpire(k, math.MaxInt64); return !ok },
		"GetAndDelete": func(s *Store) bool { _, ok := s.GetAndDelete(k); return !ok },
		"SetManyIfMissing": func(s *Store) bool {
			return s.SetManyIfMissing([][]byte{k, k})
		},
		"Rename of it": func(s *Store) bool { _, existed := s.Rename(k, other, false); return !existed },
		"Rename to it": func(s *Store) bool {
			s.Set(other, nil, SetOptions{})
			done, _ := s.Rename(other, k, true)
			deadline, ok := s.Deadline(k)
			return done && ok && deadline == 0
		},
		"Copy of it": func(s *Store) bool { return !s.Copy(k, other, false) },
		"Copy to it": func(s *Store) bool {
			s.Set(other, nil, SetOptions{})
			return s.Copy(other, k, false)
		},
		"Keys":   func(s *Store) bool { return len(s.Keys(nil)) == 0 },
		"Scan":   func(s *Store) bool { names, _ := scanned(s, 0, 10); return len(names) == 0 },
		"Random": func(s *Store) bool { _, ok := s.Random(); return !ok },
	}
	for name, ok := range missing {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := New()
				s.Set(k, []byte("5"), SetOptions{Deadline: unixMS(time.Millisecond)})
				time.Sleep(2 * time.Millisecond)
				if !ok(s) {
					t.Error("the expired key was there")
				}
				checkInvariants(t, s)
			})
		})
	}
}

// TestKeysOfOneCommandShareItsClock: two keys with one deadline are both alive or
// both dead to a command, however long the command takes.
func TestKeysOfOneCommandShareItsClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New()
		keys := [][]byte{[]byte("a"), []byte("b")}
		for _, key := range keys {
			s.Set(key, nil, SetOptions{Deadline: unixMS(time.Millisecond)})
		}
		s.GetMany(keys, func(i int, _ []byte, ok bool) {
			if !ok {
				t.Errorf("key %d is missing", i)
			}
			time.Sleep(time.Second) // simulates a command that is interrupted
		})
	})
}

func TestDeadlinesAtTheEndsOfInt64(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New()
		startSweep(t, s)
		k := []byte("k")
		for _, past := range []int64{math.MinInt64, math.MinInt64 + 1, -1, 1} {
			if _, _, done := s.Set(k, k, SetOptions{Deadline: past}); !done {
				t.Errorf("Set with deadline %d was not done", past)
			}
			wantMissing(t, s, "k")
			s.Set(k, k, SetOptions{})
			if !s.Expire(k, past, 0) {
				t.Errorf("Expire with deadline %d found no key", past)
			}
			wantMissing(t, s, "k")
		}
		for _, far := range []int64{math.MaxInt64 - 1, math.MaxInt64} {
			s.Set(k, k, SetOptions{Deadline: far})
			if got, ok := s.Deadline(k); got != far || !ok {
				t.Errorf("Deadline = %d, %t, want %d", got, ok, far)
			}
			time.Sleep(100 * time.Hour)
			wantValue(t, s, "k", "k")
		}
	})
}

func TestExpireRemovesAtTheDeadlineAndSetDoesNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New()
		k, now := []byte("k"), unixMS(0)
		s.Set(k, k, SetOptions{Deadline: now})
		wantValue(t, s, "k", "k")
		if !s.Expire(k, now, 0) {
			t.Error("Expire found no key")
		}
		wantMissing(t, s, "k")
	})
}
