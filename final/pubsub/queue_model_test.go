package pubsub

import (
	"testing"

	"pgregory.net/rapid"
)

// TestQueueAgreesWithASlice: items come out as they went in, in pieces that hold as
// many as their bounds allow, and what is still in the queue is what counts.
func TestQueueAgreesWithASlice(t *testing.T) {
	bytes := make([]byte, PieceBytes+1000) // shared by all items
	sizes := rapid.OneOf(rapid.IntRange(0, 100), rapid.IntRange(0, PieceBytes+1000), rapid.IntRange(PieceBytes-2, PieceBytes+2))
	rapid.Check(t, func(t *rapid.T) {
		q := newQueue(nil)
		var model []item
		add := func(it item) {
			model = append(model, it)
			if !it.published {
				q.reply(it.bytes)
			} else if exceeded := q.publish(it.bytes, &Limits{}); exceeded != "" {
				t.Fatalf("a message exceeded the %s, which there is not", exceeded)
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"": func(t *rapid.T) {
				charged, replies := 0, 0
				for _, it := range model {
					if it.published {
						charged += len(it.bytes) + slotBytes
					} else {
						replies += len(it.bytes)
					}
				}
				if q.charged != charged || q.replyBytes != replies {
					t.Fatalf("messages are charged %d, want %d; replies have %d bytes, want %d", q.charged, charged, q.replyBytes, replies)
				}
			},
			"one": func(t *rapid.T) {
				add(item{bytes[:sizes.Draw(t, "size")], rapid.Bool().Draw(t, "published")})
			},
			"burst": func(t *rapid.T) {
				first := rapid.IntRange(0, 50).Draw(t, "first")
				for i := range rapid.IntRange(0, 3*pieceItems).Draw(t, "items") {
					add(item{bytes[first+i%7 : 60+i%40], i%3 > 0})
				}
			},
			"take": func(t *rapid.T) {
				if len(model) == 0 {
					t.Skip("would wait")
				}
				piece, ok := q.take()
				model = checkPiece(t, piece, ok, model)
			},
		})
		q.close()
		for len(model) > 0 {
			piece, ok := q.take()
			model = checkPiece(t, piece, ok, model)
		}
		if piece, ok := q.take(); ok {
			t.Fatalf("%d more items", len(piece))
		}
	})
}

// checkPiece compares a piece with the first items of the model and returns the others.
func checkPiece(t *rapid.T, piece [][]byte, ok bool, model []item) []item {
	want, size := 0, 0
	for want < len(model) && want < pieceItems && (want == 0 || size+len(model[want].bytes) <= PieceBytes) {
		size += len(model[want].bytes)
		want++
	}
	if !ok || len(piece) != want {
		t.Fatalf("take = %d items, %t, want %d", len(piece), ok, want)
	}
	for i, got := range piece {
		m := model[i].bytes
		if len(got) != len(m) || len(m) > 0 && &got[0] != &m[0] {
			t.Fatalf("item %d of the piece is not what was added", i)
		}
	}
	return model[want:]
}
