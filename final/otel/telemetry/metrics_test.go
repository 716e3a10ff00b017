package telemetry

import (
	"bufio"
	"fmt"
	"log/slog"
	"maps"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	metricspb "go.opentelemetry.io/proto/otlp/metrics/v1"
	"pgregory.net/rapid"

	"mini-redis/final/otel/internal/collector"
	"mini-redis/final/server"
)

// sums returns the values of a sum by its attributes.
func sums(t *testing.T, c *collector.Collector, name string) map[string]int64 {
	t.Helper()
	metric := c.Metrics()[name]
	require.NotNil(t, metric, "%s is not among %v", name, slices.Sorted(maps.Keys(c.Metrics())))
	require.Equal(t, metricspb.AggregationTemporality_AGGREGATION_TEMPORALITY_CUMULATIVE, metric.GetSum().AggregationTemporality)
	values := map[string]int64{}
	for _, point := range metric.GetSum().DataPoints {
		values[strings.Join(collector.Attributes(point.Attributes), " ")] = point.GetAsInt()
	}
	return values
}

// histogramCounts returns how much a histogram of seconds has counted by its attributes.
func histogramCounts(t *testing.T, c *collector.Collector, name string) map[string]int64 {
	t.Helper()
	metric := c.Metrics()[name]
	require.NotNil(t, metric, name)
	require.Equal(t, "s", metric.Unit)
	counts := map[string]int64{}
	for _, point := range metric.GetHistogram().DataPoints {
		counts[strings.Join(collector.Attributes(point.Attributes), " ")] = int64(point.Count)
		require.Equal(t, boundaries(), point.ExplicitBounds)
		if point.GetMin() < 0 || point.GetMax() > 60 {
			t.Errorf("%v: from %v to %v s", collector.Attributes(point.Attributes), point.GetMin(), point.GetMax())
		}
	}
	return counts
}

// Whatever is sent, on however many connections, the counter and the histogram tell
// exactly how many commands there were of each name and outcome.
func TestCommandsAreCountedExactly(t *testing.T) {
	c := collect(t)
	t.Setenv("OTEL_TRACES_EXPORTER", "none")
	outcomes := map[string]string{ // by what is sent
		"PING":          "db.operation.name=ping mini_redis.command.status=ok",
		"GET k":         "db.operation.name=get mini_redis.command.status=ok",
		"GET":           "db.operation.name=get error.type=ERR mini_redis.command.status=rejected",
		"SET k v":       "db.operation.name=set mini_redis.command.status=ok",
		"SET k v bad":   "db.operation.name=set error.type=ERR mini_redis.command.status=error",
		"HELLO 9":       "db.operation.name=hello error.type=NOPROTO mini_redis.command.status=error",
		"NOSUCH k":      "db.operation.name=_OTHER error.type=ERR mini_redis.command.status=rejected",
		"config nosuch": "db.operation.name=config error.type=ERR mini_redis.command.status=rejected",
		"config get k":  "db.operation.name=config|get mini_redis.command.status=ok",
	}
	commands := slices.Sorted(maps.Keys(outcomes))
	rapid.Check(t, func(r *rapid.T) {
		c.Forget()
		w := watch(t, new(server.Server), slog.LevelInfo)
		want := map[string]int64{}
		for _, conversation := range rapid.SliceOfN(rapid.SliceOfN(rapid.SampledFrom(commands), 0, 50), 1, 3).Draw(r, "conversations") {
			w.converse(conversation...)
			for _, command := range append(conversation, "") {
				if command == "" {
					want["db.operation.name=quit mini_redis.command.status=ok"]++
				} else {
					want[outcomes[command]]++
				}
			}
		}
		w.stop()
		if got := sums(t, c, "mini_redis.commands"); !maps.Equal(got, want) {
			r.Errorf("counted %v, want %v", got, want)
		}
		if got := histogramCounts(t, c, "mini_redis.command.duration"); !maps.Equal(got, want) {
			r.Errorf("the histogram has counted %v, want %v", got, want)
		}
	})
}

