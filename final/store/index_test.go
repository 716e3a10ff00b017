package store

import (
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestIndexAgreesWithAMap: whatever slots are added, moved and removed, under whatever
// hashes, each slot that is in is found under its hash and no other is, at
// any number of buckets.
func TestIndexAgreesWithAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, model := newIndex(), make(map[int32]uint32)
		// Hashes that meet at the end of the table, go round and push others on.
		hashes := rapid.OneOf(rapid.SampledFrom([]uint32{0, 1, 5, 7, 8, 15, 1<<32 - 1}), rapid.Uint32())
		next := int32(0)
		slot := func(t *rapid.T) int32 {
			if len(model) == 0 {
				t.Skip("empty")
			}
			return rapid.SampledFrom(slices.Sorted(maps.Keys(model))).Draw(t, "slot")
		}
		add := func(t *rapid.T) {
			hash := hashes.Draw(t, "hash")
			x.add(hash, next)
			model[next] = hash
			next++
		}
		remove := func(t *rapid.T) {
			slot := slot(t)
			x.remove(model[slot], slot)
			delete(model, slot)
		}
		t.Repeat(map[string]func(*rapid.T){
			"add":    add,
			"remove": remove,
			"add many": func(t *rapid.T) {
				for range 20 {
					add(t)
				}
			},
			"remove many": func(t *rapid.T) {
				for range min(30, len(model)) {
					remove(t)
				}
			},
			"move": func(t *rapid.T) {
				from := slot(t)
				x.move(model[from], from, next)
				model[next] = model[from]
				delete(model, from)
				next++
			},
			"": func(t *rapid.T) { checkIndex(t, &x, model) },
		})
	})
}

func TestIndexShrinksWhenItIsAlmostEmpty(t *testing.T) {
	x := newIndex()
	const n = 1 << 12
	for slot := range int32(n) {
		x.add(uint32(slot)*7919, slot)
	}
	for slot := range int32(n) {
		x.remove(uint32(slot)*7919, slot)
	}
	if got := len(x.buckets); got != minBuckets {
		t.Errorf("%d buckets, want %d", got, minBuckets)
	}
}

// TestCollidingKeysAreApart: keys with one hash are found, changed and removed
// one by one.
func TestCollidingKeysAreApart(t *testing.T) {
	s := newColliding()
	keys := keysIn(s, 5, 100)
	for _, key := range keys {
		s.Set(key, key, SetOptions{})
	}
	for i, key := range keys {
		for _, key := range keys[i:] {
			wantValue(t, s, string(key), string(key))
		}
		s.Delete(key)
		wantMissing(t, s, string(key))
		checkInvariants(t, s)
	}
}
