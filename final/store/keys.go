package store

import "slices"

// Keys returns the names of the keys for which match returns true, in no order; a
// nil match stands for all. The names are shared with the store, as values are. They
// are taken in one step, expired keys left out. match runs after that, with no shard
// locked: it may be slow and may call the store.
func (s *Store) Keys(match func(key []byte) bool) [][]byte {
	names := s.names()
	if match == nil {
		return names
	}
	return slices.DeleteFunc(names, func(name []byte) bool { return !match(name) })
}

// names returns the names of all live keys.
func (s *Store) names() [][]byte {
	var now moment
	s.lock(allShards)
	defer s.unlock(allShards)
	names := make([][]byte, 0, s.count())
	for i := range s.shards {
		sh := &s.shards[i]
		for slot := range sh.n {
			if e := sh.at(int32(slot)); !e.expired(&now) {
				names = append(names, e.key())
			}
		}
	}
	return names
}

// Len returns the number of keys, counted in one step. Expired keys that were not
// touched or swept yet count (Redis 7.0: DBSIZE).
func (s *Store) Len() int {
	s.lock(allShards)
	defer s.unlock(allShards)
	return s.count()
}

// count is Len while all shards are locked.
func (s *Store) count() int {
	n := 0
	for i := range s.shards {
		n += s.shards[i].n
	}
	return n
}

// Clear removes all keys in one step and lets go of the memory that held them. Sweep,
// if it runs, calls OnShrink if that was much.
func (s *Store) Clear() {
	s.lock(allShards)
	defer s.unlock(allShards)
	var bytes int64
	for i := range s.shards {
		bytes += s.shards[i].size()
		s.shards[i].clear()
	}
	if bytes >= shrinkFrom {
		s.cleared.Add(bytes)
		s.wakeSweeper()
	}
}
