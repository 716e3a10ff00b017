package store

// GetRange returns the bytes of the value of key that bounds chooses: of a value of n
// bytes, those from the one position to the other. It is Get for a part: if the part fits
// into the capacity of buf it is copied there, whatever the length of the value.
func (s *Store) GetRange(key, buf []byte, bounds func(n int) (from, to int)) (part []byte) {
	var now moment
	sh, hash := s.shardOf(key)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	e := sh.lookup(key, hash, &now)
	if e == nil {
		return nil
	}
	from, to := bounds(len(e.value()))
	if to-from <= cap(buf) {
		return append(buf[:0], e.value()[from:to]...)
	}
	return e.lend()[from:to:to]
}

// SetRange writes part over the value of key, from the byte at offset on, as if a missing
// key had an empty value, and returns the length of the result in bytes. A gap between
// the two is filled with zeros. The key keeps its deadline. An empty part changes nothing.
// If the result would be longer than max bytes, nothing changes and the error is
// ErrTooLong.
//
// A long value that nobody else holds is written to in place. Otherwise it is copied
// while its shard is not locked; if it has changed meanwhile, once more.
func (s *Store) SetRange(key []byte, offset int64, part []byte, max int) (length int, err error) {
	sh, hash := s.shardOf(key)
	var copied remake
	for {
		length, done, err := sh.setRange(key, hash, offset, part, max, &copied)
		if done || err != nil {
			return length, err
		}
		copied.make()
	}
}

// setRange is SetRange under the lock. If it is not done, copied has to be made.
func (s *shard) setRange(key []byte, hash uint32, offset int64, part []byte, max int, copied *remake) (length int, done bool, err error) {
	var now moment
	s.mu.Lock()
	defer s.mu.Unlock()
	var old []byte
	e := s.live(key, hash, &now)
	if e != nil {
		old = e.value()
	}
	if len(part) == 0 {
		return len(old), true, nil
	}
	if offset > int64(max-len(part)) {
		return 0, false, ErrTooLong
	}
	from := int(offset)
	length = len(old)
	if end := from + len(part); end > length {
		length = end
	}
	switch {
	case len(key)+length < longBlock:
		value := make([]byte, length)
		copy(value, old)
		copy(value[from:], part)
		s.put(e, key, hash, value, nil)
		return length, true, nil
	case e != nil && e.own(length):
		value := (*e.long)[:length]
		if len(old) < from {
			clear(value[len(old):from])
		}
		copy(value[from:], part)
		*e.long = value
		return length, true, nil
	case !copied.isOf(e, length):
		return 0, false, nil
	}
	value := copied.array
	if e != nil && e.long == nil {
		copy(value, old)
	}
	copy(value[from:], part)
	s.put(e, key, hash, nil, &value).keyLen &^= lent
	return length, true, nil
}

// A remake is a longer array for a value, made while no shard is locked.
type remake struct {
	long   *[]byte // the value to copy, nil if it was missing or short
	old    []byte  // its bytes
	length int
	array  []byte // length bytes, of which the first are a copy; nil until made
}

// isOf reports whether r was made of the value of e as it is, and for this length. If not,
// it says what is to be made.
func (r *remake) isOf(e *entry, length int) bool {
	var long *[]byte
	var old []byte
	if e != nil && e.long != nil {
		long, old = e.long, e.lend()
	}
	if r.array != nil && r.long == long && len(r.old) == len(old) && r.length == length {
		return true
	}
	*r = remake{long: long, old: old, length: length}
	return false
}

func (r *remake) make() {
	r.array = make([]byte, r.length)
	copy(r.array, r.old)
}
