package store

import (
	"hash/maphash"
	"sync/atomic"
)

// shardCount is the number of bits in a shardSet. With 64 shards, a command on a
// random key finds its shard taken by one of seven others one time in ten.
const shardCount = 64

// Store is a set of keys with values and optional deadlines. Make one with New.
type Store struct {
	seed   maphash.Seed
	shards [shardCount]shard

	// alarm is the deadline the sweeper sleeps towards: a deadline set before it
	// has to wake the sweeper. While the sweeper looks for its next alarm it is
	// the largest int64, so that no deadline set meanwhile is missed; without
	// a sweeper it is 0, before every deadline.
	alarm atomic.Int64

	// wake holds one token when the sweeper has to look again.
	wake chan struct{}
}

// New returns an empty store. Expired keys stay in memory until they are
// touched, unless a goroutine runs Sweep.
func New() *Store {
	s := &Store{seed: maphash.MakeSeed(), wake: make(chan struct{}, 1)}
	for i := range s.shards {
		s.shards[i].clear()
	}
	return s
}

// shardIndex returns the index of the shard that owns key.
func (s *Store) shardIndex(key []byte) int {
	return int(maphash.Bytes(s.seed, key) % shardCount)
}

// shardOf returns the shard that owns key.
func (s *Store) shardOf(key []byte) *shard {
	return &s.shards[s.shardIndex(key)]
}

// Get returns the value of key, and whether key exists. The value is shared with
// the store: it never changes, and the caller must not write to it. Get
// does not allocate.
func (s *Store) Get(key []byte) (value []byte, ok bool) {
	var now moment
	sh := s.shardOf(key)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	e := sh.lookup(key, &now)
	if e == nil {
		return nil, false
	}
	return e.shared(), true
}

// GetAndDelete returns what Get would and removes key, in one step (Redis 7.0:
// GETDEL).
func (s *Store) GetAndDelete(key []byte) (value []byte, ok bool) {
	var now moment
	sh := s.shardOf(key)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	e := sh.lookup(key, &now)
	if e == nil {
		return nil, false
	}
	sh.remove(e)
	return e.shared(), true
}
