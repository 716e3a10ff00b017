package store

import "math/bits"

// shardSet is a set of shards to lock together: bit i stands for shard i.
type shardSet uint64

const allShards = ^shardSet(0)

// hashRoom is the number of keys up to which a command keeps their hashes on its
// stack.
const hashRoom = 16

// hashAll returns the hashes of keys[0], keys[step], keys[2*step] …, appended to
// hashes, and the shards that own these keys.
func (s *Store) hashAll(hashes []keyHash, keys [][]byte, step int) ([]keyHash, shardSet) {
	var set shardSet
	for i := 0; i < len(keys); i += step {
		h := s.hash(keys[i])
		hashes = append(hashes, h)
		set |= 1 << h.shard()
	}
	return hashes, set
}

// live returns the shard of a key with the hash, and its live entry or nil. The
// caller holds the shard.
func (s *Store) live(key []byte, h keyHash, now *moment) (*shard, *entry) {
	sh := &s.shards[h.shard()]
	return sh, sh.live(key, h.index(), now)
}

// lock locks the shards of set in index order. Every holder of more than one
// shard took them in this order, so no two wait for each other.
func (s *Store) lock(set shardSet) {
	for ; set != 0; set &= set - 1 { // set &= set - 1 clears the lowest bit
		s.shards[bits.TrailingZeros64(uint64(set))].mu.Lock()
	}
}

// unlock unlocks the shards of set.
func (s *Store) unlock(set shardSet) {
	for ; set != 0; set &= set - 1 {
		s.shards[bits.TrailingZeros64(uint64(set))].mu.Unlock()
	}
}

// GetMany calls visit for each key in order with its value, shared as by Get, and whether
// it exists. All keys are read in one step. visit runs while their shards are locked: it
// must not call the store. The values may be kept.
func (s *Store) GetMany(keys [][]byte, visit func(i int, value []byte, ok bool)) {
	var now moment
	var room [hashRoom]keyHash
	hashes, set := s.hashAll(room[:0], keys, 1)
	s.lock(set)
	defer s.unlock(set)
	for i, key := range keys {
		sh, e := s.live(key, hashes[i], &now)
		sh.counts.lookedUp(e)
		if e != nil {
			visit(i, e.lend(), true)
		} else {
			visit(i, nil, false)
		}
	}
}

// SetMany sets keys to copies of values, given as key, value, key, value …, in
// one step; of a key named twice the last value stays. The keys have no
// deadline afterwards (Redis 7.0: MSET). SetMany panics before it changes anything
// if the number of pairs is not whole.
func (s *Store) SetMany(pairs [][]byte) { s.setMany(pairs, false) }

// SetManyIfMissing is SetMany if none of the keys exists, and otherwise changes
// nothing and returns false (Redis 7.0: MSETNX).
func (s *Store) SetManyIfMissing(pairs [][]byte) bool { return s.setMany(pairs, true) }

// setMany sets pairs and reports whether it did, which without ifMissing it does.
func (s *Store) setMany(pairs [][]byte, ifMissing bool) bool {
	longs := make([]*[]byte, 0, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		longs = append(longs, copyLong(pairs[i], pairs[i+1]))
	}
	var now moment
	var room [hashRoom]keyHash
	hashes, set := s.hashAll(room[:0], pairs, 2)
	s.lock(set)
	defer s.unlock(set)
	for i := 0; ifMissing && i < len(hashes); i++ {
		if _, e := s.live(pairs[2*i], hashes[i], &now); e != nil {
			return false
		}
	}
	for i, long := range longs {
		key, value, h := pairs[2*i], pairs[2*i+1], hashes[i]
		sh, e := s.live(key, h, &now)
		e = sh.put(e, key, h.index(), value, long)
		sh.schedule(e, 0)
	}
	return true
}

// Delete removes keys in one step and returns how many of them existed. A key
// named twice counts once.
func (s *Store) Delete(keys ...[]byte) int {
	var now moment
	var room [hashRoom]keyHash
	hashes, set := s.hashAll(room[:0], keys, 1)
	s.lock(set)
	defer s.unlock(set)
	removed := 0
	for i, key := range keys {
		if sh, e := s.live(key, hashes[i], &now); e != nil {
			sh.remove(e)
			removed++
		}
	}
	return removed
}

// Exists returns how many of keys exist, all looked up in one step. A key named
// twice counts twice.
func (s *Store) Exists(keys ...[]byte) int {
	var now moment
	var room [hashRoom]keyHash
	hashes, set := s.hashAll(room[:0], keys, 1)
	s.lock(set)
	defer s.unlock(set)
	found := 0
	for i, key := range keys {
		sh, e := s.live(key, hashes[i], &now)
		sh.counts.lookedUp(e)
		if e != nil {
			found++
		}
	}
	return found
}
