package server

import (
	"runtime"
	"strings"
	"testing"
)

// A client that has subscribed over RESP3 may send any command. Replies that it doesn't
// read take memory up to its limit, as messages do, and not forty times a value.
func TestSubscribedClientIsDroppedForALongReply(t *testing.T) {
	const limit = 1 << 20
	s, l := new(Server), newMemListener()
	start(t, s, l)
	c, other := newClient(t, l.dial()), newClient(t, l.dial())
	other.do("CONFIG", "SET", "client-output-buffer-limit", "pubsub 1048576 0 0")
	other.do("SET", "key", strings.Repeat("x", limit/2))
	c.do("HELLO", "3")
	c.do("SUBSCRIBE", "channel")
	c.send("GET", "key")
	if got := c.reply(); len(got.Str) != limit/2 {
		t.Fatalf("a reply within the limit has %d bytes", len(got.Str))
	}

	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	c.send(append([]string{"MGET"}, repeat(40, "key")...)...)
	c.wantEnd()
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > 8*limit {
		t.Errorf("allocated %d bytes for replies limited to %d", got, limit)
	}
	if got := s.stats.slowDropped.Load(); got != 1 {
		t.Errorf("%d subscribers were dropped, want 1", got)
	}
}

// What waits for a subscriber shows in CLIENT LIST.
func TestClientListTellsWhatIsQueued(t *testing.T) {
	s, l := new(Server), newMemListener()
	start(t, s, l)
	c, other := newClient(t, l.dial()), newClient(t, l.dial())
	c.do("SUBSCRIBE", "channel")
	for range 3 { // one for the writer, which waits for the client; two for the queue
		other.do("PUBLISH", "channel", strings.Repeat("x", 70<<10))
	}
	for listed := ""; !strings.Contains(listed, " oll=2 omem="); {
		listed = other.do("CLIENT", "LIST", "TYPE", "pubsub").Str
		if strings.Contains(listed, " omem=0 ") {
			t.Fatalf("nothing waits: %s", listed)
		}
	}
}
