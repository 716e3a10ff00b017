package pubsub

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestT1SubscribersSeeOneOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const publishers, messages = 4, 300
		h := New(encodeText, Options{})
		var writers, senders sync.WaitGroup
		var seen [3][]string
		var subscribers [3]*Subscriber
		for i := range subscribers {
			s := h.NewSubscriber(nil)
			s.Subscribe("news")
			subscribers[i] = s
			writers.Go(func() {
				for batch, ok := s.Take(); ok; batch, ok = s.Take() {
					for _, item := range batch {
						seen[i] = append(seen[i], string(item))
					}
				}
			})
		}
		for p := range publishers {
			senders.Go(func() {
				for m := range messages {
					publish(h, "news", fmt.Sprint(p, " ", m))
				}
			})
		}
		senders.Wait()
		for _, s := range subscribers {
			s.Leave()
		}
		writers.Wait()

		if got := len(seen[0]); got != 1+publishers*messages {
			t.Fatalf("a subscriber saw %d items", got)
		}
		if !slices.Equal(seen[0], seen[1]) || !slices.Equal(seen[0], seen[2]) {
			t.Error("subscribers of one channel saw different orders")
		}
		next := make([]int, publishers)
		for _, item := range seen[0][1:] {
			var p, m int
			fmt.Sscanf(item, "message news %d %d", &p, &m)
			if m != next[p] {
				t.Fatalf("message %d of publisher %d came when %d was next", m, p, next[p])
			}
			next[p]++
		}
	})
}

func TestT2ConfirmationsEncloseMessages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := New(func(m Message) []byte {
			if m.Kind != KindMessage && m.Kind != KindPMessage {
				for range 10 {
					runtime.Gosched() // offers the publisher the moment of a confirmation
				}
			}
			return encodeText(m)
		}, Options{})
		s := h.NewSubscriber(nil)
		var publisher, writer sync.WaitGroup
		done := make(chan struct{})
		publisher.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
					publish(h, "news", "!")
				}
			}
		})
		writer.Go(func() {
			subscribed := map[string]bool{}
			for batch, ok := s.Take(); ok; batch, ok = s.Take() {
				for _, item := range batch {
					words := strings.Fields(string(item))
					kind, name := words[0], words[1]
					switch kind {
					case "subscribe", "psubscribe":
						subscribed[name] = true
					case "unsubscribe", "punsubscribe":
						subscribed[name] = false
					default:
						if !subscribed[name] {
							t.Errorf("%q came outside its subscription", item)
						}
					}
				}
			}
		})
		for i := range 2000 {
			s.Subscribe("news")
			s.PSubscribe("n*")
			if i%2 == 0 {
				s.Unsubscribe("news")
				s.PUnsubscribe("n*")
			} else {
				s.UnsubscribeAll()
				s.PUnsubscribeAll()
			}
		}
		s.Leave()
		close(done)
		publisher.Wait()
		writer.Wait()
		wantEmpty(t, h)
	})
}

func TestT2NothingFollowsUnsubscribe(t *testing.T) {
	h := New(encodeText, Options{})
	s := h.NewSubscriber(nil)
	s.Subscribe("news")
	s.Subscribe("news") // confirmed again, but one subscription
	publish(h, "news", "1")
	s.PSubscribe("n*")
	publish(h, "news", "2")
	s.Unsubscribe("news")
	publish(h, "news", "3")
	s.PUnsubscribe("n*")
	s.PUnsubscribe("n*") // confirmed again as well
	publish(h, "news", "4")
	wantQueue(t, s,
		"subscribe news 1",
		"subscribe news 1",
		"message news 1",
		"psubscribe n* 2",
		"message news 2",
		"pmessage n* news 2",
		"unsubscribe news 1",
		"pmessage n* news 3",
		"punsubscribe n* 0",
		"punsubscribe n* 0",
	)
}

