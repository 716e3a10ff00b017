package expiry

import (
	"runtime"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// checkHeap checks what holds whenever nobody has the lock: the heap contains
// the entries with a deadline and no others, each knows its place, and none dies
// before the one above it. Behind its end, the array remembers no entry.
func checkHeap(t rapid.TB, s *Store) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	waiting := 0
	for key, e := range s.entries {
		if e.key != key {
			t.Errorf("the entry at %q has the key %q", key, e.key)
		}
		if e.deadline != 0 {
			waiting++
		}
	}
	if len(s.deadlines) != waiting {
		t.Errorf("the heap has %d entries, but %d keys have a deadline", len(s.deadlines), waiting)
	}
	for i, e := range s.deadlines {
		if e.index != i {
			t.Errorf("the entry at %d of the heap believes to be at %d", i, e.index)
		}
		if s.entries[e.key] != e || e.deadline == 0 {
			t.Errorf("the heap has %+v, which is a leftover", *e)
		}
		if above := s.deadlines[max(0, i-1)/2]; above.deadline > e.deadline {
			t.Errorf("%d stands above %d", above.deadline, e.deadline)
		}
	}
	for _, e := range s.deadlines[len(s.deadlines):cap(s.deadlines)] {
		if e != nil {
			t.Errorf("the array keeps %+v, which has left the heap", *e)
		}
	}
}

// Whatever becomes of the deadlines of many keys, of which several share an
// instant, the heap stays one. And when the time of all is over, so is the heap.
func TestHeapSurvivesWhateverIsDoneToDeadlines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rapid.SyncTest(t, func(t *rapid.T) {
			s := New()
			key := rapid.Custom(func(t *rapid.T) string { return strconv.Itoa(rapid.IntRange(0, 30).Draw(t, "key")) })
			soon := rapid.Custom(func(t *rapid.T) int64 { return unixMillis() + rapid.Int64Range(-1, 20).Draw(t, "ms") })
			set := func(t *rapid.T) {
				s.SetWith(key.Draw(t, "key"), "", SetOptions{Deadline: soon.Draw(t, "deadline")}, unixMillis())
			}
			t.Repeat(map[string]func(*rapid.T){
				"set":     set,
				"set 2":   set, // more often than the rest, else the heap stays small
				"set 3":   set,
				"keep":    func(t *rapid.T) { s.SetWith(key.Draw(t, "key"), "", SetOptions{KeepTTL: true}, unixMillis()) },
				"expire":  func(t *rapid.T) { s.Expire(key.Draw(t, "key"), soon.Draw(t, "deadline"), unixMillis()) },
				"persist": func(t *rapid.T) { s.Persist(key.Draw(t, "key")) },
				"delete":  func(t *rapid.T) { s.Delete(key.Draw(t, "key")) },
				"sweep":   func(t *rapid.T) { s.sweepSome() },
				"time":    func(t *rapid.T) { time.Sleep(time.Millisecond) },
				"":        func(t *rapid.T) { checkHeap(t, s) },
			})
			time.Sleep(21 * time.Millisecond)
			s.sweepSome()
			checkHeap(t, s)
			if len(s.deadlines) != 0 {
				t.Fatalf("%d deadlines are left over", len(s.deadlines))
			}
		})
	})
}

// A deadline that was replaced leaves nothing behind, however often that happens.
func TestReplacedDeadlinesLeaveNothingBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New()
		for i := range int64(1000) {
			s.SetWith("session", "", SetOptions{Deadline: unixMillis() + 1000 + i*7919%1000}, unixMillis())
		}
		if len(s.deadlines) != 1 {
			t.Errorf("one key has %d places in the heap", len(s.deadlines))
		}
		s.Persist("session")
		if len(s.deadlines) != 0 {
			t.Errorf("a key without a deadline has %d places in the heap", len(s.deadlines))
		}
	})
}

// Clear gives back the memory of the keys, and that of the map and the heap that
// held them.
func TestClearGivesMemoryBack(t *testing.T) {
	s := New()
	before := memory()
	for n := range 100_000 {
		s.SetWith(strconv.Itoa(n), "", SetOptions{Deadline: unixMillis() + 1_000_000}, unixMillis())
	}
	held := memory() - before
	s.Clear()
	if kept := memory() - before; kept > held/20 {
		t.Errorf("an empty store keeps %d of %d bytes", kept, held)
	}
	runtime.KeepAlive(s)
}

// memory returns how many bytes are in use.
func memory() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
