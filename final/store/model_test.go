package store

import (
	"context"
	"maps"
	"math"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// modelEntry is a key of the model: plain values in a plain map.
type modelEntry struct {
	value    string
	deadline int64
}

// handed is a value that the store returned, and what it was then.
type handed struct {
	value   []byte
	content string
}

// machine drives a store and its model through the same commands.
type machine struct {
	store *Store
	model map[string]modelEntry
	keys  *rapid.Generator[string]
	swept bool // a sweeper runs

	borrowed [][]byte // arguments of the current command, overwritten after it
	handed   []handed // values that the store shares

	counted Stats // Hits and Misses
	died    int64 // keys whose deadline passed, removed or not
	cleared int64 // those of them that clear removed
}

var (
	modelValues = rapid.SampledFrom([]string{"", "0", "7", "-9", "-0", "+1", "01", " 1", "x",
		"9223372036854775807", "-9223372036854775808", "9223372036854775808", strings.Repeat("l", longBlock-1)})
	modelDeltas = rapid.SampledFrom([]int64{0, 1, -1, 10, math.MaxInt64, math.MinInt64})
)

// TestStoreAgreesWithAPlainMap: whatever the commands, the clock and the sweeper do,
// the store answers as a map would from which expired keys vanish by themselves.
func TestStoreAgreesWithAPlainMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rapid.SyncTest(t, func(t *rapid.T) {
			s := drawStore(t)
			m := &machine{
				store: s,
				keys:  modelKeys(s),
				model: make(map[string]modelEntry),
				swept: rapid.Bool().Draw(t, "sweeper"),
			}
			if m.swept {
				ctx, cancel := context.WithCancel(context.Background())
				var sweeper sync.WaitGroup
				defer sweeper.Wait()
				defer cancel()
				sweeper.Go(func() { m.store.Sweep(ctx) })
			}
			t.Repeat(map[string]func(*rapid.T){
				"":        m.check,
				"sleep":   m.sleep,
				"get":     m.get,
				"get and": m.getAnd,
				"set":     m.set,
				"many":    m.many,
				"append":  m.append,
				"incr":    m.incr,
				"update":  m.update,
				"expire":  m.expire,
				"persist": m.persist,
				"rename":  m.rename,
				"copy":    m.copy,
				"scan":    m.scan,
				"random":  m.random,
				"warm":    m.warm,
				"clear":   m.clear,
			})
		})
	})
}

// modelKeys draws from a few keys, most of them in one shard so that they share a
// heap.
func modelKeys(s *Store) *rapid.Generator[string] {
	keys := []string{""}
	shard := s.hash(nil).shard()
	for _, key := range append(keysIn(s, shard, 3), keysIn(s, (shard+1)%shardCount, 1)...) {
		keys = append(keys, string(key))
	}
	return rapid.SampledFrom(keys)
}

// lend returns s as an argument that is valid for one command only, as
// those in a network buffer are.
func (m *machine) lend(s string) []byte {
	b := []byte(s)
	m.borrowed = append(m.borrowed, b)
	return b
}

func (m *machine) lendAll(words []string) [][]byte {
	var all [][]byte
	for _, word := range words {
		all = append(all, m.lend(word))
	}
	return all
}

// returned checks a value that the store returned and keeps it, to see later that
// it did not change.
func (m *machine) returned(t *rapid.T, got []byte, ok bool, want modelEntry, wantOK bool) {
	t.Helper()
	if ok != wantOK || string(got) != want.value {
		t.Fatalf("value %q, %t, want %q, %t", got, ok, want.value, wantOK)
	}
	m.handed = append(m.handed, handed{got, string(got)})
}

