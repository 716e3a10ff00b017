package store

const (
	// chunkSize is how many entries are allocated together: 1792 bytes, exactly
	// one of the sizes that Go allocates.
	chunkSize = 32

	// none stands for no slot.
	none = -1

	// rebuildFrom is the number of entries from which on a shard that lost most
	// of them is rebuilt.
	rebuildFrom = 1024
)

type chunk [chunkSize]entry

// at returns the entry in a slot.
func (s *shard) at(slot int32) *entry {
	return &s.chunks[slot/chunkSize][slot%chunkSize]
}

// find returns the entry of key, expired or not, and nil if it is missing.
func (s *shard) find(key []byte, hash uint32) *entry {
	slot, ok := s.index[hash]
	if !ok {
		return nil
	}
	for slot != none {
		e := s.at(slot)
		if string(e.key()) == string(key) {
			return e
		}
		slot = e.next
	}
	return nil
}

// slotOf returns the slot of e.
func (s *shard) slotOf(e *entry) int32 {
	slot := s.index[e.hash]
	for s.at(slot) != e {
		slot = s.at(slot).next
	}
	return slot
}

// add adds an entry for a key that is missing, without deadline. The caller
// stores key and value in it.
func (s *shard) add(hash uint32) *entry {
	slot := s.n
	if int(slot) == len(s.chunks)*chunkSize {
		s.chunks = append(s.chunks, new(chunk))
	}
	s.n++
	s.peak = max(s.peak, s.n)
	e := s.at(slot)
	e.hash = hash
	s.link(e, slot)
	return e
}

// link makes e, which is in slot, the first entry with its hash.
func (s *shard) link(e *entry, slot int32) {
	e.next = none
	if first, ok := s.index[e.hash]; ok {
		e.next = first
	}
	s.index[e.hash] = slot
}

// relink makes the index, or the entry with the hash that does so, lead to the slot
// to instead of the slot from.
func (s *shard) relink(hash uint32, from, to int32) {
	slot := s.index[hash]
	switch {
	case slot != from:
		for s.at(slot).next != from {
			slot = s.at(slot).next
		}
		s.at(slot).next = to
	case to == none:
		delete(s.index, hash)
	default:
		s.index[hash] = to
	}
}

// remove takes e out of the shard. The last entry fills the hole.
func (s *shard) remove(e *entry) {
	s.schedule(e, 0)
	s.bytes -= e.size()
	slot := s.slotOf(e)
	s.relink(e.hash, slot, e.next)
	s.n--
	last := s.at(s.n)
	if e != last {
		s.relink(last.hash, s.n, slot)
		if last.deadline != 0 {
			s.deadlines[last.index].slot = slot
		}
		*e = *last
	}
	*last = entry{} // or the chunk would keep the removed block alive
	s.shrink()
}

// shrink lets go of memory that the shard has not needed since it lost entries. One
// spare chunk stays, or keys that come and go at its edge would allocate one
// each time. When seven of eight entries are gone, so are most of the groups of the
// map, which does not shrink: what is left moves into a map that fits, for
// some tens of nanoseconds an entry.
func (s *shard) shrink() {
	if last := len(s.chunks) - 1; int(s.n) <= (last-1)*chunkSize {
		s.chunks[last] = nil
		s.chunks = s.chunks[:last]
	}
	if s.peak < rebuildFrom || s.n > s.peak/8 {
		return
	}
	s.peak = s.n
	s.index = make(map[uint32]int32, s.n)
	for slot := range s.n {
		s.link(s.at(slot), slot)
	}
	s.chunks = append([]*chunk(nil), s.chunks...)
	s.deadlines = append(deadlineHeap(nil), s.deadlines...)
}
