package pubsub

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
)

// pipeline sends commands without reading replies, and returns a channel that
// is closed when the server has taken them all.
func pipeline(c *client, commands ...string) (taken chan struct{}) {
	taken = make(chan struct{})
	go func() {
		defer close(taken)
		io.WriteString(c.conn, strings.Join(commands, "\r\n")+"\r\n")
	}()
	return taken
}

// queueOf returns the number of frames that wait for the subscriber of name.
func queueOf(t *testing.T, hub *Hub, name string) int {
	t.Helper()
	hub.mu.Lock()
	defer hub.mu.Unlock()
	for s := range hub.subscribers[channel][name] {
		s.queue.mu.Lock()
		defer s.queue.mu.Unlock()
		return len(s.queue.frames)
	}
	t.Fatalf("nobody has subscribed to %s", name)
	return 0
}

// A client that sends and never reads isn't read any more once its queue is
// full. When it reads, it gets every reply, in order.
func TestClientThatDoesNotReadIsNotRead(t *testing.T) {
	const commands = 10_000
	synctest.Test(t, func(t *testing.T) {
		hub := NewHub()
		c := connect(t, hub)
		c.send("SUBSCRIBE news")
		c.want("[subscribe news :1]")

		var pings []string
		for n := range commands {
			pings = append(pings, fmt.Sprintf("PING %d", n))
		}
		taken := pipeline(c, pings...)
		synctest.Wait()
		select {
		case <-taken:
			t.Fatalf("the server has taken %d commands of a client that doesn't read", commands)
		default:
		}
		if got := queueOf(t, hub, "news"); got != maxQueued {
			t.Errorf("%d replies wait, want %d", got, maxQueued)
		}
		for n := range commands {
			c.want(fmt.Sprintf("[pong %d]", n))
		}
		<-taken
		c.wantNothing()
	})
}

// The queue is checked between commands: it never holds more than 1,024 frames
// and what one command adds.
func TestQueueGrowsByAtMostOneCommand(t *testing.T) {
	const channels = 3000
	synctest.Test(t, func(t *testing.T) {
		hub := NewHub()
		c := connect(t, hub)
		c.send("SUBSCRIBE news")
		c.want("[subscribe news :1]")

		many := "SUBSCRIBE" + strings.Repeat(" news", channels)
		var commands []string
		for range 10 {
			commands = append(commands, many)
		}
		taken := pipeline(c, commands...)
		synctest.Wait()
		if got := queueOf(t, hub, "news"); got >= maxQueued+channels {
			t.Errorf("%d replies wait, want less than %d", got, maxQueued+channels)
		}
		for range 10 * channels {
			c.want("[subscribe news :1]")
		}
		<-taken
	})
}

// Commands in one packet are executed in order, also around changes of mode.
func TestPipelinedCommandsAreAnsweredInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t, NewHub())
		c.send("SET k v", "SUBSCRIBE a", "GET k", "UNSUBSCRIBE a", "GET k", "FOO", "PING")
		c.want("+OK", "[subscribe a :1]",
			"-ERR Can't execute 'get': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context",
			"[unsubscribe a :0]", "v", "-ERR unknown command 'FOO', with args beginning with: ", "+PONG")
	})
}
