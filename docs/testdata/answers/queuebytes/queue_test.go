package queuebytes

import (
	"strings"
	"testing"

	framing "mini-redis/step02_framing"
)

func message(bytes int) framing.Frame {
	return framing.Array{framing.Bulk("message"), framing.Bulk("news"), framing.Bulk(strings.Repeat("x", bytes))}
}

// The bound is on what waits already: eight messages of 1 MB are 8 MB and a little
// more, so that a ninth finds no room. Taking them makes room again.
func TestBytesAreBounded(t *testing.T) {
	q := newQueue()
	for range 2 {
		for n := range 8 {
			if !q.publish(message(1 << 20)) {
				t.Fatalf("no room behind %d MB", n)
			}
		}
		if q.publish(message(0)) {
			t.Fatal("room behind more than 8 MB")
		}
		q.take()
	}
}

func TestOneLargeMessageFindsRoom(t *testing.T) {
	q := newQueue()
	if !q.publish(message(9 << 20)) {
		t.Error("no room for 9 MB in an empty queue")
	}
	if q.publish(message(0)) {
		t.Error("room behind 9 MB")
	}
}

// Messages are counted as before, and replies aren't.
func TestSmallMessagesAreCounted(t *testing.T) {
	q := newQueue()
	for range 2 * maxQueued {
		q.reply(framing.Bulk("reply"))
	}
	for n := range maxQueued {
		if !q.publish(message(1)) {
			t.Fatalf("no room behind %d messages", n)
		}
	}
	if q.publish(message(1)) {
		t.Errorf("room behind %d messages", maxQueued)
	}
}
