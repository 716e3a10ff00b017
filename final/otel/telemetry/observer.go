package telemetry

import (
	"context"
	"encoding/binary"
	"math/rand/v2"
	"net"
	"slices"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"mini-redis/final/server"
)

// Attributes that no semantic convention has.
const (
	connectionIDKey  = attribute.Key("mini_redis.connection.id")  // as in CLIENT ID and the log
	connectionEndKey = attribute.Key("mini_redis.connection.end") // a server.EndReason
	keyCountKey      = attribute.Key("mini_redis.key.count")
	replySizeKey     = attribute.Key("mini_redis.reply.size") // bytes
	statusKey        = attribute.Key("mini_redis.command.status")
	limitKey         = attribute.Key("mini_redis.subscriber.limit")
	resultKey        = attribute.Key("mini_redis.lookup.result")
)

// unknown stands for a command that does not exist, whose name is the client's.
const unknown = "_OTHER"

// An observer makes spans and metrics of what it is told.
type observer struct {
	tracer   trace.Tracer
	sampler  sdktrace.Sampler // asked before a span of a command is made; nil if the tracer is to be asked
	commands *outcomes
	drops    metric.Int64Counter
}

var _ server.Observer = (*observer)(nil)

// A connectionKey is the key of the *connection in the context of a connection.
type connectionKey struct{}

// A connection is what is kept of a connection. Its commands come one after the other.
type connection struct {
	id      attribute.KeyValue
	options []trace.SpanStartOption     // of the spans of all its commands
	asked   sdktrace.SamplingParameters // what the sampler is asked of the command under way
	random  *rand.PCG                   // makes trace ids in half the time that others take, which are shared
	sampled bool                        // the command under way has a span
	started time.Time                   // when that span began
	recent  *tally                      // of the last command; the next one often has the same outcome
}

// BeginConnection begins the span of a connection. It is an internal one: were it a
// server's, backends would take the hours that it lasts for the latency of a request.
func (o *observer) BeginConnection(ctx context.Context, c server.Connection) context.Context {
	id := connectionIDKey.Int64(c.ID)
	ctx, span := o.tracer.Start(ctx, "connection", trace.WithTimestamp(c.Start),
		trace.WithAttributes(semconv.DBSystemNameRedis, id), trace.WithAttributes(clientOf(c.RemoteAddr)...))
	options := []trace.SpanStartOption{trace.WithNewRoot(), trace.WithSpanKind(trace.SpanKindServer)}
	if span.SpanContext().IsSampled() {
		options = append(options, trace.WithLinks(trace.Link{SpanContext: span.SpanContext()}))
	}
	return context.WithValue(ctx, connectionKey{}, &connection{
		id: id, options: slices.Clip(options), random: rand.NewPCG(rand.Uint64(), rand.Uint64()),
		asked: sdktrace.SamplingParameters{ParentContext: context.Background(), Kind: trace.SpanKindServer},
	})
}

// clientOf describes the client's address.
func clientOf(addr net.Addr) []attribute.KeyValue {
	if tcp, ok := addr.(*net.TCPAddr); ok {
		return []attribute.KeyValue{semconv.ClientAddress(tcp.IP.String()), semconv.ClientPort(tcp.Port)}
	}
	return []attribute.KeyValue{semconv.ClientAddress(addr.String())}
}

// EndConnection ends the span. It is an error if the client, or the network, has
// done something wrong.
func (o *observer) EndConnection(ctx context.Context, c server.Connection, end server.ConnectionEnd) {
	span := trace.SpanFromContext(ctx)
	if span.IsRecording() {
		reason := string(end.Reason)
		span.SetAttributes(connectionEndKey.String(reason))
		switch end.Reason {
		case server.EndDropped, server.EndProtocol, server.EndTooLong, server.EndHTTP, server.EndHandshake, server.EndNetwork:
			span.SetAttributes(semconv.ErrorTypeKey.String(reason))
			span.SetStatus(codes.Error, reason)
		}
	}
	span.End(trace.WithTimestamp(c.Start.Add(end.Duration)))
}

