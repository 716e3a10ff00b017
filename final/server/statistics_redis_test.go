package server

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
)

// conversation has every way in which a command can succeed, fail and be refused.
const conversation = `GET|GET a|GET a b|CLIENT nosuch|CLIENT|client id|nosuch|nosuch x|SET a x|INCR a|SET a 1|INCR a|SELECT 99|SELECT x|` +
	`AUTH x|AUTH a b c d|HELLO 9|HELLO x|HELLO 2 nosuch|CLIENT KILL nosuch x|CLIENT KILL nosuch|CLIENT SETNAME x|PING a b c|CONFIG GET|CONFIG GET nosuch|` +
	`CONFIG SET nosuch x|CONFIG SET timeout x|COMMAND GETKEYS nosuch x|COMMAND INFO nosuch|COMMAND LIST nosuch|SHUTDOWN nosuch|SHUTDOWN ABORT|` +
	`SUBSCRIBE x|GET a|SET a|UNSUBSCRIBE|PUBSUB nosuch|PUBSUB NUMPAT x|EXPIRE a x|EXPIRE a 100 nosuch|TTL|CLIENT REPLY SKIP|GET|PING|` +
	`CLIENT REPLY OFF|nosuch|GET a|INCRBY a x|CLIENT REPLY ON|INFO nosuch nosuch|TIME|TIME x`

// Calls, refusals and failures of each command, and errors by their code, are counted as
// in Redis.
func TestStatisticsAreThoseOfRedis(t *testing.T) {
	bothProtocols(t, func(redis, server *client) {
		var got []string
		for _, c := range []*client{server, redis} {
			c.do("FLUSHALL")
			c.do("CONFIG", "RESETSTAT")
			c.flood(pipeline(strings.Split(conversation+"|ECHO end", "|")...))
			for c.reply().Str != "end" {
			}
			got = append(got, statistics(c))
		}
		if got[0] != got[1] {
			t.Errorf("got\n%s\nRedis has\n%s", got[0], got[1])
		}
	})
}

// statistics returns what INFO counts, without times.
func statistics(c *client) string {
	info := c.do("INFO", "commandstats", "errorstats", "stats").Str
	var lines []string
	for line := range strings.SplitSeq(info, "\r\n") {
		name, _, _ := strings.Cut(line, ":")
		if strings.HasPrefix(name, "cmdstat_") || strings.HasPrefix(name, "errorstat_") ||
			slices.Contains([]string{"total_connections_received", "total_commands_processed", "rejected_connections", "keyspace_hits", "keyspace_misses", "total_error_replies", "total_net_input_bytes"}, name) {
			lines = append(lines, regexp.MustCompile(`usec(_per_call)?=[0-9.]+`).ReplaceAllString(line, ""))
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// After CONFIG RESETSTAT nothing is left of the time before, nor of the commands before
// it in the same pipeline.
func TestResetStatForgetsEverything(t *testing.T) {
	c := connect(t)
	c.raw(pipeline("SET k v", "GET k", "GET", "nosuch", "PING", "CONFIG RESETSTAT"))
	for range 6 {
		c.reply()
	}
	want := strings.Join([]string{
		"cmdstat_config|resetstat:calls=1,,,rejected_calls=0,failed_calls=0",
		"keyspace_hits:0", "keyspace_misses:0", "rejected_connections:0", "total_commands_processed:1",
		"total_connections_received:0", "total_error_replies:0", fmt.Sprintf("total_net_input_bytes:%d", len(pipeline("INFO commandstats errorstats stats"))),
	}, "\n")
	if got := statistics(c); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// CONFIG RESETSTAT forgets also what INFO does not tell: what is left are the bytes of
// its own reply.
func TestResetStatForgetsWhatTheDebugPageTells(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := new(Server), newMemListener()
		start(t, s, l)
		c := newClient(t, l.dial())
		c.do("PING")
		for _, n := range []*atomic.Int64{&s.stats.connections, &s.stats.rejected, &s.stats.denied, &s.stats.bytesIn,
			&s.stats.bytesOut, &s.stats.slowDropped, &s.stats.queryTooLarge} {
			n.Add(1000)
		}
		c.do("CONFIG", "RESETSTAT")
		synctest.Wait()
		vars := s.vars()
		for name, want := range map[string]int64{
			"connections": 0, "rejected_connections": 0, "wrong_passwords": 0, "input_bytes": 0,
			"output_bytes": int64(len("+OK\r\n")), "slow_clients_dropped": 0, "commands_too_long": 0,
		} {
			if got := vars[name]; got != want {
				t.Errorf("%s is %v, want %d", name, got, want)
			}
		}
	})
}
