package store

import "sync"

// shard is one of the store's independent parts. Its methods do map and heap work
// only; whoever calls them holds mu.
type shard struct {
	mu sync.Mutex

	// counts is guarded by mu. It lies beside it because every lookup writes to
	// both: one cache line.
	counts counts

	// keys is guarded by mu. Expired entries stay until touched or swept, so
	// every access by key goes through live.
	keys map[string]*entry

	// deadlines is guarded by mu and holds exactly the entries of keys that
	// have a deadline.
	deadlines deadlineHeap

	// slots is guarded by mu and holds exactly the entries of keys, without
	// holes, each at the index in its slot. An entry only moves to a lower
	// index while it is here: Scan depends on that.
	slots []*entry
}

// live returns the entry of key, or nil if it is missing. An expired entry is
// removed on the way.
func (s *shard) live(key []byte, now *moment) *entry {
	e := s.keys[string(key)]
	if e == nil {
		return nil
	}
	if e.expired(now) {
		s.bury(e)
		return nil
	}
	return e
}

// lookup is live for a method that reads the key for its caller: the outcome
// counts as a hit or a miss.
func (s *shard) lookup(key []byte, now *moment) *entry {
	e := s.live(key, now)
	s.counts.lookedUp(e)
	return e
}

// add adds an entry for a key that is missing, without value or deadline.
func (s *shard) add(key []byte) *entry {
	e := &entry{key: string(key), slot: int32(len(s.slots))}
	s.keys[e.key] = e
	s.slots = append(s.slots, e)
	return e
}

// remove takes e out of the map, the heap and the slots, where the last entry
// fills the hole.
func (s *shard) remove(e *entry) {
	s.deadlines.schedule(e, 0)
	delete(s.keys, e.key)
	last := len(s.slots) - 1
	moved := s.slots[last]
	moved.slot = e.slot
	s.slots[moved.slot] = moved
	s.slots[last] = nil // or the array would keep a removed entry and its value alive
	s.slots = s.slots[:last]
}

// bury removes e because its deadline has passed.
func (s *shard) bury(e *entry) {
	s.remove(e)
	s.counts.expired++
}

// clear removes everything and lets go of the memory that held it.
func (s *shard) clear() {
	s.keys = make(map[string]*entry)
	s.deadlines, s.slots = nil, nil
}