// BeginCommand begins the span of a command, if it is to have one. It asks the sampler
// first: what is made for a span costs many times what the command does, and most
// commands of a busy server are left out. Such a command has the context of its connection.
func (o *observer) BeginCommand(ctx context.Context, cmd server.Command) context.Context {
	c := ctx.Value(connectionKey{}).(*connection)
	c.asked.TraceID = newTraceID(c.random)
	c.sampled = o.sampler == nil || o.sampler.ShouldSample(c.asked).Decision != sdktrace.Drop
	if !c.sampled {
		return ctx
	}
	return o.beginSpan(ctx, c, cmd)
}

// beginSpan begins the span of a command. The tracer asks the sampler again, of the same
// trace id, so the answer is the same.
func (o *observer) beginSpan(ctx context.Context, c *connection, cmd server.Command) context.Context {
	name := cmd.Name
	if name == "" {
		name = "redis"
	}
	c.started = time.Now()
	options := append(c.options, trace.WithTimestamp(c.started),
		trace.WithAttributes(semconv.DBSystemNameRedis, semconv.DBOperationName(operationOf(cmd)), keyCountKey.Int(cmd.Keys), c.id))
	ctx, _ = o.tracer.Start(context.WithValue(ctx, traceIDKey{}, c.asked.TraceID), name, options...)
	return ctx
}

// operationOf returns the name of a command, as metrics and attributes have it.
func operationOf(cmd server.Command) string {
	if cmd.Name == "" {
		return unknown
	}
	return cmd.Name
}

// EndCommand counts the command, and ends its span.
func (o *observer) EndCommand(ctx context.Context, cmd server.Command, result server.CommandResult) {
	c := ctx.Value(connectionKey{}).(*connection)
	if what := outcomeOf(cmd, result); c.recent == nil || c.recent.outcome != what {
		c.recent = o.commands.of(what)
	}
	if !c.sampled {
		o.commands.countBare(c.recent, result.Duration)
		return
	}
	o.commands.count(ctx, c.recent, result.Duration)
	span := trace.SpanFromContext(ctx)
	if span.IsRecording() {
		span.SetAttributes(replySizeKey.Int64(result.ReplyBytes))
		if kind := errorType(result); kind != "" {
			span.SetAttributes(semconv.ErrorTypeKey.String(kind))
			span.SetStatus(codes.Error, kind)
		}
		if result.ErrorCode != "" {
			span.SetAttributes(semconv.DBResponseStatusCode(result.ErrorCode))
		}
	}
	span.End(trace.WithTimestamp(c.started.Add(result.Duration)))
}

// errorType returns what the command has failed with, empty if it has not. A command
// that gets no reply, from a browser, has no error code.
func errorType(result server.CommandResult) string {
	if result.Rejected && result.ErrorCode == "" {
		return unknown
	}
	return result.ErrorCode
}

// DropSubscriber counts the subscriber.
func (o *observer) DropSubscriber(ctx context.Context, limit string) {
	o.drops.Add(ctx, 1, metric.WithAttributes(limitKey.String(limit)))
}

// A traceIDKey is the key of the trace id that the span of a command is to have.
type traceIDKey struct{}

// ids makes the ids of spans, but for the trace ids of commands.
type ids struct{}

var _ sdktrace.IDGenerator = ids{}

func (ids) NewIDs(ctx context.Context) (trace.TraceID, trace.SpanID) {
	id, ok := ctx.Value(traceIDKey{}).(trace.TraceID)
	if !ok {
		id = newTraceID(rand.NewPCG(rand.Uint64(), rand.Uint64()))
	}
	return id, newSpanID()
}

func (ids) NewSpanID(context.Context, trace.TraceID) trace.SpanID { return newSpanID() }

// newTraceID returns a random id. All zeros is none.
func newTraceID(random *rand.PCG) (id trace.TraceID) {
	for !id.IsValid() {
		binary.NativeEndian.PutUint64(id[:8], random.Uint64())
		binary.NativeEndian.PutUint64(id[8:], random.Uint64())
	}
	return id
}

func newSpanID() (id trace.SpanID) {
	for !id.IsValid() {
		binary.NativeEndian.PutUint64(id[:], rand.Uint64())
	}
	return id
}
