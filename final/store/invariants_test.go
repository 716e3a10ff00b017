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
		checkIndex(t, sh)
		checkRoom(t, sh)
		var bytes int64
		for slot := range sh.n {
			e := sh.at(slot)
			bytes += e.size()
			h := s.hash(e.key())
			if h.shard() != i || h.index() != e.hash {
				t.Errorf("shard %d, slot %d: the key %q has the hash %#x, the entry has %#x", i, slot, e.key(), h, e.hash)
			}
			if short := len(e.key())+len(e.value()) < longBlock; short != (e.long == nil) {
				t.Errorf("%d bytes of key and %d of value are together: %t", len(e.key()), len(e.value()), e.long == nil)
			}
		}
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
		e := sh.at(slot)
		if e.deadline == 0 {
			continue
		}
		expiring++
		if want := (deadlineItem{e.deadline, slot}); int(e.index) >= len(sh.deadlines) || sh.deadlines[e.index] != want {
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

// checkIndex checks that the index leads to each entry once, by its hash.
func checkIndex(t tester, sh *shard) {
	t.Helper()
	found := make(map[int32]bool)
	for hash, slot := range sh.index {
		for ; slot != none; slot = sh.at(slot).next {
			if slot >= sh.n || found[slot] || sh.at(slot).hash != hash {
				t.Errorf("the index leads from %#x to slot %d of %d, by mistake or twice", hash, slot, sh.n)
				break
			}
			found[slot] = true
		}
	}
	if len(found) != int(sh.n) {
		t.Errorf("the index leads to %d entries, want %d", len(found), sh.n)
	}
}

// checkRoom checks that behind the last entry there is no more than a shard may
// keep, and nothing in it.
func checkRoom(t tester, sh *shard) {
	t.Helper()
	if spare := len(sh.chunks) - (int(sh.n)+chunkSize-1)/chunkSize; spare < 0 || spare > 1 {
		t.Errorf("%d chunks for %d entries", len(sh.chunks), sh.n)
	}
	for slot := int(sh.n); slot < len(sh.chunks)*chunkSize; slot++ {
		if e := sh.at(int32(slot)); e.block != nil || e.long != nil {
			t.Errorf("slot %d of %d keeps the removed entry of %q alive", slot, sh.n, e.key())
		}
	}
	for _, c := range sh.chunks[len(sh.chunks):cap(sh.chunks)] {
		if c != nil {
			t.Errorf("the shard keeps a removed chunk alive")
		}
	}
	if sh.peak < sh.n || sh.peak >= rebuildFrom && sh.n <= sh.peak/8 {
		t.Errorf("an index that had %d entries has %d", sh.peak, sh.n)
	}
}
