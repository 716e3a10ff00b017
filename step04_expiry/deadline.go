package expiry

import store "mini-redis/step03_store"

// SetOptions are the options of SET. The zero value sets without a deadline and
// without a condition.
type SetOptions struct {
	Deadline  int64 // milliseconds since the Unix epoch; 0 for none
	KeepTTL   bool  // keep the deadline the key has; then Deadline is 0
	IfMissing bool  // NX: set only if the key isn't there
	IfExists  bool  // XX: set only if it is
}

// SetWith stores value at key unless a condition of o forbids it. It returns
// the value that was there before, and whether it stored. A deadline in the
// past deletes the key, which counts as stored. Now is the time of the command,
// in milliseconds since the Unix epoch: who reckons with the time asks for it.
func (s *Store) SetWith(key, value string, o SetOptions, now int64) (old store.Value, done bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old = valueOf(s.live(key, now))
	if o.IfMissing && old.Found || o.IfExists && !old.Found {
		return old, false
	}
	e := s.put(key, value)
	if !o.KeepTTL {
		s.setDeadline(e, o.Deadline)
	}
	s.live(key, now) // removes it if the deadline is over
	return old, true
}

// Expire sets the deadline of key and reports whether the key was there. A
// deadline that isn't in the future deletes the key. Both times are in
// milliseconds since the Unix epoch.
func (s *Store) Expire(key string, deadline, now int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.live(key, now)
	switch {
	case e == nil:
		return false
	case deadline <= now:
		s.remove(e)
	default:
		s.setDeadline(e, deadline)
	}
	return true
}

// Persist removes the deadline of key and reports whether it had one.
func (s *Store) Persist(key string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.live(key, unixMillis())
	if e == nil || e.deadline == 0 {
		return false
	}
	s.setDeadline(e, 0)
	return true
}

// Deadline returns the deadline of key, 0 if it has none, and whether the key is
// there. Both times are in milliseconds since the Unix epoch.
func (s *Store) Deadline(key string, now int64) (deadline int64, found bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.live(key, now)
	if e == nil {
		return 0, false
	}
	return e.deadline, true
}
