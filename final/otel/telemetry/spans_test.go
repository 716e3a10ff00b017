package telemetry

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"

	"mini-redis/final/otel/internal/collector"
	"mini-redis/final/server"
)

// named returns the spans of this name.
func named(spans []*tracepb.Span, name string) []*tracepb.Span {
	return slices.DeleteFunc(slices.Clone(spans), func(s *tracepb.Span) bool { return s.Name != name })
}

// commandsOf returns the spans that are not of connections.
func commandsOf(spans []*tracepb.Span) []*tracepb.Span {
	return slices.DeleteFunc(slices.Clone(spans), func(s *tracepb.Span) bool { return s.Name == "connection" })
}

func TestEachCommandIsASpan(t *testing.T) {
	c := collect(t)
	w := watch(t, new(server.Server), slog.LevelInfo)
	w.converse("SET k v", "get k", "INCR k", "MGET k l k", "CONFIG GET timeout", "GET", "NOSUCH k")
	w.stop()

	const system, id, ok = "db.system.name=redis", "mini_redis.connection.id=1", tracepb.Status_STATUS_CODE_UNSET
	for i, want := range []struct {
		name       string
		status     tracepb.Status_StatusCode
		message    string
		attributes []string
	}{
		{"set", ok, "", []string{"db.operation.name=set", system, id, "mini_redis.key.count=1", "mini_redis.reply.size=5"}},
		{"get", ok, "", []string{"db.operation.name=get", system, id, "mini_redis.key.count=1", "mini_redis.reply.size=7"}},
		{"incr", tracepb.Status_STATUS_CODE_ERROR, "ERR", []string{
			"db.operation.name=incr", "db.response.status_code=ERR", system, "error.type=ERR", id, "mini_redis.key.count=1", "mini_redis.reply.size=46"}},
		{"mget", ok, "", []string{"db.operation.name=mget", system, id, "mini_redis.key.count=3", "mini_redis.reply.size=23"}},
		{"config|get", ok, "", []string{"db.operation.name=config|get", system, id, "mini_redis.key.count=0", "mini_redis.reply.size=24"}},
		{"get", tracepb.Status_STATUS_CODE_ERROR, "ERR", []string{
			"db.operation.name=get", "db.response.status_code=ERR", system, "error.type=ERR", id, "mini_redis.key.count=0", "mini_redis.reply.size=50"}},
		{"redis", tracepb.Status_STATUS_CODE_ERROR, "ERR", []string{
			"db.operation.name=_OTHER", "db.response.status_code=ERR", system, "error.type=ERR", id, "mini_redis.key.count=0", "mini_redis.reply.size=63"}},
		{"quit", ok, "", []string{"db.operation.name=quit", system, id, "mini_redis.key.count=0", "mini_redis.reply.size=5"}},
	} {
		spans := commandsOf(c.Spans())
		require.Len(t, spans, 8)
		got := spans[i]
		require.Equal(t, want.name, got.Name)
		require.Equal(t, want.attributes, collector.Attributes(got.Attributes), want.name)
		require.Equal(t, want.status, got.Status.GetCode(), want.name)
		require.Equal(t, want.message, got.Status.GetMessage(), want.name)
		require.Equal(t, tracepb.Span_SPAN_KIND_SERVER, got.Kind)
		require.Empty(t, got.Events, "events have texts of their own")
		require.LessOrEqual(t, got.StartTimeUnixNano, got.EndTimeUnixNano)
	}
}

// connectionOf returns the span of a connection.
func connectionOf(t *testing.T, c *collector.Collector, id int) *tracepb.Span {
	t.Helper()
	for _, s := range named(c.Spans(), "connection") {
		if slices.Contains(collector.Attributes(s.Attributes), fmt.Sprintf("mini_redis.connection.id=%d", id)) {
			return s
		}
	}
	t.Fatalf("connection %d has no span", id)
	return nil
}

// Each command is a trace of its own, with a link to the span of its connection,
// which has the client's address and the reason of its end.
func TestCommandsAreLinkedToTheirConnection(t *testing.T) {
	c := collect(t)
	w := watch(t, new(server.Server), slog.LevelInfo)
	conn := w.dial()
	io.WriteString(conn, "PING\r\nPING\r\n*x\r\n")
	io.Copy(io.Discard, conn)
	conn.Close()
	w.converse()
	w.stop()

	broken, quit := connectionOf(t, c, 1), connectionOf(t, c, 2)
	host, port, _ := net.SplitHostPort(conn.LocalAddr().String())
	require.Equal(t, []string{"client.address=" + host, "client.port=" + port, "db.system.name=redis", "error.type=protocol",
		"mini_redis.connection.end=protocol", "mini_redis.connection.id=1"}, collector.Attributes(broken.Attributes))
	require.Equal(t, tracepb.Status_STATUS_CODE_ERROR, broken.Status.GetCode())
	require.Contains(t, collector.Attributes(quit.Attributes), "mini_redis.connection.end=quit")
	require.Equal(t, tracepb.Status_STATUS_CODE_UNSET, quit.Status.GetCode())

	traces := map[string]bool{}
	for _, s := range c.Spans() {
		traces[string(s.TraceId)] = true
		require.Empty(t, s.ParentSpanId)
	}
	require.Len(t, traces, 5, "traces")
	for _, s := range named(c.Spans(), "ping") {
		require.Len(t, s.Links, 1)
		require.Equal(t, broken.TraceId, s.Links[0].TraceId)
		require.Equal(t, broken.SpanId, s.Links[0].SpanId)
		require.GreaterOrEqual(t, s.StartTimeUnixNano, broken.StartTimeUnixNano)
		require.LessOrEqual(t, s.EndTimeUnixNano, broken.EndTimeUnixNano)
	}
	require.Equal(t, tracepb.Span_SPAN_KIND_INTERNAL, broken.Kind)
}

// The sampler of the environment decides for each command, and for the metrics it
// makes no difference.
func TestSamplerDecidesForSpansOnly(t *testing.T) {
	c := collect(t)
	t.Setenv("OTEL_TRACES_SAMPLER", "always_off")
	w := watch(t, new(server.Server), slog.LevelInfo)
	w.converse("PING")
	w.stop()
	require.Empty(t, c.Spans())
	require.Equal(t, map[string]int64{"db.operation.name=ping mini_redis.command.status=ok": 1, "db.operation.name=quit mini_redis.command.status=ok": 1},
		sums(t, c, "mini_redis.commands"))

	c.Forget()
	t.Setenv("OTEL_TRACES_SAMPLER", "traceidratio")
	t.Setenv("OTEL_TRACES_SAMPLER_ARG", "0.5")
	w = watch(t, new(server.Server), slog.LevelInfo)
	var lines []string
	for range 200 {
		lines = append(lines, "PING")
	}
	w.converse(lines...)
	w.stop()
	// Out of 200 tosses of a coin, fewer than 40 or more than 160 come up heads about
	// once in 10^17 times.
	if got := len(named(c.Spans(), "ping")); got < 40 || got > 160 {
		t.Errorf("of 200 commands %d were sampled, want about 100", got)
	}
	require.Equal(t, int64(200), sums(t, c, "mini_redis.commands")["db.operation.name=ping mini_redis.command.status=ok"])
}
