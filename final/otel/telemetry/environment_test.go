package telemetry

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"mini-redis/final/otel/internal/collector"
	"mini-redis/final/server"
)

func TestNothingHappensIfDisabled(t *testing.T) {
	c := collect(t)
	for value, disabled := range map[string]bool{"true": true, "TRUE": true, "false": false, "": false, "yes": false} {
		t.Setenv("OTEL_SDK_DISABLED", value)
		s := new(server.Server)
		log := slog.New(slog.DiscardHandler)
		s.Logger = log
		sent, err := Start(t.Context(), s)
		require.NoError(t, err)
		require.Equal(t, disabled, s.Observer == nil, "%q: the observer", value)
		require.Equal(t, disabled, s.Logger == log, "%q: the log", value)
		c.Forget()
		require.NoError(t, sent.Shutdown(t.Context()))
		requests, _ := c.Bodies()
		require.Equal(t, disabled, len(requests) == 0, "%q: %d requests", value, len(requests))
	}
}

// Each signal can be left out.
func TestSignalsAreSentUnlessTheirExporterIsNone(t *testing.T) {
	c := collect(t)
	for _, left := range []string{"", "TRACES", "METRICS", "LOGS"} {
		for _, signal := range []string{"TRACES", "METRICS", "LOGS"} {
			value := "otlp"
			if signal == left {
				value = "none"
			}
			t.Setenv("OTEL_"+signal+"_EXPORTER", value)
		}
		c.Forget()
		w := watch(t, new(server.Server), slog.LevelDebug)
		w.converse("PING")
		w.stop()
		got := fmt.Sprint(len(c.Spans()) > 0, len(c.Metrics()) > 0, len(c.Records()) > 0)
		want := fmt.Sprint(left != "TRACES", left != "METRICS", left != "LOGS")
		require.Equal(t, want, got, "without %s", left)
		require.Contains(t, w.log.String(), "name=ping")
	}
}

// Values that are not supported are told in the log, and the default holds.
func TestUnsupportedValuesAreTold(t *testing.T) {
	c := collect(t)
	t.Setenv("OTEL_SDK_DISABLED", "maybe")
	t.Setenv("OTEL_TRACES_EXPORTER", "zipkin")
	t.Setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
	t.Setenv("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/protobuf")
	t.Setenv("OTEL_METRIC_EXPORT_INTERVAL", "often")
	w := watch(t, new(server.Server), slog.LevelInfo)
	w.converse("PING")
	w.stop()
	require.Len(t, commandsOf(c.Spans()), 2)
	for _, want := range []string{
		"name=OTEL_SDK_DISABLED value=maybe instead=false\n",
		"name=OTEL_TRACES_EXPORTER value=zipkin instead=otlp\n",
		"name=OTEL_EXPORTER_OTLP_PROTOCOL value=grpc instead=http/protobuf\n",
	} {
		require.Contains(t, w.log.String(), want)
	}
	require.Equal(t, 3, strings.Count(w.log.String(), "level=WARN"), w.log.String())
	require.Equal(t, 1, strings.Count(w.log.String(), "level=ERROR"), w.log.String())
	require.Contains(t, w.log.String(), `msg="telemetry: parse duration" name=OTEL_METRIC_EXPORT_INTERVAL`)
}

// What is sent names its service, which is mini-redis unless the environment says
// otherwise, and differs for every process.
func TestResourceNamesTheService(t *testing.T) {
	c := collect(t)
	for _, tt := range []struct {
		name, attributes string
		want             []string
	}{
		{"", "", []string{"service.name=mini-redis", "telemetry.sdk.language=go"}},
		{"cache", "service.name=ignored,deployment.environment.name=test", []string{"service.name=cache", "deployment.environment.name=test"}},
		{"", "service.name=cache", []string{"service.name=cache"}},
	} {
		t.Setenv("OTEL_SERVICE_NAME", tt.name)
		t.Setenv("OTEL_RESOURCE_ATTRIBUTES", tt.attributes)
		c.Forget()
		w := watch(t, new(server.Server), slog.LevelInfo)
		w.server.Logger.Info("hello")
		w.converse("PING")
		w.stop()
		resources := c.Resources()
		require.Len(t, resources, 3, "traces, metrics and logs")
		for _, r := range resources {
			require.Subset(t, collector.Attributes(r.Attributes), tt.want)
			require.Contains(t, strings.Join(collector.Attributes(r.Attributes), " "), "service.instance.id=")
		}
	}
}

func TestBodiesAreCompressedIfAskedFor(t *testing.T) {
	c := collect(t)
	t.Setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip")
	t.Setenv("OTEL_EXPORTER_OTLP_HEADERS", "authorization=secret")
	w := watch(t, new(server.Server), slog.LevelDebug)
	w.converse("PING")
	w.stop()
	requests, gzipped := c.Bodies()
	require.Equal(t, len(requests), gzipped)
	require.Len(t, commandsOf(c.Spans()), 2)
}
