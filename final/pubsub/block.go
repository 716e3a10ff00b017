package pubsub

import "slices"

const (
	// maxBlock is the most bytes of memory that messages share.
	maxBlock = 2 << 10

	// maxShared is the size, framing included, from which a message has memory of its own.
	maxShared = maxBlock / 4

	// framing is more than what an encoding has beside names and payload.
	framing = 64
)

// block is memory in which the messages of one channel or pattern are encoded one
// behind the other, so that few of them need an allocation: with one for each, a message
// took a quarter longer (BenchmarkPublish/subscribers=1). No part of a block is used
// twice: the garbage collector frees it when no queue holds any of its messages.
//
// Channels do not share a block. A queue that holds a message of one holds the later
// ones too, until its subscriber unsubscribes, so that it keeps few bytes alive that
// are neither its own nor another protocol's.
type block struct {
	free []byte // what is left of it: has length 0
	size int    // of the whole, in bytes
}

// encode returns m as the hub's encoder makes it, with no room to append to.
func (b *block) encode(encode func(dst []byte, protocol int, m Message) []byte, protocol int, m Message) []byte {
	need := len(m.Pattern) + len(m.Channel) + len(m.Payload) + framing
	if need >= maxShared {
		return slices.Clip(encode(make([]byte, 0, need), protocol, m))
	}
	if cap(b.free) < need {
		b.size = min(max(2*b.size, need), maxBlock) // few messages keep little memory
		b.free = make([]byte, 0, b.size)
	}
	encoded := encode(b.free, protocol, m)
	n := len(encoded)
	if n <= cap(b.free) { // else it has moved
		b.free = b.free[n:n]
	}
	return encoded[:n:n]
}
