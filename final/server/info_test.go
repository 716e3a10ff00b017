package server

import (
	"fmt"
	"maps"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"mini-redis/final/resp"
)

// sections returns the names of the fields of each section of INFO.
func sections(info resp.Reply) map[string][]string {
	all := map[string][]string{}
	title := ""
	for line := range strings.SplitSeq(info.Str, "\r\n") {
		name, _, isField := strings.Cut(line, ":")
		if heading, ok := strings.CutPrefix(line, "# "); ok {
			title = heading
			all[title] = nil
		} else if isField {
			all[title] = append(all[title], name)
		}
	}
	return all
}

// INFO has the sections of Redis, and in them fields that Redis has, in its order;
// only the version of this server is in addition.
func TestInfoHasTheSectionsAndFieldsOfRedis(t *testing.T) {
	bothProtocols(t, func(redis, server *client) {
		for _, c := range []*client{redis, server} {
			c.do("SET", "k", "v", "EX", "100")
			c.do("SET", "k", "v", "nosuch")
		}
		got, want := server.do("INFO", "everything"), redis.do("INFO", "everything")
		if got.Kind != want.Kind {
			t.Errorf("the reply is a %v, want a %v", got.Kind, want.Kind)
		}
		ours, theirs := sections(got), sections(want)
		if g, w := titles(got.Str), titles(want.Str); g != w {
			t.Errorf("the sections are %s, want %s", g, w)
		}
		for title, names := range ours {
			if title == "Commandstats" {
				slices.Sort(theirs[title]) // in the order of a hash table
			}
			at := -1
			for _, name := range names {
				next := slices.Index(theirs[title], name)
				if name != "mini_redis_version" && next <= at {
					t.Errorf("%s: %s is not in Redis, or not at this place", title, name)
				}
				at = max(at, next)
			}
		}
	})
}

// titles returns the headings of sections, in order.
func titles(info string) string {
	return strings.Join(regexp.MustCompile(`(?m)^# \w+`).FindAllString(info, -1), " ")
}

// Monitoring tools rely on these.
func TestInfoHasWhatToolsReadOfIt(t *testing.T) {
	all := slices.Concat(slices.Collect(maps.Values(sections(connect(t).do("INFO", "all"))))...)
	for _, name := range strings.Fields("redis_version redis_mode os process_id run_id tcp_port uptime_in_seconds uptime_in_days server_time_usec " +
		"connected_clients maxclients blocked_clients used_memory used_memory_human maxmemory mem_allocator loading rdb_bgsave_in_progress aof_enabled " +
		"total_connections_received total_commands_processed instantaneous_ops_per_sec total_net_input_bytes total_net_output_bytes rejected_connections " +
		"expired_keys evicted_keys keyspace_hits keyspace_misses pubsub_channels pubsub_patterns total_error_replies role connected_slaves cluster_enabled") {
		if !slices.Contains(all, name) {
			t.Errorf("INFO lacks %s", name)
		}
	}
	if runtime.GOOS == "linux" && !(slices.Contains(all, "used_memory_rss") && slices.Contains(all, "used_cpu_sys") && slices.Contains(all, "used_cpu_user")) {
		t.Errorf("INFO lacks the memory or the processor time of the process: %q", all)
	}
}

func TestInfoSectionsAreThoseAskedFor(t *testing.T) {
	const byDefault = "# Server # Clients # Memory # Persistence # Stats # Replication # CPU # Modules # Errorstats # Cluster # Keyspace"
	const all = "# Server # Clients # Memory # Persistence # Stats # Replication # CPU # Modules # Commandstats # Errorstats # Latencystats # Cluster # Keyspace"
	c, redis := connect(t), dialRedis(t)
	for asked, want := range map[string]string{
		"": byDefault, "default": byDefault, "DEFAULT": byDefault, "all": all, "Everything": all, "nosuch": "", "cpu": "# CPU",
		"Keyspace clients": "# Clients # Keyspace", "clients clients": "# Clients", "nosuch cluster": "# Cluster", "all clients": all,
		"default commandstats": strings.Replace(byDefault, "# Errorstats", "# Commandstats # Errorstats", 1), "latencystats": "# Latencystats",
	} {
		args := append([]string{"INFO"}, strings.Fields(asked)...)
		if got := titles(c.do(args...).Str); got != want {
			t.Errorf("INFO %s: got %s, want %s", asked, got, want)
		}
		if got := titles(redis.do(args...).Str); got != want {
			t.Errorf("INFO %s: Redis has %s, want %s", asked, got, want)
		}
	}
}

