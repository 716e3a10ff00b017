package store

// shardBits is the number of bits that a shard's index takes in a cursor.
const shardBits = 6

// Scan is one call of an iteration over all keys (Redis 7.0: SCAN). An iteration
// starts with cursor 0, goes on with the cursor that each call returns, and is over
// when that is 0. One call looks at up to count keys in one step; a count below 1
// means 1. Expired keys are not visited, but removed, and use up count.
//
// A key that exists from the first call to the end of the last is visited at least
// once, whatever happens to other keys meanwhile, and perhaps more than once. One
// that exists for a part of that time may be visited or not. Any cursor is
// accepted.
//
// visit runs while shards are locked: it must be short and must not call the
// store. The key is shared with the store, as values are, and may be kept.
//
// Why no key is missed: a cursor holds a shard and a position in its slots, below
// which no entry was looked at yet. Scan walks a shard from its last slot
// down to slot 0. An entry moves only when another is removed, and then from the
// last slot to the hole: a lower slot, or its own. So an entry ahead of the
// position stays ahead of it. What comes to a slot at or above the position was
// visited there or higher up, or was added after the scan passed.
func (s *Store) Scan(cursor uint64, count int, visit func(key []byte)) (next uint64) {
	var now moment
	var held shardSet
	defer func() { s.unlock(held) }()
	count = max(count, 1)
	position := cursor >> shardBits
	for i := int(cursor % shardCount); i < shardCount; i++ {
		// Locked one after the other and let go together, the call is one step;
		// the order is that of all commands on several shards.
		s.lock(1 << i)
		held |= 1 << i
		sh := &s.shards[i]
		left := sh.n
		if position != 0 {
			left = int(min(position, uint64(left)))
		}
		for ; left > 0; left-- {
			if count == 0 {
				return uint64(left)<<shardBits | uint64(i)
			}
			count--
			if e := sh.at(int32(left - 1)); e.expired(&now) {
				sh.bury(e)
			} else {
				visit(e.key())
			}
		}
		position = 0 // the next shard from its last slot
	}
	return 0
}
