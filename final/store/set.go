package store

// SetOptions are the conditions and the deadline of a Set, named by the options
// of Redis 7.0: SET. The zero value sets the key whatever is there and
// leaves it without a deadline.
type SetOptions struct {
	// Deadline is in milliseconds since the Unix epoch, 0 for none.
	Deadline int64

	// KeepTTL keeps the deadline the key has (KEEPTTL). A Deadline other than
	// 0 takes precedence.
	KeepTTL bool

	// IfMissing sets the key only if it does not exist (NX).
	IfMissing bool

	// IfExists sets the key only if it exists (XX).
	IfExists bool

	// Get asks for the old value (GET): the lookup counts as a hit or a miss.
	Get bool

	// Adopt says that the bytes of the value are the store's from here on: the
	// caller will neither write to them nor read them. A long value is kept without
	// a copy.
	Adopt bool
}

// Set gives key a copy of value, or value itself with the option Adopt. It returns the
// value the key had before, shared as by Get, if the option Get asks for it; whether the
// key existed; and whether the conditions in opt allowed the change. The old value is
// returned whether or not they did (Redis 7.0: SET with NX and GET).
//
// With a deadline that has passed, the key is set and expires at once:
// done is true and the key is gone.
func (s *Store) Set(key, value []byte, opt SetOptions) (old []byte, existed, done bool) {
	var long *[]byte
	if opt.Adopt {
		long = adoptLong(key, value)
	} else {
		long = copyLong(key, value)
	}
	sh, hash := s.shardOf(key)
	sh.mu.Lock()
	old, existed, done = sh.set(key, hash, value, long, opt)
	sh.mu.Unlock()
	if done && opt.Deadline != 0 {
		s.announce(opt.Deadline)
	}
	return old, existed, done
}

// set is Set under the lock.
func (s *shard) set(key []byte, hash uint32, value []byte, long *[]byte, opt SetOptions) (old []byte, existed, done bool) {
	var now moment
	e := s.live(key, hash, &now)
	existed = e != nil
	if opt.Get {
		s.counts.lookedUp(e)
		if existed {
			old = e.lend()
		}
	}
	if existed && opt.IfMissing || !existed && opt.IfExists {
		return old, existed, false
	}
	if opt.Deadline != 0 && now.milliseconds() > opt.Deadline {
		if existed {
			s.remove(e)
		}
		s.counts.expired++
		return old, existed, true
	}
	e = s.put(e, key, hash, value, long)
	e.keyLen &^= lent // the caller keeps nothing of it
	if opt.Deadline != 0 || !opt.KeepTTL {
		s.schedule(e, opt.Deadline)
	}
	return old, existed, true
}
