package server

import (
	"context"
	"strings"
	"testing"
)

// A pattern and a text with which Match is busy for minutes.
var (
	longPattern = "*" + strings.Repeat("a", 1<<19) + "b"
	longText    = strings.Repeat("a", 1<<20)
)

// While a command matches a pattern that takes minutes, other clients are served, and
// see it in CLIENT LIST. CLIENT KILL ends it, and so does a shutdown whose time is over.
func TestLongMatchHoldsUpNobody(t *testing.T) {
	commands := map[string]struct {
		before, long []string
	}{
		"keys":            {[]string{"SET", longText, ""}, []string{"KEYS", longPattern}},
		"scan":            {[]string{"SET", longText, ""}, []string{"SCAN", "0", "MATCH", longPattern}},
		"publish":         {[]string{"PSUBSCRIBE", longPattern}, []string{"PUBLISH", longText, "x"}},
		"pubsub|channels": {[]string{"SUBSCRIBE", longText}, []string{"PUBSUB", "CHANNELS", longPattern}},
	}
	ends := map[string]func(t *testing.T, s *Server, other *client){
		"kill": func(t *testing.T, s *Server, other *client) {
			other.send("CLIENT", "KILL", "TYPE", "normal")
			if got := other.reply().Int; got < 1 {
				t.Errorf("CLIENT KILL ended %d connections", got)
			}
		},
		"shutdown": func(t *testing.T, s *Server, other *client) {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			if err := s.Shutdown(ctx); err == nil {
				t.Error("Shutdown returned nil, want the cause of the end of its context")
			}
		},
	}
	for name, c := range commands {
		for end, stop := range ends {
			t.Run(name+"/"+end, func(t *testing.T) {
				t.Parallel()
				s, l := new(Server), newMemListener()
				start(t, s, l)
				holder, busy, other := newClient(t, l.dial()), newClient(t, l.dial()), newClient(t, l.dial())
				holder.do(c.before...)
				busy.send(c.long...)
				for listed := ""; !strings.Contains(listed, "cmd="+name); {
					listed = other.do("CLIENT", "LIST").Str
				}
				other.send("INFO")
				other.reply()
				other.send("PSUBSCRIBE", longPattern+"b")
				other.reply()
				other.send("PUNSUBSCRIBE")
				other.reply()
				other.send("PUBLISH", "news", "x")
				other.want(":0")
				other.send("SET", "key", "value")
				other.want("+OK")
				other.send("CONFIG", "SET", "timeout", "0")
				other.want("+OK")
				stop(t, s, other)
				busy.wantEnd()
			})
		}
	}
}