func TestUnsubscribeAllConfirmsInOrder(t *testing.T) {
	h := New(encodeText, Options{})
	s := h.NewSubscriber(nil)
	var want []string
	for _, name := range []string{"d", "b", "a", "c"} {
		s.Subscribe(name)
		s.PSubscribe(name)
	}
	for i, name := range []string{"a", "b", "c", "d"} {
		want = append(want, fmt.Sprint("unsubscribe ", name, " ", 7-i))
	}
	for i, name := range []string{"a", "b", "c", "d"} {
		want = append(want, fmt.Sprint("punsubscribe ", name, " ", 3-i))
	}
	drain(s)
	s.UnsubscribeAll()
	s.PUnsubscribeAll()
	if n := s.UnsubscribeAll() + s.PUnsubscribeAll(); n != 0 {
		t.Errorf("unsubscribed from %d more", n)
	}
	wantQueue(t, s, want...)
}

func TestT3PublishCountsDeliveries(t *testing.T) {
	h := New(encodeText, Options{})
	a, b := h.NewSubscriber(nil), h.NewSubscriber(nil)
	a.Subscribe("news")
	a.PSubscribe("n*")
	a.PSubscribe("*s")
	a.PSubscribe("other")
	b.Subscribe("news")
	for channel, want := range map[string]int{"news": 4, "n": 1, "cats": 1, "other": 1, "x": 0, "": 0} {
		if got := publish(h, channel, "!"); got != want {
			t.Errorf("Publish to %q = %d, want %d", channel, got, want)
		}
	}
	b.Leave()
	if got := publish(h, "news", "!"); got != 3 {
		t.Errorf("Publish = %d after one subscriber left, want 3", got)
	}
}

func TestT4SlowSubscriberIsDropped(t *testing.T) {
	const size = len("message news 1234567890")
	for name, opt := range map[string]Options{
		"too many messages": {MaxMessages: 3},
		"too many bytes":    {MaxBytes: 3 * size},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				h := New(encodeText, opt)
				drops := 0
				slow, fast := h.NewSubscriber(func() { drops++ }), h.NewSubscriber(nil)
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
					if got := publish(h, "news", "1234567890"); got != want {
						t.Errorf("message %d: %d deliveries, want %d", i, got, want)
					}
				}
				if drops != 1 {
					t.Errorf("%d drops, want 1", drops)
				}
				if n := h.NumSub("cats"); n != 1 {
					t.Errorf("%d subscribers of another channel, want only the fast one", n)
				}
				wantEnded(t, slow)
				if slow.WaitRoom() {
					t.Error("the dropped subscriber's reader goes on")
				}

				slow.Subscribe("news") // its reader may not know yet
				slow.PSubscribe("*")
				slow.Reply([]byte("+OK"))
				slow.UnsubscribeAll()
				slow.Leave()
				fast.Leave()
				wantEnded(t, slow)
				wantEmpty(t, h)
				if waited := time.Since(start); waited != 0 {
					t.Errorf("the publisher waited %v", waited)
				}
			})
		})
	}
}

func TestT4ConcurrentPublishersDropOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := New(encodeText, Options{MaxMessages: 10})
		var drops, accepted atomic.Int64
		s := h.NewSubscriber(func() { drops.Add(1) })
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
		if drops.Load() != 1 || accepted.Load() != 10 {
			t.Errorf("%d drops after %d deliveries, want 1 after 10", drops.Load(), accepted.Load())
		}
		wantEmpty(t, h)
	})
}

// tryLocks fails the test if a lock that Publish to s needs is held.
func tryLocks(t *testing.T, during string, h *Hub, s *Subscriber) {
	t.Helper()
	for name, mu := range map[string]*sync.Mutex{"hub": &h.mu, "queue": &s.queue.mu} {
		if !mu.TryLock() {
			t.Errorf("the %s is locked during %s", name, during)
			continue
		}
		mu.Unlock()
	}
}

func TestT6NoLockIsHeldWhileWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := New(encodeText, Options{MaxMessages: 1})
		var s *Subscriber
		s = h.NewSubscriber(func() { tryLocks(t, "drop", h, s) })
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
