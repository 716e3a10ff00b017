package expiry

import (
	"container/heap"
	"sync"
	"time"

	store "mini-redis/step03_store"
)

// A Store is a [store.Keyspace] whose keys may have a deadline, in milliseconds
// since the Unix epoch. Once the clock is past it, the key is gone for every
// method but Len. All methods may be called from many goroutines, and each is
// atomic. The zero value isn't usable: see [New].
type Store struct {
	mu        sync.Mutex
	entries   map[string]*entry // guarded by mu; expired ones stay until touched or swept
	deadlines deadlineHeap      // guarded by mu; the entries that have a deadline
	sooner    chan struct{}     // tells Sweep that a new deadline is the soonest
}

var _ store.Keyspace = (*Store)(nil)

// New returns an empty store. Expired keys that nobody touches take memory
// until [Store.Sweep] runs.
func New() *Store {
	return &Store{entries: map[string]*entry{}, sooner: make(chan struct{}, 1)}
}

// live returns the entry of key, or nil. An expired one is removed on the way:
// this is lazy expiry. The caller holds mu, as for all unexported methods of this
// file, and now is the time of its command: a command asks for the time once.
func (s *Store) live(key string, now int64) *entry {
	e := s.entries[key]
	if e != nil && e.expired(now) {
		s.remove(e)
		return nil
	}
	return e
}

// put stores value at key, and leaves the deadline alone. Its caller has removed
// an expired entry, by way of live, or clears the deadline.
func (s *Store) put(key, value string) *entry {
	e := s.entries[key]
	if e == nil {
		e = &entry{key: key}
		s.entries[key] = e
	}
	e.value = value
	return e
}

func (s *Store) remove(e *entry) {
	s.setDeadline(e, 0)
	delete(s.entries, e.key)
}

// setDeadline gives e a deadline, or none if it is 0, and moves e to its place
// in the heap.
func (s *Store) setDeadline(e *entry, deadline int64) {
	had := e.deadline != 0
	e.deadline = deadline
	switch {
	case had && deadline != 0:
		heap.Fix(&s.deadlines, e.index)
	case had:
		heap.Remove(&s.deadlines, e.index)
	case deadline != 0:
		heap.Push(&s.deadlines, e)
	}
	if deadline != 0 && e.index == 0 {
		select {
		case s.sooner <- struct{}{}:
		default: // Sweep hasn't taken the last one yet, and will look anyway
		}
	}
}

// unixMillis is the time in milliseconds since the Unix epoch.
func unixMillis() int64 {
	return time.Now().UnixMilli()
}
