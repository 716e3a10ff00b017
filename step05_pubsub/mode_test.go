package pubsub

import (
	"fmt"
	"testing"
	"testing/synctest"
)

// I7: in subscriber mode every command but seven gets an error reply, as Redis
// words it, and the connection lives on.
func TestSubscriberModeRefusesOtherCommands(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t, NewHub())
		c.send("SUBSCRIBE news")
		c.want("[subscribe news :1]")
		for _, command := range []struct{ name, line string }{
			{"get", "get k"},
			{"get", "GET k"},
			{"set", "Set k v"},
			{"echo", "ECHO hi"},
			{"publish", "PUBLISH news hello"},
			{"flushall", "FLUSHALL"},
		} {
			c.send(command.line)
			c.want(fmt.Sprintf("-ERR Can't execute '%s': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context", command.name))
		}
		c.send("UNSUBSCRIBE", "ECHO hi")
		c.want("[unsubscribe news :0]", "hi")
	})
}

// I7: subscriber mode starts with the first subscription of either kind and
// ends with the last.
func TestSubscriberModeLastsWhileThereAreSubscriptions(t *testing.T) {
	const refused = "-ERR Can't execute 'echo': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context"
	synctest.Test(t, func(t *testing.T) {
		c := connect(t, NewHub())
		for _, step := range []struct{ send, confirmation, echoed string }{
			{"UNSUBSCRIBE", "[unsubscribe null :0]", "hi"},
			{"PSUBSCRIBE n*", "[psubscribe n* :1]", refused},
			{"SUBSCRIBE news", "[subscribe news :2]", refused},
			{"PUNSUBSCRIBE", "[punsubscribe n* :1]", refused},
			{"UNSUBSCRIBE other", "[unsubscribe other :1]", refused},
			{"UNSUBSCRIBE news", "[unsubscribe news :0]", "hi"},
			{"SUBSCRIBE news", "[subscribe news :1]", refused},
			{"RESET", "+RESET", "hi"},
		} {
			c.send(step.send, "ECHO hi")
			c.want(step.confirmation, step.echoed)
		}
	})
}

// A command that doesn't exist, or has the wrong number of arguments, is a
// mistake in any mode, and that is what the client is told.
func TestMistakesAreReportedBeforeTheMode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t, NewHub())
		c.send("SUBSCRIBE news")
		c.want("[subscribe news :1]")
		for _, mistake := range []struct{ send, want string }{
			{"FOO bar", "-ERR unknown command 'FOO', with args beginning with: 'bar' "},
			{"GET", "-ERR wrong number of arguments for 'get' command"},
			{"PUBLISH news", "-ERR wrong number of arguments for 'publish' command"},
			{"SUBSCRIBE", "-ERR wrong number of arguments for 'subscribe' command"},
			{"PSUBSCRIBE", "-ERR wrong number of arguments for 'psubscribe' command"},
			{"PING a b", "-ERR wrong number of arguments for 'ping' command"},
			{"RESET now", "-ERR wrong number of arguments for 'reset' command"},
		} {
			c.send(mistake.send)
			c.want(mistake.want)
		}
	})
}

// In subscriber mode the reply to PING has the form of a message, for clients
// that read nothing else then.
func TestPingInBothModes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t, NewHub())
		c.send("PING", "PING hi", "SUBSCRIBE news", "PING", "PING hi", "UNSUBSCRIBE", "PING")
		c.want("+PONG", "hi", "[subscribe news :1]", "[pong ]", "[pong hi]", "[unsubscribe news :0]", "+PONG")
	})
}

// RESET ends all subscriptions of both kinds, without confirming each.
func TestResetEndsAllSubscriptions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hub := NewHub()
		c := connect(t, hub)
		c.send("SUBSCRIBE a b", "PSUBSCRIBE c*", "RESET", "RESET", "PING")
		c.want("[subscribe a :1]", "[subscribe b :2]", "[psubscribe c* :3]", "+RESET", "+RESET", "+PONG")
		wantEmpty(t, hub)
		c.send("SUBSCRIBE a")
		c.want("[subscribe a :1]")
	})
}

// QUIT is answered, and then nothing more is read, whatever was sent with it.
func TestQuitEndsTheConnection(t *testing.T) {
	for _, first := range []string{"PING hi", "SUBSCRIBE hi"} {
		synctest.Test(t, func(t *testing.T) {
			hub := NewHub()
			c := connect(t, hub)
			c.send(first)
			c.next()
			c.send("QUIT now", "PING")
			c.want("+OK")
			c.wantEnd()
			wantEmpty(t, hub)
		})
	}
}
