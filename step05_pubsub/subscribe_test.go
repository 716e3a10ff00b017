package pubsub

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
)

// A confirmation counts the subscriptions of both kinds that the client has
// then. One that exists already isn't counted twice, and ending one that isn't
// there is confirmed all the same.
func TestConfirmationsCountSubscriptions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t, NewHub())
		for _, step := range []struct{ send, want string }{
			{"SUBSCRIBE a", "[subscribe a :1]"},
			{"SUBSCRIBE a", "[subscribe a :1]"},
			{"SUBSCRIBE b c b", "[subscribe b :2] [subscribe c :3] [subscribe b :3]"},
			{"PSUBSCRIBE a a*", "[psubscribe a :4] [psubscribe a* :5]"},
			{"UNSUBSCRIBE z", "[unsubscribe z :5]"},
			{"UNSUBSCRIBE a a", "[unsubscribe a :4] [unsubscribe a :4]"},
			{"UNSUBSCRIBE", "[unsubscribe b :3] [unsubscribe c :2]"},
			{"UNSUBSCRIBE", "[unsubscribe null :2]"},
			{"PUNSUBSCRIBE a* z", "[punsubscribe a* :1] [punsubscribe z :1]"},
			{"PUNSUBSCRIBE", "[punsubscribe a :0]"},
			{"PUNSUBSCRIBE", "[punsubscribe null :0]"},
		} {
			c.send(step.send)
			for want := range strings.SplitSeq(step.want, "] ") {
				c.want(strings.TrimSuffix(want, "]") + "]")
			}
		}
	})
}

// The same as a Redis server writes it, byte for byte.
func TestConversationInBytes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hub := NewHub()
		c, publisher := connect(t, hub), connect(t, hub)
		for _, step := range []struct {
			from       *client
			send, want string
		}{
			{c, "*2\r\n$9\r\nSUBSCRIBE\r\n$4\r\nnews\r\n", "*3\r\n$9\r\nsubscribe\r\n$4\r\nnews\r\n:1\r\n"},
			{c, "*2\r\n$10\r\npsubscribe\r\n$2\r\nn*\r\n", "*3\r\n$10\r\npsubscribe\r\n$2\r\nn*\r\n:2\r\n"},
			{c, "PING\r\n", "*2\r\n$4\r\npong\r\n$0\r\n\r\n"},
			{publisher, "PUBLISH news hello\r\n", ":2\r\n"},
			{c, "", "*3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$5\r\nhello\r\n"},
			{c, "", "*4\r\n$8\r\npmessage\r\n$2\r\nn*\r\n$4\r\nnews\r\n$5\r\nhello\r\n"},
			{c, "UNSUBSCRIBE\r\n", "*3\r\n$11\r\nunsubscribe\r\n$4\r\nnews\r\n:1\r\n"},
			{c, "UNSUBSCRIBE\r\n", "*3\r\n$11\r\nunsubscribe\r\n$-1\r\n:1\r\n"},
			{c, "PUNSUBSCRIBE n*\r\n", "*3\r\n$12\r\npunsubscribe\r\n$2\r\nn*\r\n:0\r\n"},
			{c, "PING\r\n", "+PONG\r\n"},
		} {
			if step.send != "" {
				io.WriteString(step.from.conn, step.send)
			}
			got := make([]byte, len(step.want))
			if _, err := io.ReadFull(step.from.conn, got); err != nil || string(got) != step.want {
				t.Fatalf("%q: got %q, %v, want %q", step.send, got, err, step.want)
			}
		}
	})
}

// What drops a client is too many messages. Confirmations are replies: one
// command may bring more than 1,024 of them.
func TestOneCommandMaySubscribeToManyChannels(t *testing.T) {
	const channels = 5000
	synctest.Test(t, func(t *testing.T) {
		hub := NewHub()
		c, publisher := connect(t, hub), connect(t, hub)
		var command strings.Builder
		command.WriteString("SUBSCRIBE")
		for i := range channels {
			fmt.Fprintf(&command, " c%d", i)
		}
		c.send(command.String())
		synctest.Wait() // all is queued, nothing read
		for i := range channels {
			c.want(fmt.Sprintf("[subscribe c%d :%d]", i, i+1))
		}
		publisher.send("PUBLISH c4999 hello")
		publisher.want(":1")
		c.want("[message c4999 hello]")

		c.send("UNSUBSCRIBE")
		for left := channels - 1; left >= 0; left-- {
			got, err := c.next()
			if suffix := fmt.Sprintf(" :%d]", left); err != nil || !strings.HasSuffix(got, suffix) {
				t.Fatalf("got %s, %v, want one that ends in %s", got, err, suffix)
			}
		}
		wantEmpty(t, hub)
	})
}
