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

// Stats describes a Server at one moment. What counts events counts those since the
// Server was made or, like the fields of INFO, since CONFIG RESETSTAT.
type Stats struct {
	Clients     int   // connected, as connected_clients
	Connections int64 // accepted, as total_connections_received
	Rejected    int64 // connections refused, as rejected_connections
	BytesIn     int64 // received, as total_net_input_bytes
	BytesOut    int64 // sent, as total_net_output_bytes

	Keys         int   // expired ones that nobody has touched or swept included
	ExpiringKeys int   // those that have a deadline
	ExpiredKeys  int64 // as expired_keys
	KeyHits      int64 // as keyspace_hits
	KeyMisses    int64 // as keyspace_misses

	Subscribers int // connections that have subscriptions
}

// Stats returns the statistics. It locks the whole keyspace for a moment, as INFO
// does, so it is not for every command.
func (s *Server) Stats() Stats {
	s.init.Do(s.initialize)
	keys := s.store.Stats()
	return Stats{
		Clients:      len(s.clients()),
		Connections:  s.stats.connections.Load(),
		Rejected:     s.stats.rejected.Load(),
		BytesIn:      s.stats.bytesIn.Load(),
		BytesOut:     s.stats.bytesOut.Load(),
		Keys:         keys.Keys,
		ExpiringKeys: keys.Expiring,
		ExpiredKeys:  keys.Expired,
		KeyHits:      keys.Hits,
		KeyMisses:    keys.Misses,
		Subscribers:  s.hub.NumSubscribers(),
	}
}

// rateInterval is the least time over which rates are taken.
const rateInterval = 100 * time.Millisecond

// rates tell how fast counters have grown since they were last asked for, at least
// rateInterval ago, or since the start. Redis takes the mean of samples of its own.
type rates struct {
	since  time.Time
	totals [3]int64 // commands, bytes in, bytes out, as of since
	rates  [3]int64 // a second, up to since
}

// next returns the growth a second of counters that now stand at totals.
func (r *rates) next(now time.Time, totals [3]int64) [3]int64 {
	elapsed := now.Sub(r.since)
	if elapsed < rateInterval {
		return r.rates
	}
	for i, total := range totals {
		r.rates[i] = int64(float64(max(total-r.totals[i], 0)) / elapsed.Seconds())
	}
	r.since, r.totals = now, totals
	return r.rates
}

// begin starts the measuring.
func (s *serverStats) begin(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rates.since = now
}

// perSecond returns the rates of commands, bytes in and bytes out.
func (s *serverStats) perSecond(now time.Time, commands int64) [3]int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rates.next(now, [3]int64{commands, s.bytesIn.Load(), s.bytesOut.Load()})
}

// Vars returns statistics by name, as the debug pages of the program show them: under "server"
// those of the whole server, under "commands" those of each command that was sent at least once.
// They are numbers, and maps of numbers.
func (s *Server) Vars() map[string]any {
	s.init.Do(s.initialize)
	return map[string]any{"server": s.vars(), "commands": s.commandVars()}
}

// vars are the statistics of the server.
func (s *Server) vars() map[string]any {
	s.mu.Lock()
	clients := len(s.conns)
	s.mu.Unlock()
	store := s.store.Stats()
	return map[string]any{
		"uptime_seconds":       int64(time.Since(s.started).Seconds()),
		"clients":              clients,
		"maxclients":           s.maxClients(),
		"connections":          s.stats.connections.Load(),
		"rejected_connections": s.stats.rejected.Load(),
		"wrong_passwords":      s.stats.denied.Load(),
		"input_bytes":          s.stats.bytesIn.Load(),
		"output_bytes":         s.stats.bytesOut.Load(),
		"slow_clients_dropped": s.stats.slowDropped.Load(),
		"commands_too_long":    s.stats.queryTooLarge.Load(),
		"errors":               s.stats.errorCounts(),
		"keys":                 store.Keys,
		"keys_with_deadline":   store.Expiring,
		"expired_keys":         store.Expired,
		"keyspace_hits":        store.Hits,
		"keyspace_misses":      store.Misses,
		"channels":             s.hub.NumChannels(),
		"patterns":             s.hub.NumPat(),
	}
}

// commandVars are the statistics of each command that was sent at least once.
func (s *Server) commandVars() map[string]any {
	vars := map[string]any{}
	for _, cmd := range s.everyCommand() {
		calls, rejected := cmd.stats.calls.Load(), cmd.stats.rejected.Load()
		if calls+rejected == 0 {
			continue
		}
		vars[cmd.name] = map[string]int64{
			"calls":        calls,
			"microseconds": cmd.stats.duration.Load() / 1000,
			"rejected":     rejected,
			"failed":       cmd.stats.failed.Load(),
		}
	}
	return vars
}
