package pubsub

import (
	"testing"
	"testing/synctest"
)

// PUBSUB tells which channels have subscribers, how many, and how many patterns
// there are. Its errors are Redis's, word for word.
func TestPubsubCommandInspectsTheHub(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hub := NewHub()
		one, other, c := connect(t, hub), connect(t, hub), connect(t, hub)
		one.send("SUBSCRIBE news weather", "PSUBSCRIBE n* *")
		one.want("[subscribe news :1]", "[subscribe weather :2]", "[psubscribe n* :3]", "[psubscribe * :4]")
		other.send("SUBSCRIBE news", "PSUBSCRIBE n*")
		other.want("[subscribe news :1]", "[psubscribe n* :2]")

		for _, test := range []struct{ send, want string }{
			{"PUBSUB CHANNELS", "[news weather]"},
			{"pubsub channels", "[news weather]"},
			{"PUBSUB CHANNELS n*", "[news]"},
			{"PUBSUB CHANNELS x*", "[]"},
			{"PUBSUB NUMSUB", "[]"},
			{"PUBSUB NUMSUB news n* weather news", "[news :2 n* :0 weather :1 news :2]"},
			{"PUBSUB NUMPAT", ":2"}, // patterns, not subscriptions to them
			{"PUBSUB", "-ERR wrong number of arguments for 'pubsub' command"},
			{"PUBSUB CHANNELS a b", "-ERR unknown subcommand or wrong number of arguments for 'CHANNELS'. Try PUBSUB HELP."},
			{"PUBSUB NUMPAT x", "-ERR wrong number of arguments for 'pubsub|numpat' command"},
			{"PUBSUB Foo a b", "-ERR unknown subcommand 'Foo'. Try PUBSUB HELP."},
			{"PUBLISH news", "-ERR wrong number of arguments for 'publish' command"},
		} {
			c.send(test.send)
			if got, err := c.next(); got != test.want || err != nil {
				t.Errorf("%s: got %q, %v, want %q", test.send, got, err, test.want)
			}
		}
	})
}
