package telemetry

import (
	"context"
	"encoding/binary"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"mini-redis/final/otel/internal/collector"
	"mini-redis/final/server"
)

// begin starts telemetry that the environment of the test describes, and returns its
// observer and the context of a connection.
func begin(t *testing.T) (*observer, context.Context) {
	t.Helper()
	s := &server.Server{Logger: slog.New(slog.DiscardHandler)}
	sent, err := Start(t.Context(), s)
	require.NoError(t, err)
	t.Cleanup(func() { sent.Shutdown(context.Background()) })
	o := s.Observer.(*observer)
	return o, o.BeginConnection(context.Background(), server.Connection{ID: 1, RemoteAddr: &net.TCPAddr{}})
}

// A countingTracer counts the spans that it is asked for.
type countingTracer struct {
	trace.Tracer
	asked int
}

func (c *countingTracer) Start(ctx context.Context, name string, options ...trace.SpanStartOption) (context.Context, trace.Span) {
	c.asked++
	return c.Tracer.Start(ctx, name, options...)
}

// A command that is not sampled makes no span and no garbage, whatever leaves it out.
func TestUnsampledCommandMakesNoSpan(t *testing.T) {
	collect(t)
	for _, variables := range [][]string{
		{"OTEL_TRACES_SAMPLER=always_off"},
		{"OTEL_TRACES_SAMPLER=parentbased_always_off"},
		{"OTEL_TRACES_SAMPLER=traceidratio", "OTEL_TRACES_SAMPLER_ARG=0"},
		{"OTEL_TRACES_SAMPLER=ParentBased_TraceIDRatio", "OTEL_TRACES_SAMPLER_ARG=0.0"},
		{"OTEL_TRACES_EXPORTER=none"},
	} {
		t.Run(variables[0], func(t *testing.T) {
			setenv(t, variables...)
			o, ctx := begin(t)
			tracer := &countingTracer{Tracer: o.tracer}
			o.tracer = tracer
			ok, failed := server.Command{Name: "get", Keys: 1}, server.Command{Name: "set", Keys: 1}
			allocated := testing.AllocsPerRun(1000, func() {
				o.EndCommand(o.BeginCommand(ctx, ok), ok, server.CommandResult{Duration: time.Microsecond, ReplyBytes: 5})
				o.EndCommand(o.BeginCommand(ctx, failed), failed, server.CommandResult{ErrorCode: "ERR", ReplyBytes: 5})
			})
			require.Zero(t, tracer.asked, "spans")
			require.Zero(t, allocated, "allocations")
		})
	}
}

// setenv sets variables, written NAME=value, for the test.
func setenv(t *testing.T, variables ...string) {
	t.Helper()
	for _, variable := range variables {
		name, value, _ := strings.Cut(variable, "=")
		t.Setenv(name, value)
	}
}

// Of commands as many are sampled as the sampler says, by the trace ids that their
// spans have: whoever samples the same traces by the same rule further on finds them all.
func TestSamplerDecidesByTheTraceIDOfTheSpan(t *testing.T) {
	const commands = 10000
	for _, tt := range []struct {
		sampler, ratio string
		least, most    int     // of spans
		bound          float64 // of the trace ids
	}{
		{"", "", commands, commands, 1},
		{"always_on", "", commands, commands, 1},
		{"parentbased_always_on", "", commands, commands, 1},
		{"traceidratio", "1", commands, commands, 1},
		{"traceidratio", "", commands, commands, 1},
		// Half of them, give or take ten standard deviations.
		{"traceidratio", "0.5", commands/2 - 500, commands/2 + 500, 0.5},
		{"parentbased_traceidratio", " 0.5", commands/2 - 500, commands/2 + 500, 0.5},
		// What is not understood is left to the SDK, which samples everything.
		{"traceidratio", "some", commands, commands, 1},
		{"traceidratio", "-0.5", commands, commands, 1},
		{"traceidratio", "1.5", commands, commands, 1},
		{"nosuch", "0.5", commands, commands, 1},
	} {
		t.Run(tt.sampler+" "+tt.ratio, func(t *testing.T) {
			collect(t)
			setenv(t, "OTEL_TRACES_SAMPLER="+tt.sampler, "OTEL_TRACES_SAMPLER_ARG="+tt.ratio)
			o, ctx := begin(t)
			cmd, sampled := server.Command{Name: "get"}, 0
			for range commands {
				command := o.BeginCommand(ctx, cmd)
				if span := trace.SpanFromContext(command); command != ctx {
					require.True(t, span.IsRecording())
					sampled++
					id := span.SpanContext().TraceID()
					require.Less(t, float64(binary.BigEndian.Uint64(id[8:])>>1), tt.bound*(1<<63))
				}
				o.EndCommand(command, cmd, server.CommandResult{})
			}
			require.GreaterOrEqual(t, sampled, tt.least)
			require.LessOrEqual(t, sampled, tt.most)
		})
	}
}

// What a command without a span logs has the ids of its connection, whose span goes on.
func TestUnsampledCommandLeavesItsConnectionsSpan(t *testing.T) {
	c := collect(t)
	s := &server.Server{Logger: slog.New(slog.DiscardHandler)}
	sent, err := Start(t.Context(), s)
	require.NoError(t, err)
	o := s.Observer.(*observer)
	conn := server.Connection{ID: 1, RemoteAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 7000}}
	ctx := o.BeginConnection(context.Background(), conn)
	o.sampler = sdktrace.NeverSample()
	cmd := server.Command{Name: "get"}
	command := o.BeginCommand(ctx, cmd)
	require.Equal(t, trace.SpanFromContext(ctx), trace.SpanFromContext(command))
	o.EndCommand(command, cmd, server.CommandResult{ReplyBytes: 5, ErrorCode: "ERR"})
	require.True(t, trace.SpanFromContext(ctx).IsRecording(), "the span of the connection has ended")
	o.EndConnection(ctx, conn, server.ConnectionEnd{Reason: server.EndQuit})
	require.NoError(t, sent.Shutdown(t.Context()))
	require.Empty(t, commandsOf(c.Spans()))
	require.Equal(t, []string{"client.address=127.0.0.1", "client.port=7000", "db.system.name=redis", "mini_redis.connection.end=quit", "mini_redis.connection.id=1"},
		collector.Attributes(connectionOf(t, c, 1).Attributes))
	for _, point := range c.Metrics()["mini_redis.command.duration"].GetHistogram().DataPoints {
		require.Empty(t, point.Exemplars, "of commands without spans")
	}
}
