package server

import "time"

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
