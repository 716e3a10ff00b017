package store

// Stats describes a store at one moment.
type Stats struct {
	// Keys is the number of keys, as of Len; Expiring is how many of them have
	// a deadline.
	Keys, Expiring int

	// AverageTTL is the mean time to live in milliseconds of a sample of the keys
	// with a deadline: of each shard, up to 16 spread evenly over its heap.
	// Expired keys are left out. It is 0 if that leaves none.
	AverageTTL int64

	// Hits and Misses count the keys looked up by Get, GetMany, GetAndExpire,
	// GetAndDelete, Exists, Deadline, Copy (the source) and Set with the option
	// Get: those that were there and those that were not. Commands that look a
	// key up in order to change it count none (Redis 7.0: keyspace_hits).
	Hits, Misses int64

	// Expired counts the keys removed because their deadline had passed, on
	// access or by Sweep, those set with a past deadline included; but not
	// those that Expire and GetAndExpire remove (Redis 7.0: expired_keys).
	Expired int64
}

// ttlSample is the number of deadlines of one shard that AverageTTL looks at.
const ttlSample = 16

// counts are what ResetStats sets to zero. Each shard has its own, since it is locked
// anyway when there is something to count.
type counts struct {
	hits, misses, expired int64
}

// lookedUp counts the outcome of a lookup, nil for a missing key.
func (c *counts) lookedUp(e *entry) {
	if e == nil {
		c.misses++
	} else {
		c.hits++
	}
}

// Stats returns the sizes and the counts of the store in one step.
func (s *Store) Stats() Stats {
	var now moment
	s.lock(allShards)
	defer s.unlock(allShards)
	stats := Stats{Keys: s.count()}
	var sum float64 // a sum of these may exceed an int64, their mean does not
	sampled := 0
	for i := range s.shards {
		sh := &s.shards[i]
		stats.Expiring += len(sh.deadlines)
		stats.Hits += sh.counts.hits
		stats.Misses += sh.counts.misses
		stats.Expired += sh.counts.expired
		stride := (len(sh.deadlines) + ttlSample - 1) / ttlSample
		for j := 0; j < len(sh.deadlines); j += stride {
			if ttl := sh.deadlines[j].deadline - now.milliseconds(); ttl > 0 {
				sum += float64(ttl)
				sampled++
			}
		}
	}
	if sampled > 0 {
		stats.AverageTTL = int64(sum / float64(sampled))
	}
	return stats
}

// ResetStats sets Hits, Misses and Expired to 0, in one step (Redis 7.0: CONFIG
// RESETSTAT).
func (s *Store) ResetStats() {
	s.lock(allShards)
	defer s.unlock(allShards)
	for i := range s.shards {
		s.shards[i].counts = counts{}
	}
}
