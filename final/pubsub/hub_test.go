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
)

func TestT1SubscribersSeeOneOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const publishers, messages = 4, 300
		h := New(encodeText, DefaultLimits())
		var writers, senders sync.WaitGroup
		var seen [3][]string
		var subscribers [3]*Subscriber
		for i := range subscribers {
			s := h.NewSubscriber(2, nil)
			s.Subscribe("news")
			subscribers[i] = s
			writers.Go(func() {
				for piece, ok := s.Take(); ok; piece, ok = s.Take() {
					for _, item := range piece {
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
		h := New(encodeHesitantly, DefaultLimits())
		s := h.NewSubscriber(2, nil)
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
			for piece, ok := s.Take(); ok; piece, ok = s.Take() {
				for _, item := range piece {
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

// TestT2ConfirmationsOfOneCallStandTogether has a publisher that is always about to
// publish, to channels that the subscriber gets one after the other.
func TestT2ConfirmationsOfOneCallStandTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := New(encodeHesitantly, Limits{})
		s := h.NewSubscriber(2, nil)
		var publisher sync.WaitGroup
		var delivered atomic.Int64
		done := make(chan struct{})
		publisher.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
					delivered.Add(int64(publish(h, "a", "!")))
				}
			}
		})
		for round := range 300 {
			s.Subscribe("a", "b", "a")
			for round == 299 && delivered.Load() == 0 { // the mutex was never the publisher's
				runtime.Gosched()
			}
			s.PSubscribe("a", "?", "?")
			s.Unsubscribe("b", "b", "a")
			s.PUnsubscribe("a", "never", "?")
		}
		s.Leave()
		close(done)
		publisher.Wait()

		items := drain(s)
		messages := 0
		for range 300 {
			for _, want := range [][]string{
				{"subscribe a 1", "subscribe b 2", "subscribe a 2"},
				{"psubscribe a 3", "psubscribe ? 4", "psubscribe ? 4"},
				{"unsubscribe b 3", "unsubscribe b 3", "unsubscribe a 2"},
				{"punsubscribe a 1", "punsubscribe never 1", "punsubscribe ? 0"},
			} {
				for strings.Contains(items[0], "message") {
					items = items[1:]
					messages++
				}
				if got := items[:3]; !slices.Equal(got, want) {
					t.Fatalf("got %q, want %q", got, want)
				}
				items = items[3:]
			}
		}
		if messages == 0 || len(items) > 0 {
			t.Errorf("%d messages between the calls, %q after them", messages, items)
		}
	})
}

// encodeHesitantly is encodeText that offers other goroutines the moment of a
// confirmation.
func encodeHesitantly(dst []byte, protocol int, m Message) []byte {
	if m.Kind != KindMessage && m.Kind != KindPMessage {
		for range 10 {
			runtime.Gosched()
		}
	}
	return encodeText(dst, protocol, m)
}

func TestT2NothingFollowsUnsubscribe(t *testing.T) {
	h := New(encodeText, DefaultLimits())
	s := h.NewSubscriber(2, nil)
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
	h := New(encodeText, DefaultLimits())
	s := h.NewSubscriber(2, nil)
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
	h := New(encodeText, DefaultLimits())
	a, b := h.NewSubscriber(2, nil), h.NewSubscriber(2, nil)
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
