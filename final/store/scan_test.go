package store

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// iteration is a Scan under way in a store that changes between its calls.
type iteration struct {
	store  *Store
	names  []string
	alive  map[string]int64 // deadlines of the keys that exist, 0 for none
	cursor uint64
	owed   map[string]bool // keys that exist since cursor 0 and were not visited
}

// TestScanMissesNoKeyThatStays: a key that exists from the first call of an iteration
// to its end is visited, and none that does not exist, whatever
// happens between the calls.
func TestScanMissesNoKeyThatStays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rapid.SyncTest(t, func(t *rapid.T) {
			it := iteration{store: drawStore(t), alive: make(map[string]int64)}
			for _, shard := range []int{0, 1, shardCount - 1} { // crowded, so that entries move
				for _, key := range keysIn(it.store, shard, 12) {
					it.names = append(it.names, string(key))
				}
			}
			if rapid.Bool().Draw(t, "sweeper") {
				ctx, cancel := context.WithCancel(context.Background())
				var sweeper sync.WaitGroup
				defer sweeper.Wait()
				defer cancel()
				sweeper.Go(func() { it.store.Sweep(ctx) })
			}
			for _, name := range it.names {
				it.set(name, 0)
			}
			it.restart()
			t.Repeat(map[string]func(*rapid.T){
				"":       func(t *rapid.T) { synctest.Wait(); checkInvariants(t, it.store) },
				"scan":   it.scan,
				"scan 2": it.scan, // more calls, so that iterations come to an end
				"add":    it.add,
				"remove": it.remove,
				"rename": it.rename,
				"sleep":  it.sleep,
				"clear": func(t *rapid.T) {
					if rapid.IntRange(0, 9).Draw(t, "dice") == 0 {
						it.store.Clear()
						clear(it.alive)
						clear(it.owed)
					}
				},
			})
			for done := false; !done; done = it.cursor == 0 {
				it.scan(t)
			}
		})
	})
}

func (it *iteration) restart() {
	it.cursor, it.owed = 0, make(map[string]bool)
	for name := range it.alive {
		it.owed[name] = true
	}
}

func (it *iteration) scan(t *rapid.T) {
	count := rapid.IntRange(1, 12).Draw(t, "count")
	visited, next := scanned(it.store, it.cursor, count)
	if len(visited) > count {
		t.Fatalf("%d keys visited, want at most %d", len(visited), count)
	}
	for _, name := range visited {
		if _, ok := it.alive[name]; !ok {
			t.Fatalf("visited %q, which does not exist", name)
		}
		delete(it.owed, name)
	}
	it.cursor = next
	if next == 0 {
		for name := range it.owed {
			t.Fatalf("%q existed all the time and was not visited", name)
		}
		it.restart()
	}
}

func (it *iteration) draw(t *rapid.T) string { return rapid.SampledFrom(it.names).Draw(t, "key") }

func (it *iteration) set(name string, deadline int64) {
	it.store.Set([]byte(name), nil, SetOptions{Deadline: deadline})
	it.alive[name] = deadline
}

// add sets keys, a few of which exist already.
func (it *iteration) add(t *rapid.T) {
	for range rapid.IntRange(1, 4).Draw(t, "keys") {
		deadline := int64(0)
		if rapid.Bool().Draw(t, "expires") {
			deadline = time.Now().UnixMilli() + rapid.Int64Range(0, 5).Draw(t, "in ms")
		}
		it.set(it.draw(t), deadline)
	}
}

func (it *iteration) gone(name string) {
	delete(it.alive, name)
	delete(it.owed, name)
}

func (it *iteration) remove(t *rapid.T) {
	for range rapid.IntRange(1, 4).Draw(t, "keys") {
		name := it.draw(t)
		it.store.Delete([]byte(name))
		it.gone(name)
	}
}

// rename also copies. The key renamed to may exist already, and then it exists
// all the time.
func (it *iteration) rename(t *rapid.T) {
	from, to := it.draw(t), it.draw(t)
	deadline, ok := it.alive[from]
	if rapid.Bool().Draw(t, "copy") {
		it.store.Copy([]byte(from), []byte(to), true)
	} else {
		it.store.Rename([]byte(from), []byte(to), false)
		if from != to {
			it.gone(from)
		}
	}
	if ok {
		it.alive[to] = deadline
	}
}

func (it *iteration) sleep(t *rapid.T) {
	time.Sleep(time.Duration(rapid.IntRange(1, 3).Draw(t, "ms")) * time.Millisecond)
	for name, deadline := range it.alive {
		if deadline != 0 && time.Now().UnixMilli() > deadline {
			it.gone(name)
		}
	}
}

// TestScanTakesAnyCursor: whatever the cursor and the count, Scan returns, and
// following its cursors comes to an end.
func TestScanTakesAnyCursor(t *testing.T) {
	s := New()
	for i := range 200 {
		s.Set(fmt.Append(nil, i), nil, SetOptions{})
	}
	extreme := rapid.SampledFrom([]uint64{0, 1, 63, 64, 1 << 31 << 6, 1<<32<<6 | 63, math.MaxInt64, math.MaxInt64 + 1, math.MaxUint64})
	rapid.Check(t, func(t *rapid.T) {
		cursor := rapid.OneOf(extreme, rapid.Uint64()).Draw(t, "cursor")
		count := rapid.OneOf(rapid.Int(), rapid.IntRange(-1, 9)).Draw(t, "count")
		for calls := 0; ; calls++ {
			visited, next := scanned(s, cursor, count)
			if len(visited) > max(count, 1) {
				t.Fatalf("%d keys visited for count %d", len(visited), count)
			}
			if cursor = next; cursor == 0 {
				return
			}
			if calls > 200 {
				t.Fatal("more calls than keys")
			}
		}
	})
}

// TestScanLooksAtCountKeysPerCall: expired keys use up the count, and are removed.
func TestScanLooksAtCountKeysPerCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New()
		for i := range 1000 {
			s.Set(fmt.Append(nil, i), nil, SetOptions{})
		}
		names, next := scanned(s, 0, 250)
		for calls := 1; next != 0; calls++ {
			var more []string
			more, next = scanned(s, next, 250)
			names = append(names, more...)
			if calls > 3 {
				t.Fatal("more than 4 calls")
			}
		}
		slices.Sort(names)
		if n := len(slices.Compact(names)); n != 1000 || len(names) != 1000 {
			t.Errorf("%d names, %d different ones, want 1000", len(names), n)
		}
		for _, name := range names {
			s.Expire([]byte(name), unixMS(time.Millisecond), 0)
		}
		time.Sleep(2 * time.Millisecond)
		if names, next := scanned(s, 0, 300); len(names) != 0 || next == 0 || s.Len() != 700 {
			t.Errorf("visited %d expired keys, next cursor %d, %d keys left, want 0, not 0, 700", len(names), next, s.Len())
		}
		checkInvariants(t, s)
	})
}
