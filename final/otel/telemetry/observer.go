package telemetry

import (
	"context"
	"net"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
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
	tracer      trace.Tracer
	instruments *instruments
}

var _ server.Observer = (*observer)(nil)

// A connectionKey is the key of the number of a connection in its context.
type connectionKey struct{}

// BeginConnection begins the span of a connection. It is an internal one: were it a
// server's, backends would take the hours that it lasts for the latency of a request.
func (o *observer) BeginConnection(ctx context.Context, c server.Connection) context.Context {
	id := connectionIDKey.Int64(c.ID)
	ctx, _ = o.tracer.Start(ctx, "connection", trace.WithTimestamp(c.Start),
		trace.WithAttributes(semconv.DBSystemNameRedis, id), trace.WithAttributes(clientOf(c.RemoteAddr)...))
	return context.WithValue(ctx, connectionKey{}, id)
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

// BeginCommand begins the span of a command, with all that a sampler may want to know.
func (o *observer) BeginCommand(ctx context.Context, cmd server.Command) context.Context {
	name, operation := cmd.Name, cmd.Name
	if name == "" {
		name, operation = "redis", unknown
	}
	id, _ := ctx.Value(connectionKey{}).(attribute.KeyValue)
	options := []trace.SpanStartOption{
		trace.WithNewRoot(), trace.WithSpanKind(trace.SpanKindServer), trace.WithTimestamp(cmd.Start),
		trace.WithAttributes(semconv.DBSystemNameRedis, semconv.DBOperationName(operation), keyCountKey.Int(cmd.Keys), id),
	}
	if connection := trace.SpanContextFromContext(ctx); connection.IsSampled() {
		options = append(options, trace.WithLinks(trace.Link{SpanContext: connection}))
	}
	ctx, _ = o.tracer.Start(ctx, name, options...)
	return ctx
}

// EndCommand ends the span, and counts the command.
func (o *observer) EndCommand(ctx context.Context, cmd server.Command, result server.CommandResult) {
	o.instruments.count(ctx, cmd, result)
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
	span.End(trace.WithTimestamp(cmd.Start.Add(result.Duration)))
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
	o.instruments.drop(ctx, limit)
}
