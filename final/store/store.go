package store

import (
	"hash/maphash"
	"math"
	"sync/atomic"
)

// shardCount is the number of bits in a shardSet. With 64 shards, a command on a
// random key finds its shard taken by one of seven others one time in ten.
const shardCount = 64

// Store is a set of keys with values and optional deadlines. Make one with New.
type Store struct {
	// OnShrink is called by Sweep when keys that expired or were cleared have left at
	// least 16 MB, and a quarter of what the store was, to the garbage collector. A
	// program may give memory back to the operating system then, which the Go runtime does by
	// itself, but minutes later. It is called in a goroutine of its own, which Sweep
	// waits for at its end, and once at a time. Nil means that nobody is told. It must
	// not change while Sweep runs.
	OnShrink func()

	shards [shardCount]shard

	// seed makes hashes that no client can foresee. mask is what is kept of a
	// hash: all of it, unless a test wants keys to collide.
	seed maphash.Seed
	mask uint64

	// alarm is the deadline the sweeper sleeps towards: a deadline set before it
	// has to wake the sweeper. While the sweeper looks for its next alarm it is
	// the largest int64, so that no deadline set meanwhile is missed; without
	// a sweeper it is 0, before every deadline.
	alarm atomic.Int64

	// wake holds one token when the sweeper has to look again.
	wake chan struct{}

	// cleared is how many bytes Clear has removed since the sweeper last looked.
	cleared atomic.Int64
}

// New returns an empty store. Expired keys stay in memory until they are
// touched, unless a goroutine runs Sweep.
func New() *Store {
	s := &Store{seed: maphash.MakeSeed(), mask: math.MaxUint64, wake: make(chan struct{}, 1)}
	for i := range s.shards {
		s.shards[i].clear()
	}
	return s
}

// keyHash is the hash of a key, computed once for each key of a command.
type keyHash uint64

// hash returns the hash of key.
func (s *Store) hash(key []byte) keyHash {
	return keyHash(maphash.Bytes(s.seed, key) & s.mask)
}

// shard returns the index of the shard that owns the key: the lowest bits.
func (h keyHash) shard() int { return int(h % shardCount) }

// index returns the bits by which the shard finds the key: the upper half, of which
// none chose the shard.
func (h keyHash) index() uint32 { return uint32(h >> 32) }

// shardOf returns the shard that owns key, and the bits by which the shard finds it.
func (s *Store) shardOf(key []byte) (sh *shard, hash uint32) {
	h := s.hash(key)
	return &s.shards[h.shard()], h.index()
}

// Get returns the value of key, and whether key exists. A short value that fits into
// the capacity of buf is copied there. Any other, and with a nil buf every value, is
// shared with the store: it never changes, and the caller must not write to it. Get does
// not allocate.
//
// The copy is the better choice for a value that is needed for a moment only. The next Set of
// the key can write over what nobody shares; otherwise it takes new memory.
func (s *Store) Get(key, buf []byte) (value []byte, ok bool) {
	var now moment
	sh, hash := s.shardOf(key)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	e := sh.lookup(key, hash, &now)
	if e == nil {
		return nil, false
	}
	return e.read(buf), true
}

// Length returns the length of the value of key in bytes, 0 if there is no key (Redis 7.0:
// STRLEN).
func (s *Store) Length(key []byte) int {
	var now moment
	sh, hash := s.shardOf(key)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	e := sh.lookup(key, hash, &now)
	if e == nil {
		return 0
	}
	return len(e.value())
}

// GetAndDelete returns the value of key, shared as by Get, and whether it existed, and
// removes key, in one step (Redis 7.0: GETDEL).
func (s *Store) GetAndDelete(key []byte) (value []byte, ok bool) {
	var now moment
	sh, hash := s.shardOf(key)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	e := sh.lookup(key, hash, &now)
	if e == nil {
		return nil, false
	}
	value = e.lend()
	sh.remove(e)
	return value, true
}
