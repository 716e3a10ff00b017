package store

import "iter"

// Keys iterates over the names of all keys, in no order. It locks one shard at a
// time, for as long as it takes to list the shard's names, and no shard while
// the loop body runs: the body may call the store and may be slow. A key that
// exists during the whole iteration is seen exactly once; one that comes or goes
// meanwhile, or expires after its shard was listed, may be seen or not.
func (s *Store) Keys() iter.Seq[string] {
	return func(yield func(key string) bool) {
		var names []string
		for i := range s.shards {
			names = s.shards[i].names(names[:0])
			for _, name := range names {
				if !yield(name) {
					return
				}
			}
		}
	}
}

// names appends the names of the shard's live keys to names. Unlike most methods
// of shard it locks.
func (s *shard) names(names []string) []string {
	var now moment
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, e := range s.keys {
		if !e.expired(&now) {
			names = append(names, name)
		}
	}
	return names
}

// Len returns the number of keys, counted in one step. Expired keys that were not
// touched or swept yet count (Redis 7.0: DBSIZE).
func (s *Store) Len() int {
	s.lock(allShards)
	defer s.unlock(allShards)
	n := 0
	for i := range s.shards {
		n += len(s.shards[i].keys)
	}
	return n
}

// Clear removes all keys in one step and lets go of the maps that held them.
func (s *Store) Clear() {
	s.lock(allShards)
	defer s.unlock(allShards)
	for i := range s.shards {
		s.shards[i].keys = make(map[string]*entry)
		s.shards[i].deadlines = nil
	}
}
