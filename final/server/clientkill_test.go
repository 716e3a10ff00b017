package server

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// dialer starts s in memory and returns a function that returns another client of it.
func dialer(t tb, s *Server) (dial func() *client) {
	t.Helper()
	l := newMemListener()
	start(t, s, l)
	return func() *client { return newClient(t, l.dial()) }
}

// id returns the number of the connection.
func (c *client) id() string {
	c.t.Helper()
	return fmt.Sprint(c.do("CLIENT", "ID").Int)
}

// wantCut fails the test unless the connection ends, no matter what comes before and
// whether that is whole.
func (c *client) wantCut(within time.Duration) {
	c.t.Helper()
	begin := time.Now()
	for _, err := c.next(); err == nil; {
		_, err = c.next()
	}
	if took := time.Since(begin); took > within {
		c.t.Errorf("the connection ended after %v, want at most %v", took, within)
	}
}

// Whatever a connection is waiting for when it is killed, it ends at once.
func TestKillWakesAConnectionThatWaits(t *testing.T) {
	for name, wait := range map[string]func(victim, other *client){
		"for a command":            func(victim, _ *client) { victim.do("PING") },
		"for the rest of one":      func(victim, _ *client) { victim.raw("*2\r\n$3\r\nGE") },
		"for messages":             func(victim, _ *client) { victim.do("SUBSCRIBE", "a") },
		"for messages, in RESP3":   func(victim, _ *client) { victim.do("HELLO", "3"); victim.do("SUBSCRIBE", "a") },
		"until replies are read":   func(victim, _ *client) { victim.raw("ECHO a\r\nECHO b\r\n") },
		"until messages are read":  waitForMessages,
		"for room for its replies": waitForRoom,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				dial := dialer(t, new(Server))
				victim, killer := dial(), dial()
				id := victim.id()
				wait(victim, killer)
				synctest.Wait()
				killer.send("CLIENT", "KILL", "ID", id)
				killer.want(":1")
				victim.wantCut(0)
				synctest.Wait()
				if got := strings.Count(killer.do("CLIENT", "LIST").Str, "\n"); got != 1 {
					t.Errorf("%d clients are listed, want 1", got)
				}
			})
		})
	}
}

// waitForMessages makes the writer of a subscriber wait.
func waitForMessages(victim, other *client) {
	victim.do("SUBSCRIBE", "a")
	other.do("PUBLISH", "a", "m")
}

// waitForRoom makes the reader of a subscriber wait for its writer, which waits for
// its client.
func waitForRoom(victim, _ *client) {
	victim.do("SUBSCRIBE", "a")
	large := strings.Repeat("x", 40<<10)
	victim.flood(pipeline("PING "+large, "PING "+large, "PING "+large))
}

// flood sends what the server may not read to the end.
func (c *client) flood(sent string) { go io.WriteString(c.conn, sent) }

// A client that was killed executes no more commands, even those that the server has
// received already.
func TestKilledClientExecutesNoMoreCommands(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dial := dialer(t, new(Server))
		victim, killer := dial(), dial()
		id := victim.id()
		killer.flood(pipeline("SET large " + strings.Repeat("x", 100<<10)))
		killer.want("+OK")
		// A value longer than what is gathered is written at once, and that waits.
		victim.raw(pipeline("GET large", "SET k v"))
		synctest.Wait()
		killer.send("CLIENT", "KILL", "ID", id)
		killer.want(":1")
		victim.wantCut(0)
		synctest.Wait()
		killer.send("EXISTS", "k")
		killer.want(":0")
	})
}

// When KILL is answered the client that was killed is listed no more, and its
// subscriptions have ended, although its goroutines may not have noticed.
func TestKilledClientIsGoneWhenKillReplies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dial := dialer(t, new(Server))
		victim, killer := dial(), dial()
		id := victim.id()
		victim.do("SUBSCRIBE", "a")
		victim.do("PSUBSCRIBE", "b*")
		killer.raw(pipeline("CLIENT KILL ID "+id, "CLIENT KILL ID "+id, "CLIENT LIST ID "+id, "PUBSUB NUMSUB a", "PUBSUB NUMPAT", "PUBLISH a m"))
		killer.want(":1", ":0", "", "[a :0]", ":0", ":0")
	})
}

// Who kills its own connection gets the reply, and nothing after that.
func TestKillingOneselfEndsAfterTheReply(t *testing.T) {
	for _, tt := range []struct{ command, reply string }{
		{"CLIENT KILL pipe", "+OK"},
		{"CLIENT KILL SKIPME no", ":1"},
		{"CLIENT KILL ID 1 SKIPME no", ":1"},
	} {
		synctest.Test(t, func(t *testing.T) {
			dial := dialer(t, new(Server))
			c := dial()
			c.raw(pipeline(tt.command, "PING"))
			c.want(tt.reply)
			c.wantEnd()
		})
	}
}

// The filters of KILL choose the connections that have all of the properties.
func TestKillFilters(t *testing.T) {
	for _, tt := range []struct {
		filter string
		dead   string // of the clients 1 (normal), 2 (subscriber), 3 (the killer)
	}{
		{"ID 1", "1"}, {"ID 2", "2"}, {"ID 3", ""}, {"ID 4", ""},
		{"ID 3 SKIPME no", "3"}, {"ID 3 SKIPME yes", ""},
		{"TYPE normal", "1"}, {"TYPE pubsub", "2"}, {"TYPE master", ""}, {"TYPE replica", ""},
		{"TYPE normal SKIPME NO", "13"}, {"ID 1 TYPE pubsub", ""}, {"ID 2 TYPE PubSub", "2"},
		{"USER default", "12"}, {"USER default TYPE pubsub", "2"},
		{"ADDR pipe", "12"}, {"LADDR pipe", "12"}, {"ADDR pipe LADDR pipe ID 2", "2"}, {"ADDR other", ""}, {"LADDR other", ""},
		{"SKIPME yes", "12"}, {"SKIPME no", "123"},
	} {
		synctest.Test(t, func(t *testing.T) {
			dial := dialer(t, new(Server))
			clients := []*client{dial(), dial(), dial()}
			for _, c := range clients {
				c.id() // in this order
			}
			clients[1].do("SUBSCRIBE", "a")
			killer := clients[2]
			killer.raw(pipeline("CLIENT KILL " + tt.filter))
			killer.want(fmt.Sprintf(":%d", len(tt.dead)))
			for i, c := range clients {
				if strings.Contains(tt.dead, fmt.Sprint(i+1)) {
					c.wantEnd()
				} else {
					c.do("PING")
				}
			}
		})
	}
}
