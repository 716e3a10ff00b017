// Package shards is the answer to step 3's exercise on a store with many locks.
package shards

import (
	"hash/maphash"
	"sync"

	store "mini-redis/step03_store"
)

// A Store has its keys in parts, each under a lock of its own. It is a
// [store.Keyspace].
type Store struct {
	seed  maphash.Seed
	parts [16]part
}

type part struct {
	mu     sync.Mutex
	values map[string]string // guarded by mu
}

// New returns an empty store.
func New() *Store {
	s := &Store{seed: maphash.MakeSeed()}
	for i := range s.parts {
		s.parts[i].values = map[string]string{}
	}
	return s
}

// of returns the number of the part that key belongs to.
func (s *Store) of(key string) int {
	return int(maphash.String(s.seed, key) % uint64(len(s.parts)))
}

// lock locks the parts of keys, each once and in their order, so that two
// callers never wait for each other.
func (s *Store) lock(keys ...string) (unlock func()) {
	var needed [len(Store{}.parts)]bool
	for _, key := range keys {
		needed[s.of(key)] = true
	}
	for i := range s.parts {
		if needed[i] {
			s.parts[i].mu.Lock()
		}
	}
	return func() {
		for i := range s.parts {
			if needed[i] {
				s.parts[i].mu.Unlock()
			}
		}
	}
}

func (s *Store) lockAll() (unlock func()) {
	for i := range s.parts {
		s.parts[i].mu.Lock()
	}
	return func() {
		for i := range s.parts {
			s.parts[i].mu.Unlock()
		}
	}
}

func (s *Store) Get(keys ...string) []store.Value {
	defer s.lock(keys...)()
	values := make([]store.Value, len(keys))
	for i, key := range keys {
		data, found := s.parts[s.of(key)].values[key]
		values[i] = store.Value{Data: data, Found: found}
	}
	return values
}

func (s *Store) Set(pairs ...store.Pair) {
	keys := make([]string, len(pairs))
	for i, p := range pairs {
		keys[i] = p.Key
	}
	defer s.lock(keys...)()
	for _, p := range pairs {
		s.parts[s.of(p.Key)].values[p.Key] = p.Value
	}
}

func (s *Store) Update(key string, f func(old store.Value) (string, bool)) {
	defer s.lock(key)()
	values := s.parts[s.of(key)].values
	data, found := values[key]
	if data, ok := f(store.Value{Data: data, Found: found}); ok {
		values[key] = data
	}
}

func (s *Store) Delete(keys ...string) (n int) {
	defer s.lock(keys...)()
	for _, key := range keys {
		values := s.parts[s.of(key)].values
		n += len(values)
		delete(values, key)
		n -= len(values)
	}
	return n
}

func (s *Store) Keys(match func(key string) bool) (keys []string) {
	defer s.lockAll()()
	for i := range s.parts {
		for key := range s.parts[i].values {
			if match(key) {
				keys = append(keys, key)
			}
		}
	}
	return keys
}

func (s *Store) Len() (n int) {
	defer s.lockAll()()
	for i := range s.parts {
		n += len(s.parts[i].values)
	}
	return n
}

func (s *Store) Clear() {
	defer s.lockAll()()
	for i := range s.parts {
		s.parts[i].values = map[string]string{}
	}
}
