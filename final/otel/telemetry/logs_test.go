package telemetry

import (
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	logspb "go.opentelemetry.io/proto/otlp/logs/v1"

	"mini-redis/final/otel/internal/collector"
	"mini-redis/final/server"
)

// What is logged during a command has the ids of its span, what is logged of a
// connection those of the connection's, and the rest has none. All of it is printed
// as it was before.
func TestLogRecordsHaveTraceIDs(t *testing.T) {
	c := collect(t)
	w := watch(t, new(server.Server), slog.LevelDebug)
	w.server.Logger.Info("ready", "addr", w.addr, "err", "none")
	w.converse("PING")
	w.stop()

	records := map[string]*logspb.LogRecord{}
	var printed []string
	for _, r := range c.Records() {
		records[strings.Join(append([]string{collector.Text(r.Body)}, commandIn(r)...), " ")] = r
	}
	for line := range strings.Lines(w.log.String()) {
		_, message, _ := strings.Cut(line, "msg=")
		printed = append(printed, message)
	}
	require.Len(t, printed, 5, "%q", printed)
	require.Len(t, records, 5)

	ready := records["ready"]
	require.NotNil(t, ready)
	require.Empty(t, ready.TraceId)
	require.Equal(t, logspb.SeverityNumber_SEVERITY_NUMBER_INFO, ready.SeverityNumber)
	require.Equal(t, []string{"addr=" + w.addr, "err=none"}, collector.Attributes(ready.Attributes))
	require.Equal(t, "ready addr="+w.addr+" err=none\n", printed[0])
	for message, span := range map[string]string{"command ping": "ping", "command quit": "quit", "client connected": "connection", "client gone": "connection"} {
		spans := named(c.Spans(), span)
		require.Len(t, spans, 1)
		require.NotNil(t, records[message], "%s is not among %v", message, records)
		require.Equal(t, spans[0].TraceId, records[message].TraceId, message)
		require.Equal(t, spans[0].SpanId, records[message].SpanId, message)
		require.Equal(t, logspb.SeverityNumber_SEVERITY_NUMBER_DEBUG, records[message].SeverityNumber)
	}
}

// commandIn returns the name of the command that a record is about, if any.
func commandIn(r *logspb.LogRecord) (names []string) {
	for _, a := range r.Attributes {
		if a.Key == "name" {
			names = append(names, collector.Text(a.Value))
		}
	}
	return names
}

// What the level keeps out of the log is not sent either, and that changes with the
// level.
func TestLogIsSentAtItsLevel(t *testing.T) {
	c := collect(t)
	level := new(slog.LevelVar)
	s := &server.Server{LogLevel: level}
	w := watch(t, s, level)
	w.converse("PING")
	require.Equal(t, "+OK\r\n+OK\r\n", w.converse("CONFIG SET loglevel debug"))
	w.converse("ECHO hello")
	w.stop()
	var got []string
	for _, r := range c.Records() {
		got = append(got, append(commandIn(r), collector.Text(r.Body))[0])
	}
	require.NotContains(t, got, "ping")
	require.Contains(t, got, "echo")
}

// The handler keeps what With and WithGroup add.
func TestBridgeKeepsAttributesAndGroups(t *testing.T) {
	c := collect(t)
	w := watch(t, new(server.Server), slog.LevelInfo)
	w.server.Logger.With("a", 1).WithGroup("g").Info("message", "b", 2)
	w.server.Logger.With("a", 1).Debug("not told")
	w.stop()
	require.Len(t, c.Records(), 1)
	require.Contains(t, collector.Attributes(c.Records()[0].Attributes), "a=1")
	require.Contains(t, w.log.String(), "msg=message a=1 g.b=2\n")
}
