package server

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
)

func TestMessagesArriveInTheOrderOfTheirPublication(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := new(Server), newMemListener()
		start(t, s, l)
		publisher, subscriber := newClient(t, l.dial()), newClient(t, l.dial())
		subscriber.send("SUBSCRIBE", "a", "b")
		subscriber.want("[subscribe a :1]", "[subscribe b :2]")
		var sent, replies, messages []string
		for i := range 100 {
			channel := []string{"a", "b"}[i%2]
			sent = append(sent, fmt.Sprintf("PUBLISH %s %d", channel, i))
			replies = append(replies, ":1")
			messages = append(messages, fmt.Sprintf("[message %s %d]", channel, i))
		}
		publisher.raw(pipeline(sent...))
		publisher.want(replies...)
		subscriber.want(messages...)
	})
}

// Publish counts deliveries: a client that is reached by its channel and by two
// patterns gets three messages.
func TestPublishCountsDeliveries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := new(Server), newMemListener()
		start(t, s, l)
		publisher, one, other := newClient(t, l.dial()), newClient(t, l.dial()), newClient(t, l.dial())
		one.raw(pipeline("SUBSCRIBE news", "PSUBSCRIBE n* [mn]ews"))
		one.want("[subscribe news :1]", "[psubscribe n* :2]", "[psubscribe [mn]ews :3]")
		other.send("PSUBSCRIBE", "n*")
		other.want("[psubscribe n* :1]")

		publisher.raw(pipeline("PUBLISH news hello", "PUBLISH nothing hello", "PUBLISH other hello", "PUBSUB CHANNELS", "PUBSUB CHANNELS x*", "PUBSUB NUMSUB news other", "PUBSUB NUMPAT"))
		publisher.want(":4", ":2", ":0", "[news]", "[]", "[news :1 other :0]", ":2")
		one.want("[message news hello]")
		patterns := map[string]bool{show(one.reply()): true, show(one.reply()): true} // in no particular order
		if !patterns["[pmessage n* news hello]"] || !patterns["[pmessage [mn]ews news hello]"] {
			t.Errorf("got %v", patterns)
		}
		one.want("[pmessage n* nothing hello]")
		other.want("[pmessage n* news hello]", "[pmessage n* nothing hello]")
	})
}

// One pipeline may enter and leave subscriber mode, and more than once.
func TestSubscriberModeMayBeginAndEndInOnePipeline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t)
		large := strings.Repeat("x", 200_000)
		c.send("SET", "large", large)
		c.want("+OK")
		go c.raw(strings.Repeat(pipeline("ECHO before", "SUBSCRIBE a", "PING", "GET large", "UNSUBSCRIBE", "GET large", "PSUBSCRIBE a*", "RESET", "PUBLISH a m", "ECHO after"), 50))
		for range 50 {
			c.want("before", "[subscribe a :1]", "[pong ]",
				"-ERR Can't execute 'get': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context",
				"[unsubscribe a :0]", large, "[psubscribe a* :1]", "+RESET", ":0", "after")
		}
	})
}

// A client that asks for replies without reading them isn't served until it does,
// in subscriber mode as out of it.
func TestUnreadRepliesStopTheReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t)
		c.send("SUBSCRIBE", "a")
		c.want("[subscribe a :1]")
		payload := strings.Repeat("x", 1000)
		sent := 0
		stop := make(chan struct{})
		go func() {
			defer close(stop)
			for ; sent < 1000; sent++ {
				c.raw(pipeline("PING " + payload))
			}
		}()
		synctest.Wait() // everybody waits for this client to read
		if sent > 200 { // 64 KB are queued, 64 KB are written, a few KB are read ahead
			t.Errorf("the server has read %d pings of a client that reads none of the replies", sent)
		}
		c.want(repeat(1000, "[pong "+payload+"]")...)
		<-stop
	})
}

// Messages stand where they belong: none before the confirmation, none after the end
// of the subscription, none between the confirmations of one command.
func TestMessagesStayBetweenTheConfirmations(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := new(Server), newMemListener()
		start(t, s, l)
		publisher, subscriber := newClient(t, l.dial()), newClient(t, l.dial())
		stop, stopped := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(stopped)
			for {
				select {
				case <-stop:
					return
				default:
					publisher.raw(pipeline("PUBLISH a m"))
					publisher.next()
				}
			}
		}()
		others := strings.Repeat(" b", 1000)
		for range 30 {
			subscriber.raw(pipeline("SUBSCRIBE a" + others))
			subscriber.want("[subscribe a :1]")
			subscriber.want(repeat(1000, "[subscribe b :2]")...)
			subscriber.want("[message a m]")
			subscriber.raw(pipeline("UNSUBSCRIBE"+others+" a", "ECHO out"))
			reply := show(subscriber.reply())
			for reply == "[message a m]" {
				reply = show(subscriber.reply())
			}
			if want := "[unsubscribe b :1]"; reply != want {
				t.Fatalf("got %q, want %q", reply, want)
			}
			subscriber.want(repeat(999, "[unsubscribe b :1]")...)
			subscriber.want("[unsubscribe a :0]", "out")
		}
		close(stop)
		<-stopped
	})
}