// check runs between commands.
func (m *machine) check(t *rapid.T) {
	for _, b := range m.borrowed {
		for i := range b {
			b[i] = '!'
		}
	}
	m.borrowed = m.borrowed[:0]
	for _, h := range m.handed {
		if string(h.value) != h.content {
			t.Fatalf("a value returned as %q turned into %q", h.content, h.value)
		}
	}
	checkInvariants(t, m.store)
	m.checkKeys(t)
	m.checkStats(t)
	for key, want := range m.model {
		if value, deadline, _ := peek(m.store, key); value != want.value || deadline != want.deadline {
			t.Fatalf("key %q has value %q and deadline %d, want %q, %d", key, value, deadline, want.value, want.deadline)
		}
	}
	synctest.Wait()
	if n := m.store.Len(); n < len(m.model) || m.swept && n > len(m.model) {
		t.Fatalf("%d keys in memory, want %d", n, len(m.model))
	}
}

func (m *machine) sleep(t *rapid.T) {
	// Mostly short: the deadlines drawn below are a few milliseconds away.
	time.Sleep(time.Duration(rapid.IntRange(0, 4).Draw(t, "ms")) * time.Millisecond)
	maps.DeleteFunc(m.model, func(_ string, e modelEntry) bool {
		dead := e.deadline != 0 && time.Now().UnixMilli() > e.deadline
		if dead {
			m.died++
		}
		return dead
	})
}

func (m *machine) drawDeadline(t *rapid.T) int64 {
	now := time.Now().UnixMilli()
	return rapid.OneOf(
		rapid.Int64Range(now+1, now+20),
		rapid.Int64Range(now-2, now+6),
		rapid.SampledFrom([]int64{math.MinInt64, -1, 0, 1, math.MaxInt64 - 1, math.MaxInt64}),
	).Draw(t, "deadline")
}

func (m *machine) get(t *rapid.T) {
	key := m.keys.Draw(t, "key")
	want, wantOK := m.model[key]
	buf := make([]byte, rapid.SampledFrom([]int{0, 1, 10, longBlock}).Draw(t, "buffer"))
	got, ok := m.store.Get(m.lend(key), buf)
	m.returned(t, got, ok, want, wantOK)
	fits := len(key)+len(want.value) < longBlock && len(want.value) <= len(buf)
	if copied := len(got) > 0 && len(buf) > 0 && &got[0] == &buf[0]; copied != (len(got) > 0 && fits) {
		t.Fatalf("%d bytes read with a buffer of %d: in the buffer %t", len(got), len(buf), copied)
	}
	m.lookedUp(wantOK)
	m.lookedUp(wantOK)
	if deadline, ok := m.store.Deadline(m.lend(key)); ok != wantOK || deadline != want.deadline {
		t.Fatalf("Deadline(%q) = %d, %t, want %d, %t", key, deadline, ok, want.deadline, wantOK)
	}
}

func (m *machine) set(t *rapid.T) {
	key, value := m.keys.Draw(t, "key"), modelValues.Draw(t, "value")
	var opt SetOptions
	if rapid.Bool().Draw(t, "with deadline") {
		opt.Deadline = m.drawDeadline(t)
	}
	opt.KeepTTL = rapid.Bool().Draw(t, "KEEPTTL")
	opt.IfMissing = rapid.Bool().Draw(t, "NX")
	opt.IfExists = rapid.Bool().Draw(t, "XX")
	opt.Get = rapid.Bool().Draw(t, "GET")

	before, existed := m.model[key]
	wantDone := (!existed || !opt.IfMissing) && (existed || !opt.IfExists)
	if wantDone {
		after := modelEntry{value: value, deadline: opt.Deadline}
		if opt.KeepTTL && opt.Deadline == 0 {
			after.deadline = before.deadline
		}
		m.model[key] = after
		if opt.Deadline != 0 && opt.Deadline < time.Now().UnixMilli() {
			delete(m.model, key)
			m.died++
		}
	}
	if opt.Get {
		m.lookedUp(existed)
	}
	old, ok, done := m.store.Set(m.lend(key), m.lend(value), opt)
	if opt.Get {
		m.returned(t, old, ok, before, existed)
	} else if old != nil || ok != existed {
		t.Fatalf("Set(%q, %q, %+v) returned %q, %t, want nothing, %t", key, value, opt, old, ok, existed)
	}
	if done != wantDone {
		t.Fatalf("Set(%q, %q, %+v) done = %t, want %t", key, value, opt, done, wantDone)
	}
}

