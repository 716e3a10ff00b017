package server

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

func (s *Server) infoClients() []field {
	return slices.Concat(
		[]field{number("connected_clients", len(s.clients()))},
		zeros("cluster_connections"),
		[]field{number("maxclients", s.maxClients())},
		zeros("blocked_clients tracking_clients clients_in_timeout_table"))
}

// infoPersistence says in the words of Redis that nothing is stored on disk.
func (s *Server) infoPersistence() []field {
	return slices.Concat(
		zeros("loading async_loading current_cow_peak current_cow_size current_cow_size_age"),
		[]field{decimal("current_fork_perc", 2, 0)},
		zeros("current_save_keys_processed current_save_keys_total rdb_bgsave_in_progress"),
		[]field{text("rdb_last_bgsave_status", "ok"), number("rdb_last_bgsave_time_sec", -1), number("rdb_current_bgsave_time_sec", -1)},
		zeros("rdb_saves rdb_last_cow_size rdb_last_load_keys_expired rdb_last_load_keys_loaded aof_enabled aof_rewrite_in_progress aof_rewrite_scheduled"),
		[]field{number("aof_last_rewrite_time_sec", -1), number("aof_current_rewrite_time_sec", -1), text("aof_last_bgrewrite_status", "ok")},
		zeros("aof_rewrites aof_rewrites_consecutive_failures"),
		[]field{text("aof_last_write_status", "ok")},
		zeros("aof_last_cow_size module_fork_in_progress module_fork_last_cow_size"))
}

func (s *Server) infoStats() []field {
	commands, errorReplies := s.totalCalls(), int64(0)
	for _, n := range s.stats.errorCounts() {
		errorReplies += n
	}
	rates := s.stats.perSecond(time.Now(), commands)
	keys := s.store.Stats()
	return slices.Concat(
		[]field{
			number("total_connections_received", s.stats.connections.Load()),
			number("total_commands_processed", commands),
			number("instantaneous_ops_per_sec", rates[0]),
			number("total_net_input_bytes", s.stats.bytesIn.Load()),
			number("total_net_output_bytes", s.stats.bytesOut.Load())},
		zeros("total_net_repl_input_bytes total_net_repl_output_bytes"),
		[]field{
			decimal("instantaneous_input_kbps", 2, float64(rates[1])/1024),
			decimal("instantaneous_output_kbps", 2, float64(rates[2])/1024),
			number("rejected_connections", s.stats.rejected.Load())},
		zeros("sync_full sync_partial_ok sync_partial_err"),
		[]field{number("expired_keys", keys.Expired)},
		zeros("evicted_keys evicted_clients total_eviction_exceeded_time current_eviction_exceeded_time"),
		[]field{
			number("keyspace_hits", keys.Hits),
			number("keyspace_misses", keys.Misses),
			number("pubsub_channels", s.hub.NumChannels()),
			number("pubsub_patterns", s.hub.NumPat())},
		zeros("pubsubshard_channels latest_fork_usec total_forks migrate_cached_sockets slave_expires_tracked_keys"),
		zeros("active_defrag_hits active_defrag_misses active_defrag_key_hits active_defrag_key_misses total_active_defrag_time current_active_defrag_time"),
		zeros("tracking_total_keys tracking_total_items tracking_total_prefixes unexpected_error_replies"),
		[]field{number("total_error_replies", errorReplies)},
		zeros("dump_payload_sanitizations"))
}

// totalCalls returns the number of calls of all commands.
func (s *Server) totalCalls() (total int64) {
	for _, cmd := range s.everyCommand() {
		total += cmd.stats.calls.Load()
	}
	return total
}

func (s *Server) infoReplication() []field {
	return slices.Concat(
		[]field{text("role", "master")},
		zeros("connected_slaves"),
		[]field{text("master_failover_state", "no-failover")},
		zeros("master_repl_offset"),
		[]field{number("second_repl_offset", -1)},
		zeros("repl_backlog_active repl_backlog_first_byte_offset repl_backlog_histlen"))
}

// infoCommands tells of each command that was sent how often, how long it took, and
// how often it was refused or failed.
func (s *Server) infoCommands() (fields []field) {
	for _, cmd := range s.everyCommand() {
		calls, rejected := cmd.stats.calls.Load(), cmd.stats.rejected.Load()
		if calls+rejected == 0 {
			continue
		}
		microseconds := cmd.stats.duration.Load() / int64(time.Microsecond)
		each := 0.0
		if calls > 0 {
			each = float64(microseconds) / float64(calls)
		}
		fields = append(fields, text("cmdstat_"+cmd.name, fmt.Sprintf("calls=%d,usec=%d,usec_per_call=%.2f,rejected_calls=%d,failed_calls=%d",
			calls, microseconds, each, rejected, cmd.stats.failed.Load())))
	}
	return fields
}

func (s *Server) infoErrors() (fields []field) {
	counts := s.stats.errorCounts()
	for _, code := range slices.Sorted(maps.Keys(counts)) {
		fields = append(fields, text("errorstat_"+code, fmt.Sprintf("count=%d", counts[code])))
	}
	return fields
}

func (s *Server) infoCluster() []field { return zeros("cluster_enabled") }

// infoKeyspace tells of the one database, unless it is empty.
func (s *Server) infoKeyspace() []field {
	keys := s.store.Stats()
	if keys.Keys == 0 {
		return nil
	}
	return []field{text("db0", fmt.Sprintf("keys=%d,expires=%d,avg_ttl=%d", keys.Keys, keys.Expiring, keys.AverageTTL))}
}
