package server

import (
	"fmt"
	"maps"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"strconv"
	"strings"
	"time"

	"mini-redis/final/internal/process"
)

// info answers INFO [section ...] with the sections asked for, in the order of Redis
// 7.0. Names of sections that do not exist are ignored.
func info(c *conn, args [][]byte) {
	c.settle() // what came before in the same pipeline counts
	var text strings.Builder
	for _, section := range infoSections() {
		if !section.isWanted(args[1:]) {
			continue
		}
		if text.Len() > 0 {
			text.WriteString("\r\n")
		}
		text.WriteString("# " + section.title + "\r\n")
		for _, f := range section.fields(c.srv) {
			text.WriteString(f.name + ":" + f.value + "\r\n")
		}
	}
	c.out.Verbatim("txt", text.String())
}

// An infoSection is a part of the reply to INFO.
type infoSection struct {
	title     string // also its name, in other case
	byDefault bool   // told if no section is asked for, or the section "default"
	fields    func(*Server) []field
}

func (s infoSection) isWanted(names [][]byte) bool {
	if len(names) == 0 {
		return s.byDefault
	}
	return slices.ContainsFunc(names, func(name []byte) bool {
		return is(name, strings.ToLower(s.title)) || is(name, "all") || is(name, "everything") || s.byDefault && is(name, "default")
	})
}

// infoSections returns all sections. Where a feature of Redis does not exist here, its
// fields say so with the values that Redis has while the feature is unused; fields
// that have no true value are left out.
func infoSections() []infoSection {
	return []infoSection{
		{"Server", true, (*Server).infoServer},
		{"Clients", true, (*Server).infoClients},
		{"Memory", true, (*Server).infoMemory},
		{"Persistence", true, (*Server).infoPersistence},
		{"Stats", true, (*Server).infoStats},
		{"Replication", true, (*Server).infoReplication},
		{"CPU", true, (*Server).infoCPU},
		{"Modules", true, nothing},
		{"Commandstats", false, (*Server).infoCommands},
		{"Errorstats", true, (*Server).infoErrors},
		{"Latencystats", false, nothing},
		{"Cluster", true, (*Server).infoCluster},
		{"Keyspace", true, (*Server).infoKeyspace},
	}
}

func nothing(*Server) []field { return nil }

// A field is a line of a section.
type field struct{ name, value string }

// text, number and decimal make fields.
func text(name, value string) field { return field{name, value} }

func number[T int | int64 | uint64](name string, n T) field { return field{name, fmt.Sprint(n)} }

func decimal(name string, digits int, x float64) field {
	return field{name, fmt.Sprintf("%.*f", digits, x)}
}

// zeros makes fields that are 0.
func zeros(names string) (list []field) {
	for _, name := range strings.Fields(names) {
		list = append(list, field{name, "0"})
	}
	return list
}

// sizes makes two fields of a number of bytes, the second one for people.
func sizes(name string, n uint64) []field {
	return []field{number(name, n), {name + "_human", humanSize(n)}}
}

// humanSize writes a number of bytes with a unit, as Redis does (bytesToHuman).
func humanSize(n uint64) string {
	if n < 1024 {
		return fmt.Sprintf("%dB", n)
	}
	x := float64(n) / 1024
	for _, unit := range "KMGTP" {
		if x < 1024 {
			return fmt.Sprintf("%.2f%c", x, unit)
		}
		x /= 1024
	}
	return fmt.Sprintf("%dB", n)
}

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

// infoServer tells about the process. redis_version is the version whose behaviour
// the server has; mini_redis_version is its own.
func (s *Server) infoServer() []field {
	now, executable := time.Now(), ""
	if path, err := os.Executable(); err == nil {
		executable = path
	}
	uptime := int64(now.Sub(s.started) / time.Second)
	port := s.Parameters["port"]
	if port == "" {
		port = "0" // as of a Redis that listens on no port
	}
	return []field{
		text("redis_version", RedisVersion),
		text("mini_redis_version", Version()),
		text("redis_mode", "standalone"),
		text("os", process.System()),
		number("arch_bits", strconv.IntSize),
		number("process_id", os.Getpid()),
		text("process_supervised", "no"),
		text("run_id", s.runID),
		text("tcp_port", port),
		number("server_time_usec", now.UnixMicro()),
		number("uptime_in_seconds", uptime),
		number("uptime_in_days", uptime/(24*60*60)),
		text("executable", executable),
		text("config_file", s.Parameters["config-file"]),
	}
}

// Version returns the version of the module, or "devel" in a build that has none.
func Version() string {
	if build, ok := debug.ReadBuildInfo(); ok && build.Main.Version != "" && build.Main.Version != "(devel)" {
		return build.Main.Version
	}
	return "devel"
}

// infoMemory tells about memory. used_memory is the memory of live objects and of
// those not yet collected (runtime/metrics: /memory/classes/heap/objects:bytes),
// without the ballast.
func (s *Server) infoMemory() []field {
	used := heapObjects()
	if s.Ballast != nil {
		used -= s.Ballast()
	}
	fields := sizes("used_memory", used)
	resident, known := process.ResidentMemory()
	if known {
		fields = append(fields, sizes("used_memory_rss", resident)...)
	}
	fields = append(fields, zeros("used_memory_lua used_memory_vm_eval number_of_cached_scripts number_of_functions number_of_libraries")...)
	fields = append(fields, sizes("maxmemory", 0)...)
	fields = append(fields, text("maxmemory_policy", "noeviction"))
	if known && used > 0 {
		fields = append(fields,
			decimal("mem_fragmentation_ratio", 2, float64(resident)/float64(used)),
			number("mem_fragmentation_bytes", int64(resident)-int64(used)))
	}
	return slices.Concat(fields,
		zeros("mem_not_counted_for_evict mem_replication_backlog mem_total_replication_buffers mem_clients_slaves mem_cluster_links mem_aof_buffer"),
		[]field{text("mem_allocator", "go")},
		zeros("active_defrag_running lazyfree_pending_objects lazyfreed_objects"))
}

func heapObjects() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	if sample[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return sample[0].Value.Uint64()
}

// infoCPU tells the processor time of the process, where the system knows it.
func (s *Server) infoCPU() []field {
	system, user, known := process.ProcessorTime()
	if !known {
		return nil
	}
	return []field{
		decimal("used_cpu_sys", 6, system.Seconds()),
		decimal("used_cpu_user", 6, user.Seconds()),
		decimal("used_cpu_sys_children", 6, 0),
		decimal("used_cpu_user_children", 6, 0),
	}
}
