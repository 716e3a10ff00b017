package pubsub

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	framing "mini-redis/step02_framing"
)

// I2: while others publish as fast as they can, the confirmation of a
// subscription comes first and that of its end last. Between them come messages,
// of which none is missing.
func TestMessagesComeBetweenTheConfirmations(t *testing.T) {
	hub := NewHub()
	var stopped atomic.Bool
	var publishers sync.WaitGroup
	defer publishers.Wait()
	defer stopped.Store(true)
	publishers.Go(func() {
		for n := 0; !stopped.Load(); n++ {
			hub.publish("news", fmt.Sprint(n))
		}
	})
	for range 32 { // so many that each change finds others waiting for the lock
		publishers.Go(func() {
			for !stopped.Load() {
				hub.publish("other", "")
			}
		})
	}
	for range 5000 {
		dropped := false
		s := newSubscriber(func() { dropped = true })
		hub.subscribe(s, channel, "news")
		hub.unsubscribe(s, channel, "news")
		if dropped {
			continue // it was a long way from the one line to the other
		}
		got := s.queue.take()
		first := 0
		fmt.Sscanf(show(got[1]), "[message news %d]", &first)
		for i, f := range got {
			want := fmt.Sprintf("[message news %d]", first+i-1)
			switch i {
			case 0:
				want = "[subscribe news :1]"
			case len(got) - 1:
				want = "[unsubscribe news :0]"
			}
			if show(f) != want {
				t.Fatalf("frame %d of %d is %s, want %s", i, len(got), show(f), want)
			}
		}
	}
}

// I2: after the confirmation of its end no message of a subscription comes, and
// none at all after the last word of RESET, QUIT or a broken protocol.
func TestNoMessageComesAfterTheEnd(t *testing.T) {
	for _, test := range []struct{ subscribe, end, confirmation string }{
		{"SUBSCRIBE news", "UNSUBSCRIBE news", "[unsubscribe news :0]"},
		{"SUBSCRIBE news", "UNSUBSCRIBE", "[unsubscribe news :0]"},
		{"PSUBSCRIBE n*", "PUNSUBSCRIBE n*", "[punsubscribe n* :0]"},
		{"SUBSCRIBE news", "RESET", "+RESET"},
		{"SUBSCRIBE news", "QUIT", "+OK"},
		{"SUBSCRIBE news", "*nonsense", "-ERR Protocol error: invalid multibulk length"},
	} {
		t.Run(test.end, func(t *testing.T) {
			for range 25 {
				synctest.Test(t, func(t *testing.T) {
					hub := NewHub()
					c := connect(t, hub)
					c.send(test.subscribe)
					c.next() // the confirmation
					var publishers sync.WaitGroup
					for range 2 {
						publishers.Go(func() {
							for range maxQueued / 2 { // more might drop the subscriber
								hub.publish("news", "hello")
							}
						})
					}
					got, _ := c.next()
					c.send(test.end)
					for err := error(nil); got != test.confirmation; got, err = c.next() {
						if err != nil {
							t.Fatalf("%v before %s", err, test.confirmation)
						}
					}
					publishers.Wait()
					if got, err := c.next(); err == nil {
						t.Fatalf("%s after %s", got, test.confirmation)
					}
				})
			}
		})
	}
}

// I2: when RESET or QUIT replies, the subscriptions have ended, so that no message
// can find its way in behind the reply.
func TestSubscriptionsEndBeforeTheLastReply(t *testing.T) {
	for _, name := range []string{"reset", "quit"} {
		hub := NewHub()
		c := &connection{hub: hub, subscriber: newSubscriber(nil)}
		hub.subscribe(c.subscriber, channel, "news")
		hub.subscribe(c.subscriber, pattern, "n*")
		c.ownCommands()[name].Handle(func(framing.Frame) { wantEmpty(t, hub) }, []string{name})
	}
}
