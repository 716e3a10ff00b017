package pubsub

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// I5: a subscriber that was dropped in the middle of SUBSCRIBE a b doesn't come back
// with b. Nobody would take its messages, and PUBSUB NUMSUB would count it.
func TestDroppedSubscriberDoesNotComeBack(t *testing.T) {
	h := NewHub()
	dropped := 0
	s := newSubscriber(func() { dropped++ })
	h.subscribe(s, channel, "a")
	for range maxQueued + 1 {
		h.publish("a", "message")
	}
	require.Equal(t, 1, dropped)
	h.subscribe(s, channel, "b")
	require.Empty(t, h.subscribers[channel])
	require.Zero(t, h.publish("b", "message"))
}
