package store

import (
	"bytes"
	"slices"
)

// Rename gives the value and the deadline of from to the key to, replaces what
// was there and removes from, in one step (Redis 7.0: RENAME). With ifMissing it
// does so only if to does not exist (RENAMENX). existed says whether from existed;
// if it did not, nothing is done. A key renamed to its own name stays as it
// is: done, unless ifMissing.
func (s *Store) Rename(from, to []byte, ifMissing bool) (done, existed bool) {
	var now moment
	set := s.shardsOf([][]byte{from, to}, 1)
	s.lock(set)
	e := s.shardOf(from).live(from, &now)
	existed = e != nil
	var deadline int64
	if existed {
		done, deadline = s.put(e, e.value, to, !ifMissing, &now)
		if done && !bytes.Equal(from, to) {
			s.shardOf(from).remove(e)
		}
	}
	s.unlock(set)
	if done && deadline != 0 {
		s.announce(deadline)
	}
	return done, existed
}

// Copy gives the key to the value and the deadline of from, in one step, and
// reports whether it did: from has to exist, and to must not, unless replace says
// that it may (Redis 7.0: COPY). A copy of a key to its own name is done with
// replace, and changes nothing.
//
// The bytes are shared, not copied (S5); a later Append to either key does not
// reach the other.
func (s *Store) Copy(from, to []byte, replace bool) (done bool) {
	var now moment
	set := s.shardsOf([][]byte{from, to}, 1)
	s.lock(set)
	var deadline int64
	if e := s.shardOf(from).lookup(from, &now); e != nil {
		// Clipped, because the spare capacity stays with from: two keys that
		// append into one array would overwrite each other.
		done, deadline = s.put(e, slices.Clip(e.value), to, replace, &now)
	}
	s.unlock(set)
	if done && deadline != 0 {
		s.announce(deadline)
	}
	return done
}

// put gives the key to value and the deadline of e, and returns that deadline. It
// does nothing if to exists and replace is false. A key replaced keeps its
// entry, because Scan owes it a visit. The caller holds both shards and
// announces the deadline: the shard of to may be one that the sweeper has
// just left.
func (s *Store) put(e *entry, value, to []byte, replace bool, now *moment) (done bool, deadline int64) {
	sh := s.shardOf(to)
	dest := sh.live(to, now)
	if dest != nil && !replace {
		return false, 0
	}
	if dest == nil {
		dest = sh.add(to)
	}
	dest.value = value
	sh.deadlines.schedule(dest, e.deadline)
	return true, e.deadline
}
