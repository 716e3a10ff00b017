package store

import "sync"

// shard is one of the store's independent parts. Its methods do map and heap work
// only; whoever calls them holds mu.
type shard struct {
	mu sync.Mutex

	// keys is guarded by mu. Expired entries stay until touched or swept, so
	// every access by key goes through live.
	keys map[string]*entry

	// deadlines is guarded by mu and holds exactly the entries of keys that
	// have a deadline.
	deadlines deadlineHeap
}

// live returns the entry of key, or nil if it is missing. An expired entry is
// removed on the way.
func (s *shard) live(key []byte, now *moment) *entry {
	e := s.keys[string(key)]
	if e == nil {
		return nil
	}
	if e.expired(now) {
		s.remove(e)
		return nil
	}
	return e
}

// add adds an entry for a key that is missing, without value or deadline.
func (s *shard) add(key []byte) *entry {
	e := &entry{key: string(key)}
	s.keys[e.key] = e
	return e
}

// remove takes e out of the map and the heap.
func (s *shard) remove(e *entry) {
	s.deadlines.schedule(e, 0)
	delete(s.keys, e.key)
}
