package interop

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// clientVaries are the fields of CLIENT LIST that depend on the process: sockets,
// times and sizes. Values of all others are equal, id and addresses are those of
// the connection.
func clientVaries(field string) bool {
	return slices.Contains([]string{"fd", "age", "idle", "qbuf-free", "argv-mem", "multi-mem", "rbs", "rbp",
		"obl", "oll", "omem", "tot-mem", "events"}, field)
}

// sameClients compares CLIENT INFO and CLIENT LIST, without the lines of clients
// that are not of the scenario.
func sameClients(ctx *comparison, redis, final []frame) (string, bool) {
	if redis[0].kind != final[0].kind {
		return "not of one type", false
	}
	a, b := ctx.redis.clientLines(redis[0].text), ctx.final.clientLines(final[0].text)
	// How much of a longer input has been read varies: a Read of final's may take
	// no more than 128 bytes, one of Redis's 16 KB. And a command with an id in it is
	// longer where the id has more digits.
	sameDigits := slices.EqualFunc(ctx.redis.conns, ctx.final.conns, func(a, b *runConn) bool { return len(a.id) == len(b.id) })
	if long := regexp.MustCompile(`qbuf=\d{3}`); !sameDigits || long.MatchString(a+b) {
		all := regexp.MustCompile(`qbuf=\d+`)
		a, b = all.ReplaceAllString(a, "qbuf=*"), all.ReplaceAllString(b, "qbuf=*")
	}
	if a != b {
		return fmt.Sprintf("lines differ:\n%s\n%s", a, b), false
	}
	return "", false
}

// clientLines returns the lines about connections of this run, with what varies
// replaced.
func (r *run) clientLines(text string) (lines string) {
	index := map[string]int{}
	for i, c := range r.conns {
		index[c.net.LocalAddr().String()] = i
	}
	for line := range strings.Lines(text) {
		ours, of := false, 0
		fields := strings.Split(line, " ")
		for i, field := range fields {
			name, value, _ := strings.Cut(field, "=")
			switch {
			case name == "addr":
				of, ours = index[value]
				if ours {
					of = index[value]
				}
				fields[i] = fmt.Sprintf("addr=%d", of)
			case name == "laddr" && value == r.s.addr:
				fields[i] = "laddr=server"
			case clientVaries(name):
				if _, err := strconv.ParseUint(value, 10, 64); err == nil || name == "events" {
					fields[i] = name + "=*"
				}
			}
		}
		if i := slices.IndexFunc(fields, func(f string) bool { return strings.TrimPrefix(f, "txt:") == "id="+r.conns[of].id }); i == 0 {
			fields[i] = "id=*"
		}
		if ours {
			lines += strings.Join(fields, " ")
		}
	}
	return lines
}

// infoStable are the fields of INFO whose values are equal in both servers.
func infoStable(field string) bool {
	return slices.Contains([]string{"redis_version", "redis_mode", "arch_bits",
		"cluster_connections", "blocked_clients", "tracking_clients",
		"loading", "role", "connected_slaves", "keyspace_hits", "keyspace_misses", "expired_keys", "total_error_replies", "rejected_connections", "pubsub_channels", "pubsub_patterns",
		"cluster_enabled", "db0"}, field)
}

// sameInfo expects what final shows among what redis-server shows, in its order;
// of statistics of commands and errors, which are in hash tables, in any.
func sameInfo(ctx *comparison, redis, final []frame) (string, bool) {
	if redis[0].kind != final[0].kind {
		return "not of one type", false
	}
	lines := strings.Split(redis[0].text, "\r\n")
	for want := range strings.SplitSeq(final[0].text, "\r\n") {
		name, value, _ := strings.Cut(want, ":")
		i := slices.IndexFunc(lines, func(line string) bool { return line == want || strings.HasPrefix(line, name+":") })
		if i < 0 && name == "mini_redis_version" {
			continue // final's own
		}
		if i < 0 {
			return fmt.Sprintf("redis has no line %q, or not at this place", want), false
		}
		if _, other, _ := strings.Cut(lines[i], ":"); infoStable(name) && withoutTTL(other) != withoutTTL(value) {
			return fmt.Sprintf("%q, %q", lines[i], want), false
		}
		if !strings.HasPrefix(name, "cmdstat_") && !strings.HasPrefix(name, "errorstat_") && !strings.HasPrefix(name, "latency_") {
			lines = lines[i+1:]
		}
	}
	return "", false
}

// withoutTTL removes the last figure of keys=1,expires=1,avg_ttl=99987.
func withoutTTL(value string) string {
	before, _, _ := strings.Cut(value, ",avg_ttl=")
	return before
}
