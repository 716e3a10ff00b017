package pubsub

import (
	"testing"
	"testing/synctest"

	framing "mini-redis/step02_framing"
)

// I3: PUBLISH counts messages and not clients.
func TestPublishCountsTheMessagesItQueued(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hub := NewHub()
		one, other, publisher := connect(t, hub), connect(t, hub), connect(t, hub)
		publish := func(count string) {
			t.Helper()
			publisher.send("PUBLISH news hello")
			publisher.want(count)
		}
		publish(":0")

		one.send("SUBSCRIBE news")
		one.want("[subscribe news :1]")
		publish(":1")
		one.want("[message news hello]")

		one.send("PSUBSCRIBE n*")
		one.want("[psubscribe n* :2]")
		publish(":2")
		one.want("[message news hello]", "[pmessage n* news hello]")

		other.send("PSUBSCRIBE n* weather")
		other.want("[psubscribe n* :1]", "[psubscribe weather :2]")
		publish(":3")
		one.want("[message news hello]", "[pmessage n* news hello]")
		other.want("[pmessage n* news hello]")

		one.send("RESET")
		one.want("+RESET")
		publish(":1")
		other.want("[pmessage n* news hello]")

		other.disconnect()
		publish(":0")
		one.wantNothing()
	})
}

// I3: a channel and two patterns that match it make three messages.
func TestEverySubscriptionThatMatchesBringsAMessage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hub := NewHub()
		c, publisher := connect(t, hub), connect(t, hub)
		c.send("SUBSCRIBE news", "PSUBSCRIBE n* *s")
		c.want("[subscribe news :1]", "[psubscribe n* :2]", "[psubscribe *s :3]")
		publisher.send("PUBLISH news hello")
		publisher.want(":3")

		got := map[string]int{}
		for range 3 {
			frame, err := c.next()
			if err != nil {
				t.Fatal(err)
			}
			got[frame]++
		}
		c.wantNothing()
		for _, want := range []string{"[message news hello]", "[pmessage n* news hello]", "[pmessage *s news hello]"} {
			if got[want] != 1 {
				t.Errorf("got %s %d times, want once", want, got[want])
			}
		}
	})
}

// A message is any bytes, and no length or line end in it is taken for the
// protocol's.
func TestMessagesMayHoldAnyBytes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const name, payload = "\r\n", "$5\r\nhello\r\n\x00\xff"
		hub := NewHub()
		c, publisher := connect(t, hub), connect(t, hub)
		for _, step := range []struct {
			client  *client
			command framing.Array
			want    string
		}{
			{c, framing.Array{framing.Bulk("SUBSCRIBE"), framing.Bulk(name)}, "[subscribe " + name + " :1]"},
			{publisher, framing.Array{framing.Bulk("PUBLISH"), framing.Bulk(name), framing.Bulk(payload)}, ":1"},
		} {
			enc := framing.NewEncoder(step.client.conn)
			enc.Encode(step.command)
			enc.Flush()
			step.client.want(step.want)
		}
		c.want("[message " + name + " " + payload + "]")
	})
}
