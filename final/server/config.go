package server

import (
	"cmp"
	"crypto/tls"
	"log/slog"
	"slices"
	"strings"
	"time"

	"mini-redis/final/config"
	"mini-redis/final/pubsub"
)

// configGet answers CONFIG GET pattern [pattern ...] with the names and values of the
// parameters that match one of the patterns. As in Redis, a parameter asked for by
// its name is answered with that name as the client spelled it.
func configGet(c *conn, args [][]byte) {
	type entry struct{ name, value string }
	var found []entry
	for _, p := range c.srv.parameters() {
		for _, pattern := range args[2:] {
			literal := lowerCase(pattern) == p.name
			if !literal && !c.matchesName(pattern, p.name) {
				continue
			}
			name := p.name
			if literal {
				name = string(pattern)
			}
			found = append(found, entry{name, p.get(c.srv)})
			break
		}
	}
	c.out.Map(len(found))
	for _, e := range found {
		c.textField(e.name, e.value)
	}
}

// matchesName reports whether a pattern, which is more than a name, matches the name of
// a parameter.
func (c *conn) matchesName(pattern []byte, name string) bool {
	glob := clip(pattern, len(pattern))
	return strings.ContainsAny(glob, "[*?") && c.match(lowerCase([]byte(glob)), name)
}

// configSet answers CONFIG SET parameter value [parameter value ...]. Either all the
// values are set, at one moment, or none of them.
func configSet(c *conn, args [][]byte) {
	pairs := args[2:]
	if len(pairs)%2 != 0 {
		c.fail(errSyntax)
		return
	}
	chosen, ok := c.findParameters(pairs)
	if !ok {
		return
	}
	failed, reason := "", ""
	c.srv.change(func(set *settings) bool {
		failed, reason = c.srv.setParameters(set, chosen, pairs)
		return reason == ""
	})
	if reason != "" {
		c.configSetFailed(failed, reason)
		return
	}
	c.out.SimpleString("OK")
}

// setParameters gives the chosen parameters the values of pairs. If one cannot have
// its value, it returns the name and the reason.
func (s *Server) setParameters(set *settings, chosen []parameter, pairs [][]byte) (failed, reason string) {
	for i, p := range chosen {
		if reason = p.set(set, string(pairs[2*i+1])); reason != "" {
			return p.name, reason
		}
	}
	for _, p := range chosen {
		if p.apply == nil {
			continue
		}
		if reason = p.apply(s, set); reason != "" {
			return p.name, reason
		}
	}
	return "", ""
}

func (c *conn) configSetFailed(name, reason string) {
	c.fail("ERR CONFIG SET failed (possibly related to argument '" + name + "') - " + reason)
}

// findParameters returns the parameters that are to be set, or replies with an error
// and returns false.
func (c *conn) findParameters(pairs [][]byte) ([]parameter, bool) {
	known := c.srv.parameters()
	var chosen []parameter
	for i := 0; i < len(pairs); i += 2 {
		name := pairs[i]
		at := slices.IndexFunc(known, func(p parameter) bool { return lowerCase(name) == p.name })
		if at < 0 {
			// Whatever is wrong with those before it: an unknown name is told first.
			c.fail("ERR Unknown option or number of arguments for CONFIG SET - '" + clip(name, len(name)) + "'")
			return nil, false
		}
		reason := ""
		switch p := known[at]; {
		case p.set == nil:
			reason = config.Immutable
		case slices.ContainsFunc(chosen, func(o parameter) bool { return o.name == p.name }):
			reason = "duplicate parameter"
		}
		if reason != "" {
			c.configSetFailed(string(name), reason)
			return nil, false
		}
		chosen = append(chosen, known[at])
	}
	return chosen, true
}

// configResetStat answers CONFIG RESETSTAT. What this connection has not settled is
// forgotten, too.
func configResetStat(c *conn, _ [][]byte) {
	c.tally.calls, c.tally.failed, c.tally.since = 0, 0, c.srv.uptime()
	c.srv.resetStats()
	c.out.SimpleString("OK")
}

// A parameter can be read by CONFIG GET, and set by CONFIG SET unless it is
// immutable.
type parameter struct {
	name string
	get  func(*Server) string

	// set changes the copy of the settings that will replace them, or returns why
	// it cannot. It is nil if the parameter is immutable.
	set func(*settings, string) string

	// apply completes the copy once all values are in it, or returns why they cannot
	// hold. It is nil if there is nothing to do.
	apply func(*Server, *settings) string
}

// parameters returns all parameters, sorted by name.
func (s *Server) parameters() []parameter {
	all := slices.Concat(s.limitParameters(), s.accessParameters(), s.tlsParameters(), fixedParameters())
	known := map[string]bool{}
	for _, p := range all {
		known[p.name] = true
	}
	for name, value := range s.Parameters {
		if !known[name] {
			all = append(all, constant(name, value))
		}
	}
	slices.SortFunc(all, func(a, b parameter) int { return cmp.Compare(a.name, b.name) })
	return all
}

// settings are what can be changed while the server runs (CONFIG SET). A settings
// is never modified: a change replaces it as a whole, so that whoever has loaded one
// sees all of it as of one moment.
type settings struct {
	maxClients   int           // served at once
	password     string        // of the default user; empty means that none is needed
	timeout      time.Duration // after which an idle client is disconnected; 0 means never
	maxBulkLen   int           // of an argument and of a value, in bytes
	maxQueryLen  int           // of a command as sent, in bytes
	protected    bool          // refuse clients from elsewhere while there is no password
	outputLimits pubsub.Limits // of the queues of subscribers
	logLevel     *slog.Level   // of Server.LogLevel; nil until it is set
	tls          TLSParameters // of the field TLS
	tlsConfig    *tls.Config   // what they say
}

// initialSettings are the fields of s, with their defaults filled in.
func (s *Server) initialSettings() *settings {
	set := &settings{
		maxClients:   s.MaxClients,
		password:     s.Password,
		timeout:      s.Timeout,
		maxBulkLen:   s.MaxBulkLen,
		maxQueryLen:  1 << 30, // Redis: client-query-buffer-limit
		protected:    s.ProtectedMode,
		outputLimits: pubsub.DefaultLimits(),
		tls:          s.TLS,
		tlsConfig:    s.TLSConfig,
	}
	if set.maxClients <= 0 {
		set.maxClients = DefaultMaxClients
	}
	if set.maxBulkLen == 0 {
		set.maxBulkLen = DefaultMaxBulkLen
	}
	return set
}

// change replaces the settings by what f makes of a copy, if f returns true, and tells
// those who have to know.
func (s *Server) change(f func(*settings) bool) {
	s.changing.Lock()
	defer s.changing.Unlock()
	before := s.settings.Load()
	after := *before
	if !f(&after) {
		return
	}
	s.settings.Store(&after)
	if after.maxClients != before.maxClients {
		s.permits.resize(after.maxClients)
	}
	if after.timeout != before.timeout {
		s.interruptReads()
	}
	if after.outputLimits != before.outputLimits {
		s.hub.SetLimits(after.outputLimits)
	}
	if after.logLevel != before.logLevel {
		s.LogLevel.Set(*after.logLevel)
	}
}
