package server

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// commandStats are the statistics of one command (Redis 7.0: INFO commandstats).
type commandStats struct {
	calls    atomic.Int64
	duration atomic.Int64 // of all calls, in nanoseconds
	rejected atomic.Int64 // not called: wrong arity, or not allowed now
	failed   atomic.Int64 // called, and answered with an error
}

func (s *commandStats) add(calls, failed int64, took time.Duration) {
	s.calls.Add(calls)
	s.duration.Add(int64(took))
	if failed > 0 {
		s.failed.Add(failed)
	}
}

func (s *commandStats) reset() {
	s.calls.Store(0)
	s.duration.Store(0)
	s.rejected.Store(0)
	s.failed.Store(0)
}

// serverStats are the statistics of a Server that belong to no command. INFO
// describes them; CONFIG RESETSTAT sets them to zero.
type serverStats struct {
	connections   atomic.Int64 // accepted so far
	rejected      atomic.Int64 // refused because of the connection limit or by protected mode
	denied        atomic.Int64 // wrong passwords
	bytesIn       atomic.Int64
	bytesOut      atomic.Int64
	slowDropped   atomic.Int64 // subscribers dropped at the output limit
	queryTooLarge atomic.Int64 // clients closed for what they sent: too long a command, or too much without reading

	mu     sync.Mutex
	errors map[string]int64 // error replies by their code; guarded by mu
	rates  rates            // guarded by mu
}

// countError counts an error reply by its code, the first word.
func (s *serverStats) countError(message string) {
	code, _, _ := strings.Cut(message, " ")
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.errors == nil {
		s.errors = map[string]int64{}
	}
	s.errors[code]++
}

// errorCounts returns a copy of the counts of error replies, by code.
func (s *serverStats) errorCounts() map[string]int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.errors)
}

func (s *serverStats) reset() {
	for _, n := range []*atomic.Int64{&s.connections, &s.rejected, &s.denied, &s.bytesIn, &s.bytesOut, &s.slowDropped, &s.queryTooLarge} {
		n.Store(0)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.errors = nil
	s.rates = rates{since: time.Now()}
}

// resetStats sets all statistics to zero (Redis 7.0: CONFIG RESETSTAT).
func (s *Server) resetStats() {
	for _, cmd := range s.everyCommand() {
		cmd.stats.reset()
	}
	s.stats.reset()
	s.store.ResetStats()
}

// everyCommand returns the commands and, behind each, its subcommands, sorted by
// name.
func (s *Server) everyCommand() []*command {
	var all []*command
	for _, cmd := range slices.SortedFunc(maps.Values(s.commands), byName) {
		all = append(all, cmd)
		all = append(all, cmd.subcommands()...)
	}
	return all
}

// A tally gathers the statistics of successive calls of one command, so that a
// pipeline of them looks at the clock twice and touches the counters, which all
// connections share, once. BenchmarkPipeline100 measures a sixth less time for it.
type tally struct {
	cmd           *command
	calls, failed int64
	since         time.Duration // Server.uptime when the first of the calls began that are not in took
	took          time.Duration // of the calls, where each is timed
}

// add counts a call of cmd that has ended.
func (t *tally) add(failed bool) {
	t.calls++
	if failed {
		t.failed++
	}
}

// settle adds what the tally has gathered to the counters. What lies between two calls,
// which is parsing, counts.
func (c *conn) settle() {
	t := &c.tally
	if t.calls == 0 {
		return
	}
	if !c.timesEach() {
		c.lap()
	}
	t.cmd.stats.add(t.calls, t.failed, t.took)
	t.calls, t.failed, t.took = 0, 0, 0
}

// timesEach reports whether the time of each call is wanted.
func (c *conn) timesEach() bool { return c.debug || c.srv.Observer != nil }

// lap returns how long the calls took that have ended since the last time.
func (c *conn) lap() (took time.Duration) {
	now := c.srv.uptime()
	took = now - c.tally.since
	c.tally.took += took
	c.tally.since = now
	return took
}
