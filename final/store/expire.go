package store

// Expire gives key a deadline in milliseconds since the Unix epoch and reports
// whether key exists. A deadline that is not in the future removes the key
// and returns true (Redis 7.0: EXPIRE); so does 0, which is in 1970 here.
func (s *Store) Expire(key []byte, deadline int64) bool {
	sh := s.shardOf(key)
	sh.mu.Lock()
	ok := sh.expire(key, deadline)
	sh.mu.Unlock()
	if ok {
		s.announce(deadline)
	}
	return ok
}

// expire is Expire under the lock.
func (s *shard) expire(key []byte, deadline int64) bool {
	var now moment
	e := s.live(key, &now)
	if e == nil {
		return false
	}
	if deadline <= now.milliseconds() {
		s.remove(e)
	} else {
		s.deadlines.schedule(e, deadline)
	}
	return true
}

// Persist takes the deadline from key and reports whether there was one.
func (s *Store) Persist(key []byte) bool {
	var now moment
	sh := s.shardOf(key)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	e := sh.live(key, &now)
	if e == nil || e.deadline == 0 {
		return false
	}
	sh.deadlines.schedule(e, 0)
	return true
}

// Deadline returns the deadline of key in milliseconds since the Unix epoch, 0
// for none, and whether key exists.
func (s *Store) Deadline(key []byte) (deadline int64, ok bool) {
	var now moment
	sh := s.shardOf(key)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	e := sh.live(key, &now)
	if e == nil {
		return 0, false
	}
	return e.deadline, true
}
