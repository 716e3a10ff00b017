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
// pipelines or not. A SET writes over the value that is there.
func TestDispatchDoesNotAllocate(t *testing.T) {
	for _, command := range []string{
		"PING", "ping hello", "ECHO hello",
		"GET k", "GET missing", "get k", "STRLEN k", "EXISTS k", "TTL k",
		"PUBLISH channel hello", "SET k value",
	} {
		for _, length := range []int{1, 100} {
			var lines []string
			for range length {
				lines = append(lines, command)
			}
			c, next := executor(t, pipeline(lines...))
			c.srv.store.SetMany([][]byte{[]byte("k"), []byte("v")})
			if allocs := testing.AllocsPerRun(1000, next); allocs != 0 {
				t.Errorf("%s, %d at a time: %v allocations, want none", command, length, allocs)
			}
		}
	}
}

// What only reads a value leaves it to be written over.
func TestSetAfterAReadDoesNotAllocate(t *testing.T) {
	for _, read := range []string{"GET k", "STRLEN k", "GETRANGE k 1 2", "SUBSTR k 1 2", "GETEX k"} {
		_, next := executor(t, pipeline("SET k value", read))
		if allocs := testing.AllocsPerRun(100, func() { next(); next() }); allocs != 0 {
			t.Errorf("SET and %s: %v allocations, want none", read, allocs)
		}
	}
}
