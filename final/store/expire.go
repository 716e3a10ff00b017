package store

// ExpireCondition says when Expire applies: when each condition in it holds. Its
// values are bits to combine; 0 is always.
type ExpireCondition uint8

// The conditions are named by the options of Redis 7.0: EXPIRE. IfLater and
// IfEarlier take a key without deadline as one that lives forever.
const (
	IfNoDeadline ExpireCondition = 1 << iota // NX: the key has no deadline
	IfDeadline                               // XX: the key has a deadline
	IfLater                                  // GT: the deadline moves to a later time
	IfEarlier                                // LT: the deadline moves to an earlier time
)

// allows reports whether a key with the deadline before, 0 for none, may get the
// deadline after.
func (c ExpireCondition) allows(before, after int64) bool {
	return (c&IfNoDeadline == 0 || before == 0) &&
		(c&IfDeadline == 0 || before != 0) &&
		(c&IfLater == 0 || before != 0 && after > before) &&
		(c&IfEarlier == 0 || before == 0 || after < before)
}

// Expire gives key a deadline in milliseconds since the Unix epoch if cond allows
// it, and reports whether it did: false means that key is missing or cond does not
// hold. A deadline that is not in the future removes the key and
// returns true (Redis 7.0: EXPIRE); so does 0, which is in 1970 here.
func (s *Store) Expire(key []byte, deadline int64, cond ExpireCondition) bool {
	sh, hash := s.shardOf(key)
	sh.mu.Lock()
	ok := sh.expire(key, hash, deadline, cond)
	sh.mu.Unlock()
	if ok {
		s.announce(deadline)
	}
	return ok
}

// expire is Expire under the lock.
func (s *shard) expire(key []byte, hash uint32, deadline int64, cond ExpireCondition) bool {
	var now moment
	e := s.live(key, hash, &now)
	if e == nil || !cond.allows(e.deadline, deadline) {
		return false
	}
	s.reschedule(e, deadline, &now)
	return true
}

// reschedule gives e the deadline, or removes it if the deadline is not in the
// future. Redis 7.0 does not count such a key as expired.
func (s *shard) reschedule(e *entry, deadline int64, now *moment) {
	if deadline <= now.milliseconds() {
		s.remove(e)
	} else {
		s.schedule(e, deadline)
	}
}

// GetAndExpire returns the value of key, shared as by Get, and whether key exists, and gives
// it the deadline, in one step. A deadline of 0 takes the key's deadline away; one that is not in the future
// removes the key (Redis 7.0: GETEX).
func (s *Store) GetAndExpire(key []byte, deadline int64) (value []byte, ok bool) {
	sh, hash := s.shardOf(key)
	sh.mu.Lock()
	value, ok = sh.getAndExpire(key, hash, deadline)
	sh.mu.Unlock()
	if ok && deadline != 0 {
		s.announce(deadline)
	}
	return value, ok
}

// getAndExpire is GetAndExpire under the lock.
func (s *shard) getAndExpire(key []byte, hash uint32, deadline int64) (value []byte, ok bool) {
	var now moment
	e := s.lookup(key, hash, &now)
	if e == nil {
		return nil, false
	}
	value = e.lend()
	if deadline == 0 {
		s.schedule(e, 0)
	} else {
		s.reschedule(e, deadline, &now)
	}
	return value, true
}

// Persist takes the deadline from key and reports whether there was one.
func (s *Store) Persist(key []byte) bool {
	var now moment
	sh, hash := s.shardOf(key)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	e := sh.live(key, hash, &now)
	if e == nil || e.deadline == 0 {
		return false
	}
	sh.schedule(e, 0)
	return true
}

// Deadline returns the deadline of key in milliseconds since the Unix epoch, 0
// for none, and whether key exists.
func (s *Store) Deadline(key []byte) (deadline int64, ok bool) {
	var now moment
	sh, hash := s.shardOf(key)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	e := sh.lookup(key, hash, &now)
	if e == nil {
		return 0, false
	}
	return e.deadline, true
}
