package store

import "sync"

// A Store maps keys to values, both strings of any bytes. Its methods may be
// called from many goroutines, and each is atomic.
//
// Strings are what makes sharing safe (I3): the decoder copied them out of its
// buffer, and nobody can change them since.
type Store struct {
	mu     sync.Mutex
	values map[string]string // guarded by mu
}

// New returns an empty store.
func New() *Store {
	return &Store{values: map[string]string{}}
}

// Get returns the values of keys, in order.
func (s *Store) Get(keys ...string) []Value {
	s.mu.Lock()
	defer s.mu.Unlock()
	values := make([]Value, len(keys))
	for i, key := range keys {
		data, found := s.values[key]
		values[i] = Value{data, found}
	}
	return values
}

// Set stores all pairs; of two with the same key, the later one.
func (s *Store) Set(pairs ...Pair) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range pairs {
		s.values[p.Key] = p.Value
	}
}

// Update replaces the value of key by what f makes of it, or changes nothing if
// f returns false. The store is locked while f runs, so f must be quick and must
// not call the store.
func (s *Store) Update(key string, f func(old Value) (string, bool)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	data, found := s.values[key]
	if data, ok := f(Value{data, found}); ok {
		s.values[key] = data
	}
}

// Delete removes keys and returns how many of them there were.
func (s *Store) Delete(keys ...string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := len(s.values)
	for _, key := range keys {
		delete(s.values, key)
	}
	return before - len(s.values)
}

// Keys returns the keys for which match returns true, in no particular order.
// Match runs under the lock, as Update's function does.
func (s *Store) Keys(match func(key string) bool) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var keys []string
	for key := range s.values {
		if match(key) {
			keys = append(keys, key)
		}
	}
	return keys
}

// Len returns the number of keys.
func (s *Store) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.values)
}

// Clear removes every key.
func (s *Store) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.values = map[string]string{} // clear would keep the memory of the largest map
}
