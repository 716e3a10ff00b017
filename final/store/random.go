package store

import "math/rand/v2"

// Random returns the name of a key that has not expired, each with the same
// probability, and whether there is one (Redis 7.0: RANDOMKEY). Expired keys that
// it comes upon are removed, up to 256 in one step; the key returned, or
// the absence of any, is as of the last step.
func (s *Store) Random() (key []byte, ok bool) {
	for {
		if key, ok, done := s.random(); done {
			return key, ok
		}
	}
}

// random is one step of Random. It is not done if all it drew had expired: since
// they are removed, the next step draws among fewer.
func (s *Store) random() (key []byte, ok, done bool) {
	var now moment
	s.lock(allShards)
	defer s.unlock(allShards)
	total := s.count()
	for range sweepBatch {
		if total == 0 {
			return nil, false, true
		}
		sh, n := 0, rand.IntN(total)
		for ; n >= s.shards[sh].n; sh++ {
			n -= s.shards[sh].n
		}
		e := s.shards[sh].at(int32(n))
		if !e.expired(&now) {
			return e.key(), true, true
		}
		s.shards[sh].bury(e)
		total--
	}
	return nil, false, false
}
