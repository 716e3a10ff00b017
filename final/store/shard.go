package store

import "sync"

// shard is one of the store's independent parts. Its methods wait for nothing but
// memory; whoever calls them holds mu, which guards every field.
type shard struct {
	mu sync.Mutex

	// counts lies beside mu because every lookup writes to both: one cache line.
	counts counts

	// index leads from 32 bits of a key's hash to the slot of its entry. Expired
	// entries stay until touched or swept, so every access by key goes through
	// live.
	index index

	// chunks hold the entries by value in slots 0 to n-1, without holes. The
	// slots behind are zero. An entry only moves to a lower slot while it
	// is here: Scan depends on that.
	chunks []*chunk
	n      int

	// deadlines holds one item for each entry that has a deadline.
	deadlines deadlineHeap

	// bytes is the sum of the sizes of the entries.
	bytes int64
}

// live returns the entry of key, or nil if it is missing. An expired entry is
// removed on the way.
func (s *shard) live(key []byte, hash uint32, now *moment) *entry {
	e := s.find(key, hash)
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
func (s *shard) lookup(key []byte, hash uint32, now *moment) *entry {
	e := s.live(key, hash, now)
	s.counts.lookedUp(e)
	return e
}

// put gives key the value long, or a copy of value if long is nil. e is its entry, or nil
// if it is missing; put returns the entry it has then.
func (s *shard) put(e *entry, key []byte, hash uint32, value []byte, long *[]byte) *entry {
	if e == nil {
		e = s.add(hash)
	}
	s.bytes -= e.size()
	e.store(key, value, long)
	s.bytes += e.size()
	return e
}

// extend appends suffix to the value of e.
func (s *shard) extend(e *entry, suffix []byte) {
	s.bytes -= e.size()
	e.extend(suffix)
	s.bytes += e.size()
}

// bury removes e because its deadline has passed.
func (s *shard) bury(e *entry) {
	s.remove(e)
	s.counts.expired++
}

// clear removes everything and lets go of the memory that held it.
func (s *shard) clear() {
	s.index = newIndex()
	s.chunks, s.deadlines = nil, nil
	s.n, s.bytes = 0, 0
}
