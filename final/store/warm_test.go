package store

import (
	"testing"
	"testing/synctest"
	"time"
)

// TestWarmChangesNothing: it counts no lookup and leaves expired keys where they are.
func TestWarmChangesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New()
		s.Set([]byte("expired"), nil, SetOptions{Deadline: unixMS(0)})
		s.Set(nil, nil, SetOptions{})
		time.Sleep(time.Millisecond)
		before := s.Stats()
		s.Warm([][]byte{[]byte("expired"), nil, []byte("missing")})
		s.Warm(nil)
		if after := s.Stats(); after != before {
			t.Errorf("%+v turned into %+v", before, after)
		}
	})
}

func TestWarmOfTooManyKeysPanicsWithoutALock(t *testing.T) {
	s := New()
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
		s.Len() // waits for every shard
	}()
	s.Warm(make([][]byte, WarmKeys+1))
}
