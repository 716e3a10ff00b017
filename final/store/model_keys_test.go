package store

import (
	"maps"
	"math"
	"slices"
	"time"

	"pgregory.net/rapid"
)

// lookedUp counts a lookup that Stats is to show.
func (m *machine) lookedUp(ok bool) {
	if ok {
		m.counted.Hits++
	} else {
		m.counted.Misses++
	}
}

func (m *machine) checkKeys(t *rapid.T) {
	got := allKeys(m.store, nil)
	if want := slices.Sorted(maps.Keys(m.model)); !slices.Equal(got, want) {
		t.Fatalf("keys %q, want %q", got, want)
	}
	short := func(key string) bool { return len(key) < 2 }
	got = allKeys(m.store, func(key []byte) bool { return short(string(key)) })
	want := slices.DeleteFunc(slices.Sorted(maps.Keys(m.model)), func(key string) bool { return !short(key) })
	if !slices.Equal(got, want) {
		t.Fatalf("keys shorter than 2: %q, want %q", got, want)
	}
}

// checkStats: every key that died of its deadline is in memory still, was counted,
// or was cleared away.
func (m *machine) checkStats(t *rapid.T) {
	got := m.store.Stats()
	if got.Hits != m.counted.Hits || got.Misses != m.counted.Misses {
		t.Fatalf("%d hits and %d misses, want %d and %d", got.Hits, got.Misses, m.counted.Hits, m.counted.Misses)
	}
	if unburied := int64(got.Keys - len(m.model)); got.Expired+unburied+m.cleared != m.died {
		t.Fatalf("%d keys expired, %d of them in memory, %d cleared, %d counted", m.died, unburied, m.cleared, got.Expired)
	}
	expiring := 0
	for _, e := range m.model {
		if e.deadline != 0 {
			expiring++
		}
	}
	if got.Expiring < expiring || got.Expiring > expiring+got.Keys-len(m.model) {
		t.Fatalf("%d keys with a deadline, want %d and those that expired", got.Expiring, expiring)
	}
}

// modelAllows is the rule of Redis 7.0: EXPIRE with its options, where a key without
// deadline lives until the end of time.
func modelAllows(cond ExpireCondition, before, after int64) bool {
	persistent := before == 0
	if persistent {
		before = math.MaxInt64
	}
	for _, c := range []struct {
		condition ExpireCondition
		holds     bool
	}{
		{IfNoDeadline, persistent},
		{IfDeadline, !persistent},
		{IfLater, after > before},
		{IfEarlier, after < before || persistent},
	} {
		if cond&c.condition != 0 && !c.holds {
			return false
		}
	}
	return true
}

func (m *machine) getAnd(t *rapid.T) {
	key := m.keys.Draw(t, "key")
	want, wantOK := m.model[key]
	m.lookedUp(wantOK)
	var got []byte
	var ok bool
	if rapid.Bool().Draw(t, "delete") {
		delete(m.model, key)
		got, ok = m.store.GetAndDelete(m.lend(key))
	} else {
		deadline := m.drawDeadline(t)
		if wantOK {
			m.model[key] = modelEntry{want.value, deadline}
			if deadline != 0 && deadline <= time.Now().UnixMilli() {
				delete(m.model, key)
			}
		}
		got, ok = m.store.GetAndExpire(m.lend(key), deadline)
	}
	m.returned(t, got, ok, want, wantOK)
}

func (m *machine) rename(t *rapid.T) {
	from, to := m.keys.Draw(t, "from"), m.keys.Draw(t, "to")
	ifMissing := rapid.Bool().Draw(t, "NX")
	e, wantExisted := m.model[from]
	_, taken := m.model[to]
	wantDone := wantExisted && !(taken && ifMissing)
	if wantDone {
		delete(m.model, from)
		m.model[to] = e
	}
	done, existed := m.store.Rename(m.lend(from), m.lend(to), ifMissing)
	if done != wantDone || existed != wantExisted {
		t.Fatalf("Rename(%q, %q, %t) = %t, %t, want %t, %t", from, to, ifMissing, done, existed, wantDone, wantExisted)
	}
}

func (m *machine) copy(t *rapid.T) {
	from, to := m.keys.Draw(t, "from"), m.keys.Draw(t, "to")
	replace := rapid.Bool().Draw(t, "REPLACE")
	e, existed := m.model[from]
	m.lookedUp(existed)
	_, taken := m.model[to]
	want := existed && (replace || !taken)
	if want {
		m.model[to] = e
	}
	if done := m.store.Copy(m.lend(from), m.lend(to), replace); done != want {
		t.Fatalf("Copy(%q, %q, %t) = %t, want %t", from, to, replace, done, want)
	}
}

// scan goes through a whole iteration in which nothing else happens: each key comes
// once.
func (m *machine) scan(t *rapid.T) {
	var got []string
	for cursor, done := uint64(0), false; !done; done = cursor == 0 {
		count := rapid.IntRange(0, 5).Draw(t, "count")
		var names []string
		names, cursor = scanned(m.store, cursor, count)
		if len(names) > max(count, 1) {
			t.Fatalf("%d keys visited for count %d", len(names), count)
		}
		got = append(got, names...)
	}
	slices.Sort(got)
	if want := slices.Sorted(maps.Keys(m.model)); !slices.Equal(got, want) {
		t.Fatalf("visited %q, want %q", got, want)
	}
}

func (m *machine) random(t *rapid.T) {
	key, ok := m.store.Random()
	if _, exists := m.model[string(key)]; ok != (len(m.model) > 0) || ok && !exists {
		t.Fatalf("Random() = %q, %t, want one of %q", key, ok, slices.Sorted(maps.Keys(m.model)))
	}
}

// warm changes nothing, whether its keys exist or not: check finds out.
func (m *machine) warm(t *rapid.T) {
	m.store.Warm(m.lendAll(rapid.SliceOfN(m.keys, 0, WarmKeys).Draw(t, "keys")))
}
