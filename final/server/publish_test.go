package server

import (
	"testing"

	"mini-redis/final/pubsub"
)

// Reading, executing and answering a PUBLISH allocates nothing, with subscribers of
// both protocols, but for the memory that several messages share.
func TestPublishDoesNotAllocate(t *testing.T) {
	const channel = "a channel whose name is longer than thirty-two bytes"
	c, next := executor(t, "*3\r\n$7\r\nPUBLISH\r\n$52\r\n"+channel+"\r\n$5\r\nhello\r\n")
	var subscribers []*pubsub.Subscriber
	for i := range 10 {
		s := c.srv.hub.NewSubscriber(2+i%2, nil)
		s.Subscribe(channel)
		s.Take()
		subscribers = append(subscribers, s)
	}
	publish := func() {
		next()
		for _, s := range subscribers {
			if piece, _ := s.Take(); len(piece) != 1 {
				t.Fatalf("%d messages", len(piece))
			}
		}
	}
	publish() // each queue gets its memory once
	if got := testing.AllocsPerRun(1000, publish); got != 0 {
		t.Errorf("%v allocations, want none", got)
	}
}
