package store

import (
	"context"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// unixMS returns the time in the bubble, d from now, as a deadline.
func unixMS(d time.Duration) int64 {
	return time.Now().Add(d).UnixMilli()
}

// startSweep runs the sweeper until the test ends.
func startSweep(t *testing.T, s *Store) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var sweeper sync.WaitGroup
	sweeper.Go(func() { s.Sweep(ctx) })
	t.Cleanup(func() {
		cancel()
		sweeper.Wait()
	})
	synctest.Wait()
}

// wantValue fails the test unless key has the value.
func wantValue(t *testing.T, s *Store, key, want string) {
	t.Helper()
	if got, ok := s.Get([]byte(key)); !ok || string(got) != want {
		t.Errorf("Get(%q) = %q, %t, want %q", key, got, ok, want)
	}
}

// wantMissing fails the test unless key does not exist.
func wantMissing(t *testing.T, s *Store, key string) {
	t.Helper()
	if got, ok := s.Get([]byte(key)); ok {
		t.Errorf("Get(%q) = %q, want no such key", key, got)
	}
}

// keysIn returns n keys that the store keeps in the given shard. The seed
// is random, so they have to be looked for.
func keysIn(s *Store, shard, n int) [][]byte {
	var keys [][]byte
	for i := 0; len(keys) < n; i++ {
		if key := strconv.AppendInt(nil, int64(i), 10); s.shardIndex(key) == shard {
			keys = append(keys, key)
		}
	}
	return keys
}

// peek returns the value and the deadline of a key without removing it if it
// has expired.
func peek(s *Store, key string) (value string, deadline int64, ok bool) {
	sh := s.shardOf([]byte(key))
	sh.mu.Lock()
	defer sh.mu.Unlock()
	if e := sh.keys[key]; e != nil {
		return string(e.value), e.deadline, true
	}
	return "", 0, false
}

// scanned returns what Scan visits in one call.
func scanned(s *Store, cursor uint64, count int) (names []string, next uint64) {
	next = s.Scan(cursor, count, func(key string) { names = append(names, key) })
	return names, next
}

// checkInvariants checks S3 and S6, that every entry is where its key belongs, and
// that heaps and slots hold on to nothing else.
func checkInvariants(t interface {
	Helper()
	Errorf(format string, args ...any)
}, s *Store) {
	t.Helper()
	s.lock(allShards)
	defer s.unlock(allShards)
	for i := range s.shards {
		sh := &s.shards[i]
		h := sh.deadlines
		expiring := 0
		for key, e := range sh.keys {
			if e.key != key || s.shardIndex([]byte(key)) != i {
				t.Errorf("shard %d holds the entry of %q under %q", i, e.key, key)
			}
			if e.deadline == 0 {
				continue
			}
			expiring++
			if int(e.index) >= len(h) || h[e.index] != e {
				t.Errorf("entry of %q with deadline %d is not in the heap at its index %d", key, e.deadline, e.index)
			}
		}
		if len(h) != expiring {
			t.Errorf("shard %d has %d deadlines in its heap, want %d", i, len(h), expiring)
		}
		for j := 1; j < len(h); j++ {
			if h.Less(j, (j-1)/2) {
				t.Errorf("shard %d: the heap is not ordered at %d", i, j)
			}
		}
		for slot, e := range sh.slots {
			if int(e.slot) != slot || sh.keys[e.key] != e {
				t.Errorf("shard %d: slot %d holds the entry of %q, which says slot %d", i, slot, e.key, e.slot)
			}
		}
		if len(sh.slots) != len(sh.keys) {
			t.Errorf("shard %d has %d slots for %d keys", i, len(sh.slots), len(sh.keys))
		}
		for _, e := range slices.Concat(h[len(h):cap(h)], sh.slots[len(sh.slots):cap(sh.slots)]) {
			if e != nil {
				t.Errorf("the shard keeps the removed entry of %q alive", e.key)
			}
		}
	}
}
