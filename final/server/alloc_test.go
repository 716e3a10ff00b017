package server

import (
	"log/slog"
	"testing"
)

// executor returns a conn whose client sends the same pipeline over and over, and
// a function that reads and executes one command of it.
func executor(tb testing.TB, sent string) (c *conn, next func()) {
	tb.Helper()
	s := &Server{Logger: slog.New(slog.DiscardHandler)}
	s.init.Do(s.initialize)
	c = newConn(s, &loopConn{endless: endless{data: sent}})
	return c, func() {
		args, err := c.in.ReadCommand()
		if err != nil {
			tb.Fatal(err)
		}
		c.execute(args)
	}
}

func TestLookupDoesNotAllocate(t *testing.T) {
	s := &Server{Logger: slog.New(slog.DiscardHandler)}
	s.init.Do(s.initialize)
	for _, name := range []string{"get", "GET", "PUnsubscribe", "Config", "nosuch", ""} {
		args := [][]byte{[]byte(name), []byte("name")}
		if allocs := testing.AllocsPerRun(1000, func() { s.lookup(args) }); allocs != 0 {
			t.Errorf("looking up %q allocates %v times", name, allocs)
		}
	}
}

// Reading, executing and answering these allocates nothing, whether the client
// pipelines or not. A SET has to copy its value.
func TestDispatchDoesNotAllocate(t *testing.T) {
	for _, tt := range []struct {
		command string
		allowed float64
	}{
		{"PING", 0}, {"ping hello", 0}, {"ECHO hello", 0},
		{"GET k", 0}, {"GET missing", 0}, {"get k", 0}, {"STRLEN k", 0}, {"EXISTS k", 0}, {"TTL k", 0},
		{"PUBLISH channel hello", 0}, {"SET k value", 1},
	} {
		for _, length := range []int{1, 100} {
			var lines []string
			for range length {
				lines = append(lines, tt.command)
			}
			c, next := executor(t, pipeline(lines...))
			c.srv.store.SetMany([][]byte{[]byte("k"), []byte("v")})
			if allocs := testing.AllocsPerRun(1000, next); allocs > tt.allowed {
				t.Errorf("%s, %d at a time: %v allocations, want %v", tt.command, length, allocs, tt.allowed)
			}
		}
	}
}
