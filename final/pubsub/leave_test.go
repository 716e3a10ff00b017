package pubsub

import "testing"

// Leave reports whether the subscriber was in the hub until then, in the same step:
// a connection has no other way to know that nothing was dropped before it left.
func TestLeaveReportsWhetherTheSubscriberWasThere(t *testing.T) {
	h := New(func(m Message) []byte { return m.Payload }, Options{MaxMessages: 1})
	left, dropped := h.NewSubscriber(nil), h.NewSubscriber(nil)
	if !left.Leave() {
		t.Error("the first Leave reports that the subscriber was not there")
	}
	if left.Leave() {
		t.Error("the second Leave reports that the subscriber was there")
	}
	dropped.Subscribe("a")
	h.Publish("a", []byte("fits"))
	h.Publish("a", []byte("one too many"))
	if dropped.Leave() {
		t.Error("Leave after a drop reports that the subscriber was there")
	}
}
