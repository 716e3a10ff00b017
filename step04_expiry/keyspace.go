package expiry

import store "mini-redis/step03_store"

// Get returns the values of keys, in order.
func (s *Store) Get(keys ...string) []store.Value {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := unixMillis()
	values := make([]store.Value, len(keys))
	for i, key := range keys {
		values[i] = valueOf(s.live(key, now))
	}
	return values
}

// Set stores all pairs, and clears the deadlines that their keys had.
func (s *Store) Set(pairs ...store.Pair) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range pairs {
		s.setDeadline(s.put(p.Key, p.Value), 0)
	}
}

// Update replaces the value of key by what f makes of it, or changes nothing if
// f returns false. A key that has a deadline keeps it. The store is locked while
// f runs, so f must be quick and must not call the store.
func (s *Store) Update(key string, f func(old store.Value) (string, bool)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if value, ok := f(valueOf(s.live(key, unixMillis()))); ok {
		s.put(key, value)
	}
}

// Delete removes keys and returns how many of them there were.
func (s *Store) Delete(keys ...string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := unixMillis()
	n := 0
	for _, key := range keys {
		if e := s.live(key, now); e != nil {
			s.remove(e)
			n++
		}
	}
	return n
}

// Keys returns the keys for which match returns true, in no particular order.
// Match runs under the lock, as Update's function does.
func (s *Store) Keys(match func(key string) bool) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := unixMillis()
	var keys []string
	for key, e := range s.entries {
		if !e.expired(now) && match(key) {
			keys = append(keys, key)
		}
	}
	return keys
}

// Len returns the number of keys, those included that have expired but were
// neither touched nor swept since. Redis's DBSIZE counts them too.
func (s *Store) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.entries)
}

// Clear removes every key.
func (s *Store) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.entries = map[string]*entry{}
	s.deadlines = nil
}

func valueOf(e *entry) store.Value {
	if e == nil {
		return store.Value{}
	}
	return store.Value{Data: e.value, Found: true}
}
