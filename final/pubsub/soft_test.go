package pubsub

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// soft is a limit that two messages of ten bytes reach.
func soft(allowed time.Duration) Limits {
	return Limits{SoftBytes: 2 * charge("message news "+ten), SoftTime: allowed}
}

// event is what happens at a time, counted from the moment at which the subscriber s
// reached its soft limit.
type event struct {
	at time.Duration
	do func(h *Hub, s *Subscriber)
}

func takes(_ *Hub, s *Subscriber)  { s.Take() }
func leaves(_ *Hub, s *Subscriber) { s.Leave() }

// comes publishes n messages of ten bytes.
func comes(n int) func(*Hub, *Subscriber) {
	return func(h *Hub, _ *Subscriber) {
		for range n {
			publish(h, "news", ten)
		}
	}
}

func limited(limits Limits) func(*Hub, *Subscriber) {
	return func(h *Hub, _ *Subscriber) { h.SetLimits(limits) }
}

func TestT4SoftLimitDrops(t *testing.T) {
	const s = time.Second
	never := time.Duration(-1)
	for name, c := range map[string]struct {
		events []event
		want   time.Duration
	}{
		"when nothing more is published":       {nil, 10 * s},
		"when publications go on":              {[]event{{1 * s, comes(1)}, {9 * s, comes(9)}, {10*s - 1, comes(1)}, {11 * s, comes(1)}}, 10 * s},
		"not when the writer was just in time": {[]event{{10*s - 1, takes}}, never},
		"not after Leave":                      {[]event{{1 * s, leaves}}, never},
		"when the limit was reached again for its time, in one message": {[]event{{9 * s, takes}, {9 * s, func(h *Hub, _ *Subscriber) {
			publish(h, "news", strings.Repeat(ten, 100))
		}}}, 19 * s},
		// With the confirmation there are 1,025 items, of which one is left.
		"when the queue got just below the limit in between":  {[]event{{1 * s, comes(1022)}, {9 * s, takes}, {9 * s, comes(1)}}, 19 * s},
		"when the queue stayed at the limit in between":       {[]event{{1 * s, comes(1023)}, {9 * s, takes}}, 10 * s},
		"not when the limit was raised":                       {[]event{{1 * s, limited(DefaultLimits())}}, never},
		"not when there is no limit any more":                 {[]event{{1 * s, limited(Limits{})}}, never},
		"when the limit was raised in between":                {[]event{{1 * s, limited(DefaultLimits())}, {2 * s, comes(1)}, {9 * s, limited(soft(10 * s))}, {9 * s, comes(1)}}, 19 * s},
		"later when the time was raised":                      {[]event{{1 * s, limited(soft(15 * s))}}, 15 * s},
		"sooner when the time was lowered and a message came": {[]event{{1 * s, limited(soft(5 * s))}, {2 * s, comes(1)}}, 5 * s},
		"at the next message when the lowered time is over":   {[]event{{4 * s, limited(soft(3 * s))}, {6 * s, comes(1)}}, 6 * s},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := New(encodeText, soft(10*s))
				var dropped drops
				sub := h.NewSubscriber(2, dropped.note)
				sub.Subscribe("news")
				publish(h, "news", ten)
				time.Sleep(time.Minute) // below the limit
				dropped.want(t)
				start := time.Now()
				if publish(h, "news", ten) != 1 {
					t.Error("the message that reaches the soft limit was refused")
				}
				for _, e := range c.events {
					time.Sleep(time.Until(start.Add(e.at)))
					e.do(h, sub)
				}
				time.Sleep(time.Minute)
				if c.want == never {
					dropped.want(t)
					return
				}
				dropped.want(t, "soft limit")
				if after := dropped.at.Sub(start); after != c.want {
					t.Errorf("dropped after %v, want %v", after, c.want)
				}
				wantEnded(t, sub)
				wantEmpty(t, h)
			})
		})
	}
}

func TestT4SoftLimitWithoutTimeDropsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := New(encodeText, soft(0))
		var dropped drops
		s := h.NewSubscriber(2, dropped.note)
		s.Subscribe("news")
		publish(h, "news", ten)
		synctest.Wait()
		dropped.want(t)
		publish(h, "news", ten)
		synctest.Wait()
		dropped.want(t, "soft limit")
	})
}

func TestSoftLimitLeavesNoTimerBehind(t *testing.T) {
	for name, end := range map[string]func(h *Hub, s *Subscriber){
		"take":  takes,
		"leave": leaves,
		"drop":  func(h *Hub, _ *Subscriber) { publish(h, "news", strings.Repeat(ten, 100)) },
		"raised limit": func(h *Hub, _ *Subscriber) {
			h.SetLimits(DefaultLimits())
			publish(h, "news", ten)
		},
	} {
		t.Run(name, func(t *testing.T) {
			limits := soft(time.Hour)
			limits.HardBytes = 1000
			h := New(encodeText, limits)
			s := h.NewSubscriber(2, nil)
			s.Subscribe("news")
			publish(h, "news", ten)
			publish(h, "news", ten)
			end(h, s)
			if s.queue.overload.timer.Stop() {
				t.Error("the timer went on")
			}
		})
	}
}

// A timer may go off at the moment in which its reason ends.
func TestTimerThatComesTooLateDropsNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := New(encodeText, soft(time.Second))
		var dropped drops
		s := h.NewSubscriber(2, dropped.note)
		s.Subscribe("news")
		publish(h, "news", ten)
		publish(h, "news", ten)
		s.Take()
		s.late()
		publish(h, "news", ten)
		publish(h, "news", ten)
		s.late()
		s.Leave()
		s.late()
		time.Sleep(time.Minute)
		dropped.want(t)
	})
}
