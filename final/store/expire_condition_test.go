package store

import (
	"math"
	"testing"
	"testing/synctest"
	"time"
)

// TestExpireConditions holds the table of Redis 7.0: EXPIRE with each option, for
// a key with a deadline and one without.
func TestExpireConditions(t *testing.T) {
	const day = 24 * time.Hour
	for _, c := range []struct {
		cond                                    ExpireCondition
		sooner, equal, later, past, never, gone bool // never: of a key without deadline, to a day; gone: to the past
	}{
		{0, true, true, true, true, true, true},
		{IfNoDeadline, false, false, false, false, true, true},
		{IfDeadline, true, true, true, true, false, false},
		{IfLater, false, false, true, false, false, false},
		{IfEarlier, true, false, false, true, true, true},
		{IfDeadline | IfLater, false, false, true, false, false, false},
		{IfDeadline | IfEarlier, true, false, false, true, false, false},
		{IfNoDeadline | IfDeadline, false, false, false, false, false, false},
		{IfLater | IfEarlier, false, false, false, false, false, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			s, k := New(), []byte("k")
			try := func(what string, before, after int64, want bool) {
				t.Helper()
				s.Set(k, k, SetOptions{Deadline: before})
				if got := s.Expire(k, after, c.cond); got != want {
					t.Errorf("condition %04b, %s: got %t, want %t", c.cond, what, got, want)
				}
				wantDeadline := before
				if want {
					wantDeadline = after
				}
				deadline, ok := s.Deadline(k)
				if removed := want && after <= unixMS(0); ok == removed || ok && deadline != wantDeadline {
					t.Errorf("condition %04b, %s: deadline %d, %t afterwards", c.cond, what, deadline, ok)
				}
			}
			try("sooner", unixMS(day), unixMS(day-1e6), c.sooner)
			try("equal", unixMS(day), unixMS(day), c.equal)
			try("later", unixMS(day), unixMS(day+1e6), c.later)
			try("past", unixMS(day), unixMS(0), c.past)
			try("no deadline", 0, unixMS(day), c.never)
			try("no deadline, past", 0, -1, c.gone)
		})
	}
}

func TestGetAndExpire(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, k := New(), []byte("k")
		startSweep(t, s)
		for _, c := range []struct {
			before, after int64
			stays         bool
		}{
			{unixMS(time.Hour), unixMS(time.Minute), true},
			{0, unixMS(time.Hour), true},
			{unixMS(time.Hour), 0, true},
			{0, 0, true},
			{0, unixMS(0), false},
			{unixMS(time.Hour), 1, false},
			{0, math.MinInt64, false},
		} {
			s.Set(k, k, SetOptions{Deadline: c.before})
			if value, ok := s.GetAndExpire(k, c.after); !ok || string(value) != "k" {
				t.Errorf("GetAndExpire(%d) = %q, %t", c.after, value, ok)
			}
			if deadline, ok := s.Deadline(k); ok != c.stays || ok && deadline != c.after {
				t.Errorf("deadline %d, %t after GetAndExpire(%d)", deadline, ok, c.after)
			}
		}
		s.Set(k, k, SetOptions{})
		s.GetAndExpire(k, unixMS(time.Second))
		time.Sleep(time.Second + time.Millisecond)
		synctest.Wait()
		if n := s.Len(); n != 0 {
			t.Errorf("%d keys in memory after the deadline, want 0", n)
		}
	})
}