// many draws a few keys, the same one twice at times, for each command on several.
func (m *machine) many(t *rapid.T) {
	keys := rapid.SliceOfN(m.keys, 0, 4).Draw(t, "keys")
	found, distinct := 0, make(map[string]bool)
	for _, key := range keys {
		if _, ok := m.model[key]; ok {
			found++
			distinct[key] = true
		}
	}
	switch rapid.SampledFrom([]string{"get", "set", "set if missing", "exists", "delete"}).Draw(t, "command") {
	case "get":
		visited := 0
		m.store.GetMany(m.lendAll(keys), func(i int, value []byte, ok bool) {
			if i != visited {
				t.Fatalf("visited key %d, want %d", i, visited)
			}
			visited++
			want, wantOK := m.model[keys[i]]
			m.returned(t, value, ok, want, wantOK)
			m.lookedUp(wantOK)
		})
		if visited != len(keys) {
			t.Fatalf("visited %d keys, want %d", visited, len(keys))
		}
	case "set":
		var pairs []string
		for _, key := range keys {
			value := modelValues.Draw(t, "value")
			pairs = append(pairs, key, value)
			m.model[key] = modelEntry{value: value}
		}
		m.store.SetMany(m.lendAll(pairs))
	case "set if missing":
		var pairs []string
		for _, key := range keys {
			value := modelValues.Draw(t, "value")
			pairs = append(pairs, key, value)
			if found == 0 {
				m.model[key] = modelEntry{value: value}
			}
		}
		if done := m.store.SetManyIfMissing(m.lendAll(pairs)); done != (found == 0) {
			t.Fatalf("SetManyIfMissing(%q) = %t, and %d of the keys existed", pairs, done, found)
		}
	case "exists":
		m.counted.Hits += int64(found)
		m.counted.Misses += int64(len(keys) - found)
		if n := m.store.Exists(m.lendAll(keys)...); n != found {
			t.Fatalf("Exists(%q) = %d, want %d", keys, n, found)
		}
	case "delete":
		if n := m.store.Delete(m.lendAll(keys)...); n != len(distinct) {
			t.Fatalf("Delete(%q) = %d, want %d", keys, n, len(distinct))
		}
		for key := range distinct {
			delete(m.model, key)
		}
	}
}

func (m *machine) expire(t *rapid.T) {
	key, deadline := m.keys.Draw(t, "key"), m.drawDeadline(t)
	cond := ExpireCondition(rapid.IntRange(0, 15).Draw(t, "condition"))
	e, want := m.model[key]
	if want = want && modelAllows(cond, e.deadline, deadline); want {
		e.deadline = deadline
		m.model[key] = e
		if deadline <= time.Now().UnixMilli() {
			delete(m.model, key)
		}
	}
	if got := m.store.Expire(m.lend(key), deadline, cond); got != want {
		t.Fatalf("Expire(%q, %d, %04b) = %t, want %t", key, deadline, cond, got, want)
	}
}

func (m *machine) persist(t *rapid.T) {
	key := m.keys.Draw(t, "key")
	e, ok := m.model[key]
	want := ok && e.deadline != 0
	if want {
		e.deadline = 0
		m.model[key] = e
	}
	if got := m.store.Persist(m.lend(key)); got != want {
		t.Fatalf("Persist(%q) = %t, want %t", key, got, want)
	}
}

func (m *machine) clear(*rapid.T) {
	synctest.Wait() // for the sweeper, which counts what it removes
	m.cleared += int64(m.store.Len() - len(m.model))
	m.store.Clear()
	clear(m.model)
}
