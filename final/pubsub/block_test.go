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

// TestAQueueKeepsLessThanThreeTimesItsCharge: whatever is published to others of both
// protocols, the blocks of the messages in a queue are less than three times what it is
// charged, and 4 KB for each subscription.
func TestAQueueKeepsLessThanThreeTimesItsCharge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// The last byte of a block tells it from others, the first one of a message
		// leads to its block.
		type memory struct {
			last *byte
			size int
		}
		sizes, blocks := map[*byte]int{}, map[*byte]memory{}
		h := New(func(dst []byte, protocol int, m Message) []byte {
			encoded := encodeText(dst, protocol, m)
			if whole := dst[:cap(dst)]; m.Kind == KindMessage || m.Kind == KindPMessage {
				last := &whole[len(whole)-1]
				sizes[last] = max(sizes[last], len(whole)) // it shrinks
				blocks[&encoded[0]] = memory{last, sizes[last]}
			}
			return encoded
		}, DefaultLimits())
		slow := h.NewSubscriber(2, nil)
		slow.Subscribe("rare")
		slow.PSubscribe("r*")
		var others []*Subscriber
		for protocol := 2; protocol <= 3; protocol++ {
			s := h.NewSubscriber(protocol, nil)
			s.Subscribe("rare", "busy")
			s.PSubscribe("r*", "b*")
			others = append(others, s)
		}
		most := rapid.SampledFrom([]int{1, 100, 2 * maxShared}).Draw(t, "most")
		payloads := rapid.IntRange(0, most)
		busy := rapid.IntRange(0, 50).Draw(t, "busy")
		for range rapid.IntRange(1, 100).Draw(t, "rare") {
			h.Publish([]byte("rare"), make([]byte, payloads.Draw(t, "payload")))
			for range busy {
				h.Publish([]byte("busy"), make([]byte, most))
			}
			for _, s := range others {
				drain(s)
			}
		}
		charged := slow.queue.charged
		kept := map[*byte]int{}
		for slow.queue.items.count > 0 {
			if it := slow.queue.items.pop(); it.published {
				m := blocks[&it.bytes[0]]
				kept[m.last] = m.size
			}
		}
		total := 0
		for _, size := range kept {
			total += size
		}
		if total == 0 || total >= 3*charged+2*4<<10 {
			t.Fatalf("a queue charged %d bytes keeps %d", charged, total)
		}
	})
}
