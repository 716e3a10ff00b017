package pubsub

import (
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// tryLocks fails the test if a lock that Publish to s needs is held and stays so. Other
// goroutines may hold it for a moment.
func tryLocks(t *testing.T, during string, h *Hub, s *Subscriber) {
	t.Helper()
	for name, mu := range map[string]*sync.Mutex{"hub": &h.mu, "queue": &s.queue.mu} {
		locked := false
		for range 100_000 {
			if locked = mu.TryLock(); locked {
				mu.Unlock()
				break
			}
			runtime.Gosched()
		}
		if !locked {
			t.Errorf("the %s is locked during %s", name, during)
		}
	}
}

func TestT6NoLockIsHeldWhileWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := New(encodeText, Limits{HardBytes: 1 + charge("message news fits")})
		var s *Subscriber
		s = h.NewSubscriber(2, func(string) { tryLocks(t, "drop", h, s) })
		var goroutines sync.WaitGroup
		goroutines.Go(func() {
			for _, ok := s.Take(); ok; _, ok = s.Take() {
				tryLocks(t, "a write", h, s)
				time.Sleep(time.Second)
			}
		})
		synctest.Wait()
		tryLocks(t, "Take", h, s)

		s.Subscribe("news")
		synctest.Wait() // the writer is writing
		s.Reply(make([]byte, replyRoom))
		goroutines.Go(func() { s.WaitRoom() })
		synctest.Wait()
		tryLocks(t, "WaitRoom", h, s)
		publish(h, "news", "fits")
		publish(h, "news", "drops")
		goroutines.Wait()
		wantEmpty(t, h)
	})
}

func TestT6NoLockIsHeldWhileTheTimerDrops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := New(encodeText, Limits{SoftBytes: 1, SoftTime: time.Second})
		dropped := false
		var s *Subscriber
		s = h.NewSubscriber(2, func(string) { tryLocks(t, "drop", h, s); dropped = true })
		s.Subscribe("news")
		publish(h, "news", "!")
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if !dropped {
			t.Error("the subscriber was not dropped")
		}
	})
}

// A pattern that takes long is matched with no lock held. One that comes meanwhile is
// matched as well, and one that goes gets nothing.
func TestT6NoLockIsHeldWhileMatchingTakesLong(t *testing.T) {
	h := New(encodeText, Limits{})
	stays, comes, goes, never := h.NewSubscriber(2, nil), h.NewSubscriber(2, nil), h.NewSubscriber(2, nil), h.NewSubscriber(2, nil)
	channel := strings.Repeat("a", 2000)
	slow := "*" + strings.Repeat("a", 1000)
	stays.PSubscribe(slow + "*")
	goes.PSubscribe(slow + "?*")
	never.PSubscribe(slow + "b")
	asked := 0
	got := h.PublishUntil([]byte(channel), []byte("hello"), stopFunc(func() bool {
		if asked++; asked == 1 {
			tryLocks(t, "a long match", h, stays)
			goes.PUnsubscribe(slow + "?*")
			comes.PSubscribe(slow + "??*")
		}
		return false
	}))
	if asked == 0 || got != 2 {
		t.Errorf("delivered %d messages, want 2; asked %d times whether to stop", got, asked)
	}
	if got := h.PublishUntil([]byte(channel), []byte("hello"), stopFunc(func() bool { return true })); got != 0 {
		t.Errorf("delivered %d messages after the stop", got)
	}
	for _, s := range []*Subscriber{stays, comes, goes, never} {
		s.Leave()
	}
	wantEmpty(t, h)
}
