package telemetry

import (
	"context"
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mini-redis/final/server"
)

// refusing returns an address at which nobody listens.
func refusing(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	return l.Addr().String()
}

// silent returns an address at which connections and requests are taken, and nothing
// is answered.
func silent(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { conn.Close() })
		}
	}()
	return l.Addr().String()
}

// With a collector that refuses connections, or never answers, the server answers
// everything, although much more happens than the queues have room for, and
// Shutdown returns when its context ends, if not before. The log tells of it once.
func TestDeadCollectorHoldsUpNobody(t *testing.T) {
	for name, address := range map[string]func(*testing.T) string{"refusing": refusing, "silent": silent} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://"+address(t))
			for _, queue := range []string{"BSP", "BLRP"} {
				t.Setenv("OTEL_"+queue+"_MAX_QUEUE_SIZE", "20")
				t.Setenv("OTEL_"+queue+"_MAX_EXPORT_BATCH_SIZE", "10")
				t.Setenv("OTEL_"+queue+"_SCHEDULE_DELAY", "1")
			}
			t.Setenv("OTEL_METRIC_EXPORT_INTERVAL", "10")
			w := watch(t, new(server.Server), slog.LevelDebug)
			const n = 10000
			conn := w.dial() // which fails after a minute
			go io.WriteString(conn, strings.Repeat("PING\r\n", n)+"QUIT\r\n")
			replies, err := io.ReadAll(conn)
			require.NoError(t, err)
			require.Len(t, replies, n*len("+PONG\r\n")+len("+OK\r\n"))
			conn.Close()
			require.NoError(t, w.server.Shutdown(t.Context()))

			ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
			defer cancel()
			begin := time.Now()
			require.Error(t, w.telemetry.Shutdown(ctx))
			if took := time.Since(begin); took > 20*time.Second {
				t.Errorf("Shutdown has taken %v", took)
			}
			if name == "refusing" {
				require.Equal(t, 1, strings.Count(w.log.String(), `msg="telemetry was not sent"`))
			}
		})
	}
}

// Shutdown sends all that is in the queues, without waiting for their turn.
func TestShutdownFlushes(t *testing.T) {
	c := collect(t)
	for _, name := range []string{"OTEL_BSP_SCHEDULE_DELAY", "OTEL_BLRP_SCHEDULE_DELAY", "OTEL_METRIC_EXPORT_INTERVAL"} {
		t.Setenv(name, "3600000")
	}
	w := watch(t, new(server.Server), slog.LevelDebug)
	w.converse("PING", "PING")
	requests, _ := c.Bodies()
	require.Empty(t, requests)
	w.stop()
	require.Len(t, commandsOf(c.Spans()), 3)
	require.Len(t, c.Records(), 5)
	require.NotEmpty(t, c.Metrics())
	before, _ := c.Bodies()
	require.NoError(t, w.telemetry.Shutdown(t.Context()))
	after, _ := c.Bodies()
	require.Equal(t, len(before), len(after), "a second Shutdown has sent something")
}
