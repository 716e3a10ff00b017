package store

// tester is what *testing.T and *rapid.T have in common.
type tester interface {
	Helper()
	Errorf(format string, args ...any)
}

// checkInvariants checks S3 and S6, that every entry is where its key belongs, and
// that a shard holds on to nothing else.
func checkInvariants(t tester, s *Store) {
	t.Helper()
	s.lock(allShards)
	defer s.unlock(allShards)
	for i := range s.shards {
		sh := &s.shards[i]
		checkHeap(t, sh)
		checkRoom(t, sh)
		var bytes int64
		hashes := make(map[int32]uint32)
		for slot := range sh.n {
			e := sh.at(int32(slot))
			bytes += e.size()
			hashes[int32(slot)] = e.hash
			h := s.hash(e.key())
			if h.shard() != i || h.index() != e.hash {
				t.Errorf("shard %d, slot %d: the key %q has the hash %#x, the entry has %#x", i, slot, e.key(), h, e.hash)
			}
			if short := len(e.key())+len(e.value()) < longBlock; short != (e.long == nil) {
				t.Errorf("%d bytes of key and %d of value are together: %t", len(e.key()), len(e.value()), e.long == nil)
			}
		}
		checkIndex(t, &sh.index, hashes)
		if bytes != sh.bytes {
			t.Errorf("shard %d counts %d bytes, want %d", i, sh.bytes, bytes)
		}
	}
}

// checkHeap checks that the heap is ordered and holds the deadlines of all entries.
func checkHeap(t tester, sh *shard) {
	t.Helper()
	expiring := 0
	for slot := range sh.n {
		e := sh.at(int32(slot))
		if int(e.slot) != slot {
			t.Errorf("the entry in slot %d says %d", slot, e.slot)
		}
		if e.deadline == 0 {
			continue
		}
		expiring++
		if want := (deadlineItem{e.deadline, int32(slot)}); int(e.index) >= len(sh.deadlines) || sh.deadlines[e.index] != want {
			t.Errorf("the heap does not have %+v of %q at its index %d", want, e.key(), e.index)
		}
	}
	if len(sh.deadlines) != expiring {
		t.Errorf("%d deadlines in the heap, want %d", len(sh.deadlines), expiring)
	}
	for i := 1; i < len(sh.deadlines); i++ {
		if sh.deadlines[i].deadline < sh.deadlines[(i-1)/heapArity].deadline {
			t.Errorf("the heap is not ordered at %d", i)
		}
	}
}

// checkIndex checks that x finds each slot of want under its hash, and nothing else.
func checkIndex(t tester, x *index, want map[int32]uint32) {
	t.Helper()
	used := 0
	for i, b := range x.buckets {
		if b.place == 0 {
			continue
		}
		used++
		if hash, ok := want[b.place-1]; !ok || hash != b.hash {
			t.Errorf("the index has slot %d under %#x, want %#x, %t", b.place-1, b.hash, hash, ok)
		}
		for j := x.wrap(b.hash); j != uint32(i); j = x.wrap(j + 1) {
			if x.buckets[j].place == 0 {
				t.Errorf("a search for %#x ends at %d, before %d", b.hash, j, i)
			}
		}
	}
	if used != len(want) || x.used != used {
		t.Errorf("the index has %d slots and counts %d, want %d", used, x.used, len(want))
	}
	if n := len(x.buckets); used > n/4*3 || used < n/16 && n > minBuckets {
		t.Errorf("%d buckets for %d slots", n, used)
	}
}

// checkRoom checks that behind the last entry there is no more than a shard may
// keep, and nothing in it.
func checkRoom(t tester, sh *shard) {
	t.Helper()
	if spare := len(sh.chunks) - (sh.n+chunkSize-1)/chunkSize; spare < 0 || spare > 1 {
		t.Errorf("%d chunks for %d entries", len(sh.chunks), sh.n)
	}
	for slot := sh.n; slot < len(sh.chunks)*chunkSize; slot++ {
		if e := sh.at(int32(slot)); e.block != nil || e.long != nil {
			t.Errorf("slot %d of %d keeps the removed entry of %q alive", slot, sh.n, e.key())
		}
	}
	for _, c := range sh.chunks[len(sh.chunks):cap(sh.chunks)] {
		if c != nil {
			t.Errorf("the shard keeps a removed chunk alive")
		}
	}
}
