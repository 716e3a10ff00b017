package pubsub

import "testing"

// Leave reports whether the subscriber was in the hub until then, in the same step:
// a connection has no other way to know that nothing was dropped before it left.
func TestLeaveReportsWhetherTheSubscriberWasThere(t *testing.T) {
	h := New(encodeText, roomFor(1, "message a long enough"))
	left, dropped := h.NewSubscriber(2, nil), h.NewSubscriber(2, nil)
	if !left.Leave() {
		t.Error("the first Leave reports that the subscriber was not there")
	}
	if left.Leave() {
		t.Error("the second Leave reports that the subscriber was there")
	}
	dropped.Subscribe("a")
	publish(h, "a", "long enough")
	publish(h, "a", "one too many")
	if dropped.Leave() {
		t.Error("Leave after a drop reports that the subscriber was there")
	}
}
