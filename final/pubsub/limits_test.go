package pubsub

import (
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

const ten = "1234567890"

func TestT4SlowSubscriberIsDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		h := New(encodeText, roomFor(3, "message news "+ten))
		var dropped drops
		slow, fast := h.NewSubscriber(2, dropped.note), h.NewSubscriber(2, nil)
		for _, s := range []*Subscriber{slow, fast} {
			s.Subscribe("news")
			s.Subscribe("cats")
			s.PSubscribe("z*")
		}
		for i := range 5 {
			drain(fast)
			want := 2
			if i >= 3 {
				want = 1
			}
			if got := publish(h, "news", ten); got != want {
				t.Errorf("message %d: %d deliveries, want %d", i, got, want)
			}
		}
		dropped.want(t, "hard limit")
		if n := h.NumSub("cats")[0]; n != 1 {
			t.Errorf("%d subscribers of another channel, want only the fast one", n)
		}
		wantEnded(t, slow)
		if slow.WaitRoom() {
			t.Error("the dropped subscriber's reader goes on")
		}

		slow.Subscribe("news") // its reader may not know yet
		slow.PSubscribe("*")
		slow.Reply([]byte("+OK"))
		slow.SetProtocolReply(3, []byte("+OK"))
		slow.UnsubscribeAll()
		slow.Leave()
		fast.Leave()
		wantEnded(t, slow)
		wantEmpty(t, h)
		if waited := time.Since(start); waited != 0 {
			t.Errorf("the publisher waited %v", waited)
		}
	})
}

func TestT4ConcurrentPublishersDropOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := New(encodeText, Limits{HardBytes: 1000, SoftBytes: 1})
		var dropped drops
		var accepted atomic.Int64
		s := h.NewSubscriber(2, dropped.note)
		s.Subscribe("news")
		s.PSubscribe("*")
		var publishers sync.WaitGroup
		for range 4 {
			publishers.Go(func() {
				for range 10 {
					accepted.Add(int64(publish(h, "news", "!")))
				}
			})
		}
		publishers.Wait()
		synctest.Wait()
		if len(dropped.reasons) != 1 || accepted.Load() > 12 {
			t.Errorf("dropped for %q after %d deliveries, want one reason after 12 at most", dropped.reasons, accepted.Load())
		}
		wantEmpty(t, h)
	})
}

func TestT4LimitIsExceededWhenItIsReached(t *testing.T) {
	size := charge("message news " + ten)
	for limit, want := range map[int]int{0: 9, -1: 9, 1: 0, size: 0, size + 1: 1, 2 * size: 1, 2*size + 1: 2} {
		h := New(encodeText, Limits{HardBytes: limit})
		s := h.NewSubscriber(2, nil)
		s.Subscribe("news")
		accepted := 0
		for range 9 {
			accepted += publish(h, "news", ten)
		}
		if accepted != want {
			t.Errorf("%d messages of %d bytes were accepted under a limit of %d, want %d", accepted, size, limit, want)
		}
	}
}

func TestSetLimitsBindsTheNextMessage(t *testing.T) {
	h := New(encodeText, Limits{})
	var dropped drops
	s := h.NewSubscriber(2, dropped.note)
	s.Subscribe("news")
	for range 9 {
		publish(h, "news", ten)
	}
	h.SetLimits(roomFor(10, "message news "+ten))
	if publish(h, "news", ten) != 1 {
		t.Error("a message within the limits was refused")
	}
	h.SetLimits(roomFor(5, "message news "+ten))
	dropped.want(t)
	if publish(h, "news", "") != 0 {
		t.Error("a message beyond the limits was accepted")
	}
	dropped.want(t, "hard limit")
}

func TestDefaultLimitsAreThoseOfRedis(t *testing.T) {
	if got, want := DefaultLimits(), (Limits{HardBytes: 33554432, SoftBytes: 8388608, SoftTime: 60 * time.Second}); got != want {
		t.Errorf("DefaultLimits() = %+v, want %+v", got, want)
	}
}