// value returns the value of a field of INFO.
func (c *client) value(field string) string {
	c.t.Helper()
	match := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(field) + `:(.*)\r$`).FindStringSubmatch(c.do("INFO", "everything").Str)
	if match == nil {
		c.t.Fatalf("INFO has no %s", field)
	}
	return match[1]
}

func TestInfoCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dial := dialer(t, &Server{MaxClients: 9, Parameters: map[string]string{"port": "7000"}})
		a, b := dial(), dial()
		b.do("SUBSCRIBE", "x")
		a.raw(pipeline("SET k v", "SET l v EX 100", "GET k", "GET k", "GET missing", "GET", "nosuch", "HELLO 9"))
		for range 8 {
			a.reply()
		}
		time.Sleep(26 * time.Hour)
		for field, want := range map[string]string{
			"redis_version": "7.0.15", "mini_redis_version": "devel", "tcp_port": "7000", "uptime_in_seconds": "93600", "uptime_in_days": "1",
			"connected_clients": "2", "maxclients": "9", "total_connections_received": "2", "rejected_connections": "0",
			"keyspace_hits": "2", "keyspace_misses": "1", "expired_keys": "1", "pubsub_channels": "1", "pubsub_patterns": "0",
			"total_error_replies": "3", "errorstat_ERR": "count=2", "errorstat_NOPROTO": "count=1", "db0": "keys=1,expires=0,avg_ttl=0",
		} {
			if got := a.value(field); got != want {
				t.Errorf("%s is %s, want %s", field, got, want)
			}
		}
		if got := a.value("server_time_usec"); got != fmt.Sprint(time.Now().UnixMicro()) {
			t.Errorf("server_time_usec is %s", got)
		}
	})
}

// INFO counts the commands before it in the same pipeline, and not itself.
func TestInfoCountsThePipelineBeforeIt(t *testing.T) {
	c := connect(t)
	c.flood(pipeline("PING", "PING", "INFO commandstats"))
	c.want("+PONG", "+PONG")
	if got := c.reply().Str; !strings.Contains(got, "cmdstat_ping:calls=2,") || strings.Contains(got, "cmdstat_info") {
		t.Errorf("got %q", got)
	}
}

// Clients that are refused do not count as connections, as in Redis.
func TestRefusedClientsAreCountedApart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dial := dialer(t, &Server{MaxClients: 1, RejectClients: true})
		c := dial()
		c.do("PING")
		dial().wantCut(0)
		dial().wantCut(0)
		if received, rejected := c.value("total_connections_received"), c.value("rejected_connections"); received != "1" || rejected != "2" {
			t.Errorf("%s received, %s rejected, want 1 and 2", received, rejected)
		}
	})
}

// Rates are those since the INFO before, if that is not too short ago.
func TestRatesAreSinceTheInfoBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dial := dialer(t, new(Server))
		c := dial()
		for range 50 {
			c.do("PING") // 14 bytes
		}
		time.Sleep(10 * time.Second)
		for _, want := range []string{"5", "5"} { // the second INFO comes at once
			if got := c.value("instantaneous_ops_per_sec"); got != want {
				t.Errorf("%s commands a second, want %s", got, want)
			}
		}
		time.Sleep(time.Second)
		if got := c.value("instantaneous_ops_per_sec"); got != "2" {
			t.Errorf("%s commands a second, want the 2 INFOs", got)
		}
		c.do("CONFIG", "RESETSTAT")
		time.Sleep(rateInterval)
		if got := c.value("instantaneous_ops_per_sec"); got != "10" {
			t.Errorf("%s commands a second, want that 1 in 100 ms", got)
		}
	})
}

func TestSizesForPeople(t *testing.T) {
	for n, want := range map[uint64]string{0: "0B", 1023: "1023B", 1024: "1.00K", 1536: "1.50K", 1 << 20: "1.00M", 5 << 30: "5.00G", 1 << 40: "1.00T", 3 << 50: "3.00P", 1 << 60: "1152921504606846976B"} {
		if got := humanSize(n); got != want {
			t.Errorf("%d is %s, want %s", n, got, want)
		}
	}
}
