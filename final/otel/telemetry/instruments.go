package telemetry

import (
	"context"
	"sync"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"

	"mini-redis/final/pubsub"
	"mini-redis/final/server"
)

// instruments are what is measured when it happens.
type instruments struct {
	commands metric.Int64Counter
	duration metric.Float64Histogram
	drops    metric.Int64Counter

	// sets are the attributes of commands, as metric.MeasurementOption by outcome:
	// making them anew for each command would cost more than the rest. The number of
	// names and of error codes is the server's, so there is an end to them.
	sets sync.Map
}

// An outcome is what commands are counted by.
type outcome struct{ operation, status, errorType string }

// newInstruments returns the instruments, and registers those whose values come from
// stats when they are collected.
func newInstruments(m metric.Meter, stats func() server.Stats) (*instruments, error) {
	i := new(instruments)
	var err error
	if i.commands, err = m.Int64Counter("mini_redis.commands", metric.WithUnit("{command}"),
		metric.WithDescription("Commands received, by what has become of them.")); err != nil {
		return nil, err
	}
	if i.duration, err = m.Float64Histogram("mini_redis.command.duration", metric.WithUnit("s"),
		metric.WithDescription("Time to execute a command, without the time to receive it and to send the reply."),
		metric.WithExplicitBucketBoundaries(boundaries()...)); err != nil {
		return nil, err
	}
	if i.drops, err = m.Int64Counter("mini_redis.subscriber.drops", metric.WithUnit("{subscriber}"),
		metric.WithDescription("Subscribers dropped because they did not read their messages.")); err != nil {
		return nil, err
	}
	for _, limit := range []string{pubsub.HardLimit, pubsub.SoftLimit} {
		i.drops.Add(context.Background(), 0, metric.WithAttributes(limitKey.String(limit))) // a rate needs a begin
	}
	return i, observe(m, stats)
}

// boundaries of the durations in seconds: a GET takes less than a microsecond, and
// what takes longer than a second is out of order.
func boundaries() []float64 {
	return []float64{1e-6, 2.5e-6, 5e-6, 1e-5, 2.5e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 1e-2, 2.5e-2, 1e-1, 1}
}

// count counts a command that has ended. ctx has its span, for exemplars.
func (i *instruments) count(ctx context.Context, cmd server.Command, result server.CommandResult) {
	set := i.attributes(outcomeOf(cmd, result))
	i.commands.Add(ctx, 1, set)
	i.duration.Record(ctx, result.Duration.Seconds(), set)
}

func outcomeOf(cmd server.Command, result server.CommandResult) outcome {
	o := outcome{cmd.Name, "ok", errorType(result)}
	if cmd.Name == "" {
		o.operation = unknown
	}
	switch {
	case result.Rejected:
		o.status = "rejected"
	case result.ErrorCode != "":
		o.status = "error"
	}
	return o
}

func (i *instruments) attributes(o outcome) metric.MeasurementOption {
	if set, ok := i.sets.Load(o); ok {
		return set.(metric.MeasurementOption)
	}
	attributes := []attribute.KeyValue{semconv.DBOperationName(o.operation), statusKey.String(o.status)}
	if o.errorType != "" {
		attributes = append(attributes, semconv.ErrorTypeKey.String(o.errorType))
	}
	set := metric.WithAttributeSet(attribute.NewSet(attributes...))
	i.sets.Store(o, set)
	return set
}

func (i *instruments) drop(ctx context.Context, limit string) {
	i.drops.Add(ctx, 1, metric.WithAttributes(limitKey.String(limit)))
}
