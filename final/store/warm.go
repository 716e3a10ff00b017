package store

// WarmKeys is the most keys that Warm takes.
const WarmKeys = 16

// Warm prepares lookups of keys that are about to follow. It panics if there are more
// than WarmKeys. It changes nothing, keeps no key, and what it returns means nothing:
// without a result, the compiler would leave the loads out.
//
// With many keys, a lookup waits for memory three times in a row, for a bucket, an entry
// and a block, because each tells where the next one is. That is most of the time that it
// takes. Warm asks for the buckets of all keys, then for their entries, then for their blocks.
// As no load needs the result of the one before it, the processor has many of them
// under way at once. BenchmarkWarm measures what that saves.
func (s *Store) Warm(keys [][]byte) (sum uint32) {
	var hashes [WarmKeys]keyHash
	var set shardSet
	for i, key := range keys {
		hashes[i] = s.hash(key)
		set |= 1 << hashes[i].shard()
	}
	s.lock(set)
	sum = s.touch(hashes[:len(keys)])
	s.unlock(set)
	return sum
}

// touch is Warm while the shards of the keys are locked.
func (s *Store) touch(hashes []keyHash) (sum uint32) {
	var entries [WarmKeys]*entry
	for _, h := range hashes {
		x := &s.shards[h.shard()].index
		sum += x.buckets[x.wrap(h.index())].hash
	}
	for i, h := range hashes {
		if e := s.shards[h.shard()].first(h.index()); e != nil {
			entries[i] = e
			sum += e.hash
		}
	}
	for _, e := range entries[:len(hashes)] {
		if e != nil && len(e.block) > 0 {
			sum += uint32(e.block[0]) + uint32(e.block[len(e.block)-1])
		}
	}
	return sum
}

// first returns an entry whose key has the hash, nil if there is none.
func (s *shard) first(hash uint32) *entry {
	for i := s.index.wrap(hash); ; i = s.index.wrap(i + 1) {
		switch b := s.index.buckets[i]; {
		case b.place == 0:
			return nil
		case b.hash == hash:
			return s.at(b.place - 1)
		}
	}
}
