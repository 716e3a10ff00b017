package pubsub

import (
	"fmt"
	"testing"
)

// BenchmarkPublish measures a message from the publisher into n queues and out
// of them again.
func BenchmarkPublish(b *testing.B) {
	channel, payload := []byte("news"), make([]byte, 100)
	for _, n := range []int{1, 100, 1000} {
		b.Run(fmt.Sprintf("subscribers=%d", n), func(b *testing.B) {
			h := New(encodeBare, DefaultLimits())
			subscribers := make([]*Subscriber, n)
			for i := range subscribers {
				subscribers[i] = h.NewSubscriber(2, nil)
				subscribers[i].Subscribe("news")
			}
			b.ReportAllocs()
			for b.Loop() {
				h.Publish(channel, payload)
				for _, s := range subscribers {
					s.Take()
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/delivery")
		})
	}
}

// BenchmarkPublishUnheard measures a message that nobody subscribed to, next to
// patterns that do not match it.
func BenchmarkPublishUnheard(b *testing.B) {
	h := New(encodeBare, DefaultLimits())
	s := h.NewSubscriber(2, nil)
	for i := range 100 {
		s.PSubscribe(fmt.Sprintf("user:%d:*", i))
	}
	b.ReportAllocs()
	channel := []byte("news")
	for b.Loop() {
		h.Publish(channel, nil)
	}
}
