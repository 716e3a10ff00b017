package store

import (
	"bytes"
	"slices"
)

// chunkSize is how many entries are allocated together: with 8 bytes that Go adds,
// they fill 8 KB, one of the sizes that Go allocates. The list of chunks, which every
// lookup reads, then takes 8 bytes for 8 KB of entries, so that it stays in a
// cache when the entries do not.
const chunkSize = 146

type chunk [chunkSize]entry

// at returns the entry in a slot.
func (s *shard) at(slot int32) *entry {
	return &s.chunks[uint32(slot)/chunkSize][uint32(slot)%chunkSize]
}

// find returns the entry of key, expired or not, and nil if it is missing.
func (s *shard) find(key []byte, hash uint32) *entry {
	for i := s.index.wrap(hash); ; i = s.index.wrap(i + 1) {
		b := s.index.buckets[i]
		if b.place == 0 {
			return nil
		}
		if b.hash != hash {
			continue
		}
		if e := s.at(b.place - 1); bytes.Equal(e.key(), key) {
			return e
		}
	}
}

// add adds an entry for a key that is missing, without deadline. The caller
// stores key and value in it.
func (s *shard) add(hash uint32) *entry {
	slot := int32(s.n)
	if s.n == len(s.chunks)*chunkSize {
		s.chunks = append(s.chunks, new(chunk))
	}
	s.n++
	s.index.add(hash, slot)
	e := s.at(slot)
	e.hash, e.slot = hash, slot
	return e
}

// remove takes e out of the shard. The last entry fills the hole.
func (s *shard) remove(e *entry) {
	s.schedule(e, 0)
	s.bytes -= e.size()
	shrunk := s.index.remove(e.hash, e.slot)
	s.n--
	if last := s.at(int32(s.n)); e != last {
		s.index.move(last.hash, last.slot, e.slot)
		if last.deadline != 0 {
			s.deadlines[last.index].slot = e.slot
		}
		last.slot = e.slot
		*e = *last
		e = last
	}
	*e = entry{} // or the chunk would keep the removed block alive
	s.trim(shrunk)
}

// trim lets go of what is empty: chunks but for a spare one, without which keys that
// come and go at the edge of a chunk would allocate one each time, and, when the
// index has shrunk, the room that many entries took in slices.
func (s *shard) trim(shrunk bool) {
	if last := len(s.chunks) - 1; s.n <= (last-1)*chunkSize {
		s.chunks[last] = nil
		s.chunks = s.chunks[:last]
	}
	if shrunk {
		s.chunks = slices.Clone(s.chunks)
		s.deadlines = slices.Clone(s.deadlines)
	}
}
