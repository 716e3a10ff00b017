package store

import (
	"bytes"
	"slices"
)

// longBlock is the number of bytes, key and value together, from which on a value
// has memory of its own, which a change of the key's value does not copy.
const longBlock = 32 << 10

// entry is one key with its value and its deadline: they are one invariant, so
// they live under one lock. It lies in the slots of its shard by value, and takes
// 56 bytes there.
//
// An entry moves when another is removed, so a pointer to it means nothing after
// the next removal from the shard, its own included. Slots are numbered by int32:
// a shard holds at most 2^31-2 keys.
type entry struct {
	// block is the key and behind it, if long is nil, the value. In one
	// allocation they take one cache miss less, and less memory. Its bytes
	// never change. Its spare capacity belongs to Append alone.
	block []byte

	// long is a value of longBlock bytes and more, or one whose key makes up for
	// that. Its bytes never change; its spare capacity belongs to Append alone.
	long *[]byte

	// deadline is in milliseconds since the Unix epoch, 0 for none.
	deadline int64

	// hash is the key's, kept so that no key has to be read when its entry is
	// moved or removed.
	hash uint32

	// keyLen is the length of the key in block. It means nothing if long is set:
	// then block is the key.
	keyLen int32

	// index is the entry's place in the heap of its shard. It means nothing
	// while deadline is 0.
	index int32

	// slot is the entry's place in its shard.
	slot int32
}

// key returns the key. It is shared as a value is.
func (e *entry) key() []byte {
	if e.long != nil {
		return slices.Clip(e.block)
	}
	return e.block[:e.keyLen:e.keyLen]
}

// value returns the value for use outside the lock. The capacity is clipped, so
// that a caller's append copies instead of writing where Append will.
func (e *entry) value() []byte {
	if e.long != nil {
		return slices.Clip(*e.long)
	}
	return slices.Clip(e.block[e.keyLen:])
}

// expired reports whether the entry's deadline has passed. It reads the clock
// only if there is a deadline.
func (e *entry) expired(now *moment) bool {
	return e.deadline != 0 && now.milliseconds() > e.deadline
}

// size returns how many bytes e takes outside its slot.
func (e *entry) size() int64 {
	n := cap(e.block)
	if e.long != nil {
		n += cap(*e.long)
	}
	return int64(n)
}

// content is a value made ready for the entry of a key, outside the lock if
// possible: it may be hundreds of megabytes. One of block and long is set.
type content struct {
	block []byte  // key and value
	long  *[]byte // the value
}

// copied returns a content with a copy of value.
func copied(key, value []byte) content {
	n := len(key) + len(value)
	if n >= longBlock {
		long := bytes.Clone(value)
		return content{long: &long}
	}
	return content{block: append(append(make([]byte, 0, n), key...), value...)}
}

// adopted returns a content that keeps value itself if it is long. Its spare
// capacity is left out, because the array may have another owner: it is
// that of the old value if a function given to Update returns a prefix of it.
func adopted(key, value []byte) content {
	if len(key)+len(value) < longBlock {
		return copied(key, value)
	}
	long := slices.Clip(value)
	return content{long: &long}
}

// moved returns the value of e as content for the entry of key. A long value takes
// its spare capacity along: e must not be appended to any more.
func (e *entry) moved(key []byte) content {
	if e.long != nil && len(key)+len(*e.long) >= longBlock {
		return content{long: e.long}
	}
	return copied(key, e.value())
}

// store gives e, the entry of key or one just added for it, the content c.
func (e *entry) store(key []byte, c content) {
	if c.long == nil {
		e.block, e.long, e.keyLen = c.block, nil, int32(len(key))
		return
	}
	if e.long == nil {
		e.block = bytes.Clone(key)
	}
	e.long = c.long
}

// extend appends suffix to the value of e, into spare capacity if there is some.
func (e *entry) extend(suffix []byte) {
	switch {
	case e.long != nil:
		*e.long = append(*e.long, suffix...)
	case len(e.block)+len(suffix) < longBlock:
		e.block = append(e.block, suffix...)
	default:
		long := append(e.value(), suffix...) // clipped: this copies
		e.block, e.long = bytes.Clone(e.key()), &long
	}
}
