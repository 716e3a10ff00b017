package store

import (
	"fmt"
	"testing"
)

// TestScanWhileTheStoreGrowsAndShrinks: an iteration that begins in a store of many
// chunks visits each key that stays, while keys of several chunks come and go
// between its calls and the indexes double and shrink.
func TestScanWhileTheStoreGrowsAndShrinks(t *testing.T) {
	const crowd, every = 40_000, 20 // one key in so many stays
	for name, step := range map[string]int{"grows": 1, "shrinks": -1, "shrinks and grows": 0} {
		t.Run(name, func(t *testing.T) {
			s := New()
			key := func(i int) []byte { return fmt.Append(nil, i) }
			n := 0 // the keys below exist, and those of them that stay exist for good
			change := func(to int) {
				for ; n < to; n++ {
					s.Set(key(n), nil, SetOptions{})
				}
				for ; n > to; n-- {
					if i := n - 1; i%every != 0 || i >= crowd {
						s.Delete(key(i))
					}
				}
			}
			change(crowd)
			owed := make(map[string]bool)
			for i := 0; i < crowd; i += every {
				owed[string(key(i))] = true
			}
			cursor, calls := uint64(0), 0
			for done := false; !done; done = cursor == 0 {
				cursor = s.Scan(cursor, 300, func(key []byte) { delete(owed, string(key)) })
				switch calls++; {
				case step > 0:
					change(min(n+1000, 4*crowd))
				case step < 0:
					change(max(n-1000, 0))
				case calls%4 < 2:
					change(n / 8)
				default:
					change(crowd)
				}
			}
			if len(owed) > 0 {
				t.Errorf("%d of %d keys that existed all the time were not visited", len(owed), crowd/every)
			}
			checkInvariants(t, s)
		})
	}
}

// TestShardsShrinkAsAWhole: when most keys of a shard are gone, so is the room that
// they took in its arrays.
func TestShardsShrinkAsAWhole(t *testing.T) {
	s := New()
	keys := keysIn(s, 3, 50*chunkSize)
	for _, key := range keys {
		s.Set(key, nil, SetOptions{Deadline: tomorrow()})
	}
	s.Delete(keys[10:]...)
	sh := &s.shards[3]
	if buckets, chunks, deadlines := len(sh.index.buckets), cap(sh.chunks), cap(sh.deadlines); buckets > 256 || chunks > 8 || deadlines > 512 {
		t.Errorf("room for %d buckets, %d chunks and %d deadlines for %d keys", buckets, chunks, deadlines, sh.n)
	}
	checkInvariants(t, s)
}