// What is read when metrics are collected: clients that are connected at that moment,
// keys, and what has happened so far.
func TestMetricsOfTheServer(t *testing.T) {
	c := collect(t)
	w := watch(t, &server.Server{MaxClients: 2, RejectClients: true}, slog.LevelInfo)
	sent := "SET a 1\r\nSET b 2\r\nSET c 3 PX 1\r\nGET a\r\nGET missing\r\n"
	conn := w.dial()
	r := bufio.NewReader(conn)
	fmt.Fprint(conn, sent)
	for _, line := range []string{"+OK", "+OK", "+OK", "$1", "1", "$-1"} {
		expect(t, r, line)
	}
	subscriber := w.dial()
	fmt.Fprint(subscriber, "SUBSCRIBE ch\r\n")
	lines := bufio.NewReader(subscriber)
	for _, line := range []string{"*3", "$9", "subscribe", "$2", "ch", ":1"} {
		expect(t, lines, line)
	}
	expect(t, bufio.NewReader(w.dial()), "-ERR max number of clients reached")
	asked := 0
	for left := 3; left > 2; asked++ { // until c has expired
		fmt.Fprint(conn, "DBSIZE\r\n")
		_, err := fmt.Fscanf(r, ":%d\r\n", &left)
		require.NoError(t, err)
		sent += "DBSIZE\r\n"
	}
	written := int64(len("+OK\r\n+OK\r\n+OK\r\n$1\r\n1\r\n$-1\r\n") + asked*len(":2\r\n") + len("*3\r\n$9\r\nsubscribe\r\n$2\r\nch\r\n:1\r\n"))
	for w.server.Stats().BytesOut < written { // which counts bytes after they were written
		runtime.Gosched()
	}
	require.NoError(t, w.telemetry.Shutdown(t.Context()))

	for name, want := range map[string]map[string]int64{
		"mini_redis.clients":             {"": 2},
		"mini_redis.subscribers":         {"": 1},
		"mini_redis.keys":                {"": 2},
		"mini_redis.connections":         {"": 2},
		"mini_redis.connection.refusals": {"": 1},
		"mini_redis.key.expirations":     {"": 1},
		"mini_redis.key.lookups":         {"mini_redis.lookup.result=hit": 1, "mini_redis.lookup.result=miss": 1},
		"mini_redis.subscriber.drops":    {"mini_redis.subscriber.limit=hard limit": 0, "mini_redis.subscriber.limit=soft limit": 0},
	} {
		require.Equal(t, want, sums(t, c, name), name)
	}
	require.Equal(t, map[string]int64{
		"network.io.direction=receive":  int64(len(sent) + len("SUBSCRIBE ch\r\n")),
		"network.io.direction=transmit": written,
	}, sums(t, c, "mini_redis.network.io"))
	require.False(t, c.Metrics()["mini_redis.keys"].GetSum().IsMonotonic)
	require.True(t, c.Metrics()["mini_redis.key.expirations"].GetSum().IsMonotonic)
}

func TestDroppedSubscribersAreCounted(t *testing.T) {
	c := collect(t)
	w := watch(t, new(server.Server), slog.LevelInfo)
	require.Equal(t, "+OK\r\n+OK\r\n", w.converse(`CONFIG SET client-output-buffer-limit "pubsub 1 0 0"`))
	subscriber := w.dial()
	fmt.Fprint(subscriber, "SUBSCRIBE ch\r\n")
	lines := bufio.NewReader(subscriber)
	for _, line := range []string{"*3", "$9", "subscribe", "$2", "ch", ":1"} {
		expect(t, lines, line)
	}
	require.Equal(t, ":0\r\n+OK\r\n", w.converse("PUBLISH ch private-message"))
	w.stop()
	require.Equal(t, map[string]int64{"mini_redis.subscriber.limit=hard limit": 1, "mini_redis.subscriber.limit=soft limit": 0},
		sums(t, c, "mini_redis.subscriber.drops"))
	require.Contains(t, collector.Attributes(connectionOf(t, c, 2).Attributes), "mini_redis.connection.end=dropped")
}

// A counter that is read now and then, and may be set to zero in between, becomes one
// that never falls, and that has all growth in it that is seen.
func TestGrowthOutlivesResets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var g growth
		var counter, want int64
		for _, add := range rapid.SliceOf(rapid.Int64Range(-1, 100)).Draw(t, "additions") {
			if add < 0 {
				counter = 0
				if got := g.next(counter); got != want {
					t.Fatalf("after a reset: %d, want %d", got, want)
				}
				continue
			}
			counter += add
			want += add
			if got := g.next(counter); got != want {
				t.Fatalf("got %d, want %d", got, want)
			}
		}
	})
}
