package pubsub

import (
	"bytes"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestRepliesKeepTheirPlaceAmongMessages(t *testing.T) {
	h := New(encodeText, DefaultLimits())
	s := h.NewSubscriber(2, nil)
	s.Subscribe("news")
	publish(h, "news", "1")
	s.Reply([]byte("+PONG"))
	publish(h, "news", "2")
	wantQueue(t, s, "subscribe news 1", "message news 1", "+PONG", "message news 2")
}

func TestRepliesDoNotCountTowardsTheBound(t *testing.T) {
	h := New(encodeText, roomFor(2, "message news !"))
	s := h.NewSubscriber(2, func(string) { t.Error("dropped") })
	s.Subscribe("news")
	for range 10 {
		s.Reply(make([]byte, 50))
	}
	for range 2 {
		if publish(h, "news", "!") != 1 {
			t.Error("a message within the bound was refused")
		}
	}
}

func TestTakingMakesRoomForMessages(t *testing.T) {
	h := New(encodeText, roomFor(2, "message news 1"))
	s := h.NewSubscriber(2, func(string) { t.Error("dropped") })
	s.Subscribe("news")
	for range 10 {
		publish(h, "news", "1")
		publish(h, "news", "2")
		drain(s)
	}
}

func TestTakeWaitsForAnItem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := New(encodeText, DefaultLimits())
		s := h.NewSubscriber(2, nil)
		s.Subscribe("news")
		drain(s)
		var publisher sync.WaitGroup
		publisher.Go(func() {
			time.Sleep(time.Second)
			publish(h, "news", "hello")
		})
		start := time.Now()
		piece, ok := s.Take()
		if !ok || len(piece) != 1 || string(piece[0]) != "message news hello" {
			t.Errorf("Take = %q, %t", piece, ok)
		}
		if waited := time.Since(start); waited != time.Second {
			t.Errorf("Take waited %v, want 1s", waited)
		}
		publisher.Wait()
	})
}

func TestLeaveLetsTheWriterFinish(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := New(encodeText, DefaultLimits())
		s := h.NewSubscriber(2, func(string) { t.Error("dropped") })
		s.Subscribe("news")
		publish(h, "news", "last")
		s.Leave()
		s.Leave()
		if publish(h, "news", "late") != 0 {
			t.Error("a message was delivered after Leave")
		}
		s.Reply([]byte("late"))
		s.Subscribe("late")
		wantQueue(t, s, "subscribe news 1", "message news last")
		wantEnded(t, s)
		wantEnded(t, s)

		idle := h.NewSubscriber(2, nil)
		var writer sync.WaitGroup
		writer.Go(func() { wantEnded(t, idle) })
		synctest.Wait() // the writer waits
		idle.Leave()
		writer.Wait()
	})
}

func TestWaitRoomHoldsTheReaderUntilItsRepliesAreTaken(t *testing.T) {
	for name, end := range map[string]struct {
		event func(h *Hub, s *Subscriber)
		want  bool
	}{
		"take":  {func(h *Hub, s *Subscriber) { s.Take() }, true},
		"leave": {func(h *Hub, s *Subscriber) { s.Leave() }, false},
		"drop":  {func(h *Hub, s *Subscriber) { publish(h, "news", "!"); publish(h, "news", "!") }, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := New(encodeText, roomFor(1, "message news !"))
				s := h.NewSubscriber(2, nil)
				s.Subscribe("news")
				drain(s)
				s.Reply(make([]byte, 64<<10-1))
				if !s.WaitRoom() {
					t.Error("WaitRoom ended the reader")
				}
				s.Reply(make([]byte, 1))
				start := time.Now()
				var other sync.WaitGroup
				other.Go(func() {
					time.Sleep(time.Second)
					end.event(h, s)
				})
				if got := s.WaitRoom(); got != end.want {
					t.Errorf("WaitRoom = %t, want %t", got, end.want)
				}
				if waited := time.Since(start); waited != time.Second {
					t.Errorf("WaitRoom waited %v, want 1s", waited)
				}
				other.Wait()
			})
		})
	}
}

// TestSubscribersShareBytesNotPieces: what one connection does to its piece while it
// writes, another does not see.
func TestSubscribersShareBytesNotPieces(t *testing.T) {
	encoded := 0
	h := New(func(dst []byte, protocol int, m Message) []byte { encoded++; return encodeText(dst, protocol, m) }, DefaultLimits())
	a, b := h.NewSubscriber(2, nil), h.NewSubscriber(2, nil)
	a.Subscribe("news")
	b.Subscribe("news")
	drain(a)
	drain(b)
	encoded = 0
	publish(h, "news", "1")
	publish(h, "news", "2")
	if encoded != 2 {
		t.Errorf("two messages were encoded %d times", encoded)
	}
	piece, _ := a.Take()
	buffers := net.Buffers(piece)
	var out bytes.Buffer
	if _, err := buffers.WriteTo(&out); err != nil {
		t.Fatal(err)
	}
	if got, want := out.String(), "message news 1message news 2"; got != want {
		t.Errorf("wrote %q, want %q", got, want)
	}
	publish(h, "news", "3")
	wantQueue(t, a, "message news 3")
	wantQueue(t, b, "message news 1", "message news 2", "message news 3")
}

func TestAWaitingWriterKeepsNoBytes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(encodeText, DefaultLimits()).NewSubscriber(2, nil)
		s.Reply(make([]byte, 1<<20))
		piece, _ := s.Take()
		var writer sync.WaitGroup
		writer.Go(func() { wantEnded(t, s) })
		synctest.Wait()
		if piece[0] != nil || s.queue.items.places[0].bytes != nil {
			t.Error("a reply that was written is still in memory")
		}
		s.Leave()
		writer.Wait()
	})
}

func TestBurstsAreNotKept(t *testing.T) {
	h := New(encodeText, DefaultLimits())
	s := h.NewSubscriber(2, nil)
	s.Subscribe("news")
	for range 10 * maxSpare {
		publish(h, "news", "!")
	}
	for range 10 {
		s.Take()
		publish(h, "news", "!") // the queue is never empty
	}
	if got := max(len(s.queue.items.places), cap(s.queue.piece)); got > 2*maxSpare {
		t.Errorf("the queue keeps room for %d items", got)
	}
}

// Neither does it for the publication itself, but for a block now and then, and for a
// message that is too long for one.
func TestPublishDoesNotAllocatePerSubscriber(t *testing.T) {
	h := New(encodeBare, DefaultLimits())
	var subscribers []*Subscriber
	for i := range 100 {
		s := h.NewSubscriber(2+i%2, nil)
		s.Subscribe("a channel whose name is longer than thirty-two bytes")
		s.PSubscribe("a ch*")
		subscribers = append(subscribers, s)
	}
	channel := []byte("a channel whose name is longer than thirty-two bytes")
	for size, allowed := range map[int]float64{10: 8, 1000: 4 * 16} {
		message := make([]byte, size)
		round := func() {
			for range 16 { // in 4 encodings each
				h.Publish(channel, message)
			}
			for _, s := range subscribers {
				s.Take()
			}
		}
		round() // each queue gets its memory once
		if got := testing.AllocsPerRun(100, round); got > allowed {
			t.Errorf("16 messages of %d bytes: %v allocations, want at most %v", size, got, allowed)
		}
	}
}
