package pubsub

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

// I4: a subscriber that never reads is dropped when 1,024 messages wait for it,
// not one earlier and not one later, and no publisher waits at any time.
func TestSlowSubscriberIsDropped(t *testing.T) {
	for _, test := range []struct {
		subscribe, confirmation string
	}{
		{"SUBSCRIBE news", "[subscribe news :1]"},
		{"PSUBSCRIBE n*", "[psubscribe n* :1]"},
	} {
		t.Run(test.subscribe, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				hub := NewHub()
				slow, publisher := connect(t, hub), connect(t, hub)
				slow.send(test.subscribe)
				slow.want(test.confirmation)

				start := time.Now()
				publisher.send("PUBLISH news 0")
				publisher.want(":1")
				synctest.Wait() // now the writer is stuck with this message
				for n := range maxQueued {
					publisher.send(fmt.Sprintf("PUBLISH news %d", n+1))
					publisher.want(":1")
				}
				select {
				case <-slow.served:
					t.Fatalf("dropped with %d messages waiting", maxQueued)
				default:
				}
				publisher.send("PUBLISH news too-many")
				publisher.want(":0")
				<-slow.served
				if waited := time.Since(start); waited != 0 {
					t.Errorf("it took %v, want no time", waited)
				}
				slow.wantEnd()
				wantEmpty(t, hub)
			})
		})
	}
}

// I4: what a dropped subscriber receives is all there was up to some message.
// It doesn't miss one and then receive a later one.
func TestDroppedSubscriberHasNoGap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const published = 2 * maxQueued
		hub := NewHub()
		slow, publisher := connect(t, hub), connect(t, hub)
		slow.send("SUBSCRIBE news")
		slow.want("[subscribe news :1]")
		for n := range published {
			publisher.send(fmt.Sprintf("PUBLISH news %d", n))
			publisher.next()
		}
		// Now it reads, and more is published.
		received := 0
		for received < published {
			got, err := slow.next()
			if err != nil {
				break
			}
			if want := fmt.Sprintf("[message news %d]", received); got != want {
				t.Fatalf("got %s, want %s", got, want)
			}
			received++
			publisher.send("PUBLISH news later")
			publisher.next()
		}
		if received == published {
			t.Errorf("a subscriber with %d messages waiting wasn't dropped", published)
		}
	})
}

// I3, I4: the subscriber that is dropped counts for none of its subscriptions
// any more, and the others receive what they did before.
func TestDroppedSubscriberLeavesTheOthersAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hub := NewHub()
		slow, reading, publisher := connect(t, hub), connect(t, hub), connect(t, hub)
		slow.send("SUBSCRIBE news weather", "PSUBSCRIBE n*")
		slow.want("[subscribe news :1]", "[subscribe weather :2]", "[psubscribe n* :3]")
		reading.send("SUBSCRIBE news")
		reading.want("[subscribe news :1]")

		publisher.send("PUBLISH weather sunny")
		publisher.want(":1")
		synctest.Wait() // the writer is stuck, and two messages a PUBLISH wait
		for n := range maxQueued {
			publisher.send(fmt.Sprintf("PUBLISH news %d", n))
			count := ":3"
			if n >= maxQueued/2 {
				count = ":1"
			}
			publisher.want(count)
			reading.want(fmt.Sprintf("[message news %d]", n))
		}
		publisher.send("PUBSUB NUMSUB news weather", "PUBSUB NUMPAT")
		publisher.want("[news :1 weather :0]", ":0")
	})
}

// A subscriber that reads is never dropped, however much is published.
func TestSubscriberThatReadsIsNotDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hub := NewHub()
		c, publisher := connect(t, hub), connect(t, hub)
		c.send("SUBSCRIBE news")
		c.want("[subscribe news :1]")
		for n := range 5 * maxQueued {
			publisher.send(fmt.Sprintf("PUBLISH news %d", n))
			publisher.want(":1")
			c.want(fmt.Sprintf("[message news %d]", n))
		}
	})
}
