package store

import "slices"

// entry is one key with its value and its deadline: they are one invariant, so
// they live under one lock. It takes 64 bytes, besides a map slot of 24, a
// pointer of 8 in its shard's slots and the bytes of key and value. Its two places
// in slices are int32: a shard holds at most 2^31-1 keys.
type entry struct {
	// key is the map's own key, kept so that the sweeper, which comes
	// from the heap, can find the map's slot.
	key string

	// value is never modified below its length. Its spare capacity belongs to
	// Append alone.
	value []byte

	// deadline is in milliseconds since the Unix epoch, 0 for none.
	deadline int64

	// index is the entry's place in the heap of its shard. It means nothing
	// while deadline is 0.
	index int32

	// slot is the entry's place in the slots of its shard.
	slot int32
}

// expired reports whether the entry's deadline has passed. It reads the clock
// only if there is a deadline.
func (e *entry) expired(now *moment) bool {
	return e.deadline != 0 && now.milliseconds() > e.deadline
}

// shared returns the value for use outside the lock. The capacity is clipped, so
// that a caller's append copies instead of writing where Append will.
func (e *entry) shared() []byte {
	return slices.Clip(e.value)
}
