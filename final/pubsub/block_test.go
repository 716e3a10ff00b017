package pubsub

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

// TestBlocksKeepMessagesApart: a message stays what it was when it was encoded,
// whatever is encoded after it and whatever is appended to others.
func TestBlocksKeepMessagesApart(t *testing.T) {
	sizes := rapid.OneOf(rapid.IntRange(0, 100), rapid.IntRange(0, 2*maxBlock), rapid.IntRange(maxShared-framing-2, maxShared+2))
	rapid.Check(t, func(t *rapid.T) {
		var b block
		var got, want [][]byte
		for i := range rapid.IntRange(1, 60).Draw(t, "messages") {
			text := bytes.Repeat([]byte{byte(i)}, sizes.Draw(t, "size"))
			// An encoder may take more room than expected.
			more := rapid.SampledFrom([]int{0, 0, 0, 10 * framing}).Draw(t, "more")
			encode := func(dst []byte, _ int, m Message) []byte {
				return append(append(dst, m.Payload...), make([]byte, more)...)
			}
			encoded := b.encode(encode, 2, Message{Payload: text})
			if cap(encoded) != len(encoded) {
				t.Fatalf("a message of %d bytes has room for %d more", len(encoded), cap(encoded)-len(encoded))
			}
			if len(text) >= maxShared && len(b.free) != 0 || b.size > maxBlock {
				t.Fatalf("a block has %d bytes", b.size)
			}
			got, want = append(got, encoded), append(want, append(text, make([]byte, more)...))
			_ = append(encoded, "of another"...)
		}
		for i := range got {
			if !bytes.Equal(got[i], want[i]) {
				t.Fatalf("message %d has changed", i)
			}
		}
	})
}

// A channel to which little is published holds little, and one message in a queue
// keeps no memory of a large one.
func TestBlocksGrowWithTheirUse(t *testing.T) {
	var b block
	encode := func(payload int) {
		b.encode(encodeBare, 2, Message{Payload: make([]byte, payload)})
	}
	encode(10)
	if b.size > 10+framing {
		t.Errorf("the first message got a block of %d bytes", b.size)
	}
	for range 1000 {
		encode(10)
	}
	if b.size != maxBlock {
		t.Errorf("after 1000 messages a block has %d bytes, want %d", b.size, maxBlock)
	}
	left := cap(b.free)
	encode(maxShared)
	if cap(b.free) != left {
		t.Error("a large message went into a block")
	}
}
