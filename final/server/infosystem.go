package server

import (
	"os"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"strconv"
	"time"

	"mini-redis/final/internal/process"
)

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
