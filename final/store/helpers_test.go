package store

import (
	"context"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
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

// newColliding returns a store in which the keys of a shard have two hashes in all.
func newColliding() *Store {
	s := New()
	s.mask = shardCount - 1 | 1<<32
	return s
}

// drawStore draws a store with or without collisions.
func drawStore(t *rapid.T) *Store {
	if rapid.Bool().Draw(t, "keys collide") {
		return newColliding()
	}
	return New()
}

// wantValue fails the test unless key has the value. A short value is not shared by that.
func wantValue(t *testing.T, s *Store, key, want string) {
	t.Helper()
	if got, ok := s.Get([]byte(key), make([]byte, longBlock)); !ok || string(got) != want {
		t.Errorf("Get(%q) = %q, %t, want %q", key, got, ok, want)
	}
}

// wantMissing fails the test unless key does not exist.
func wantMissing(t *testing.T, s *Store, key string) {
	t.Helper()
	if got, ok := s.Get([]byte(key), nil); ok {
		t.Errorf("Get(%q) = %q, want no such key", key, got)
	}
}

// keysIn returns n keys that the store keeps in the given shard. The seed
// is random, so they have to be looked for.
func keysIn(s *Store, shard, n int) [][]byte {
	var keys [][]byte
	for i := 0; len(keys) < n; i++ {
		if key := strconv.AppendInt(nil, int64(i), 10); s.hash(key).shard() == shard {
			keys = append(keys, key)
		}
	}
	return keys
}

// peek returns the value and the deadline of a key without removing it if it
// has expired.
func peek(s *Store, key string) (value string, deadline int64, ok bool) {
	sh, hash := s.shardOf([]byte(key))
	sh.mu.Lock()
	defer sh.mu.Unlock()
	if e := sh.find([]byte(key), hash); e != nil {
		return string(e.value()), e.deadline, true
	}
	return "", 0, false
}

// scanned returns what Scan visits in one call.
func scanned(s *Store, cursor uint64, count int) (names []string, next uint64) {
	next = s.Scan(cursor, count, func(key []byte) { names = append(names, string(key)) })
	return names, next
}

// allKeys returns the names of the keys that match, sorted; a nil match stands for
// all.
func allKeys(s *Store, match func(key []byte) bool) []string {
	var names []string
	for _, key := range s.Keys(match) {
		names = append(names, string(key))
	}
	slices.Sort(names)
	return names
}
