package store

// Rename gives the value and the deadline of from to the key to, replaces what
// was there and removes from, in one step (Redis 7.0: RENAME). With ifMissing it
// does so only if to does not exist (RENAMENX). existed says whether from existed;
// if it did not, nothing is done. A key renamed to its own name stays as it
// is: done, unless ifMissing.
func (s *Store) Rename(from, to []byte, ifMissing bool) (done, existed bool) {
	m := s.hold(from, to)
	existed = m.source != nil
	var deadline int64
	if done = existed && !(ifMissing && m.dest != nil); done {
		deadline = m.source.deadline
		if m.source != m.dest {
			m.transfer(to, m.source.moveLong(to))
			m.from.remove(m.source)
		}
	}
	s.unlock(m.held)
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
// The bytes of a long value are shared, not copied (S5); a later Append to either
// key does not reach the other.
func (s *Store) Copy(from, to []byte, replace bool) (done bool) {
	m := s.hold(from, to)
	m.from.counts.lookedUp(m.source)
	var deadline int64
	if done = m.source != nil && (replace || m.dest == nil); done {
		deadline = m.source.deadline
		if m.source != m.dest {
			m.transfer(to, m.source.shareLong(to))
		}
	}
	s.unlock(m.held)
	if done && deadline != 0 {
		s.announce(deadline)
	}
	return done
}

// move is a Rename or a Copy under way: the shards of both keys, which it holds, and
// their live entries or nil.
type move struct {
	held         shardSet
	from, to     *shard
	hash         uint32 // of the key moved to
	source, dest *entry
}

// hold locks the shards of both keys and looks both up.
func (s *Store) hold(from, to []byte) (m move) {
	var now moment
	a, b := s.hash(from), s.hash(to)
	m.held = 1<<a.shard() | 1<<b.shard()
	m.hash = b.index()
	s.lock(m.held)
	// The destination first: if it has expired, its removal may move the entry
	// of the source. The other way round the destination may move, but then
	// there is no source, and so nothing to do.
	m.to, m.dest = s.live(to, b, &now)
	m.from, m.source = s.live(from, a, &now)
	return m
}

// transfer gives the key to, the destination, the value and the deadline of the source;
// long is that value if it is long, as for put. A key replaced keeps its entry, because Scan owes it a visit. The
// caller announces the deadline: the shard of to may be one that the
// sweeper has just left.
func (m *move) transfer(to []byte, long *[]byte) {
	dest := m.to.put(m.dest, to, m.hash, m.source.value(), long)
	m.to.schedule(dest, m.source.deadline)
}
