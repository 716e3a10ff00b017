package telemetry

import (
	"context"
	"errors"
	"log/slog"
	"runtime/debug"

	"go.opentelemetry.io/contrib/bridges/otelslog"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/exporters/otlp/otlplog/otlploghttp"
	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetrichttp"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/metric"
	metricnoop "go.opentelemetry.io/otel/metric/noop"
	sdklog "go.opentelemetry.io/otel/sdk/log"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/exemplar"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
	tracenoop "go.opentelemetry.io/otel/trace/noop"
)

// newResource describes this process. What the environment says of it has precedence.
func newResource(ctx context.Context) (*resource.Resource, error) {
	own := resource.WithAttributes(semconv.ServiceName("mini-redis"))
	if info, ok := debug.ReadBuildInfo(); ok {
		own = resource.WithAttributes(semconv.ServiceName("mini-redis"), semconv.ServiceVersion(info.Main.Version))
	}
	res, err := resource.New(ctx, resource.WithSchemaURL(semconv.SchemaURL), resource.WithTelemetrySDK(), resource.WithHost(),
		resource.WithService(), own, resource.WithFromEnv())
	if errors.Is(err, resource.ErrPartialResource) {
		otel.Handle(err)
		err = nil
	}
	return res, err
}

// newTracer returns what spans are made with, and the sampler to ask beforehand whether
// to make one. The sampler is nil if the tracer is to be asked for every span: where
// OTEL_TRACES_SAMPLER leaves no command out, or is not understood.
func (t *Telemetry) newTracer(ctx context.Context, env environment, res *resource.Resource) (trace.Tracer, sdktrace.Sampler, error) {
	if !env.exports("TRACES") {
		return tracenoop.NewTracerProvider().Tracer(scope), sdktrace.NeverSample(), nil
	}
	exporter, err := otlptracehttp.New(ctx)
	if err != nil {
		return nil, nil, err
	}
	options := []sdktrace.TracerProviderOption{sdktrace.WithBatcher(exporter), sdktrace.WithResource(res), sdktrace.WithIDGenerator(ids{})}
	sampler := env.sampler()
	if sampler != nil {
		options = append(options, sdktrace.WithSampler(sampler))
	}
	provider := sdktrace.NewTracerProvider(options...)
	t.flushes = append(t.flushes, provider.Shutdown)
	return provider.Tracer(scope, trace.WithSchemaURL(semconv.SchemaURL)), sampler, nil
}

// newMeter returns what instruments are made with, and makes what counts commands.
func (t *Telemetry) newMeter(ctx context.Context, env environment, res *resource.Resource) (metric.Meter, *outcomes, error) {
	if !env.exports("METRICS") {
		return metricnoop.NewMeterProvider().Meter(scope), newOutcomes(exemplar.AlwaysOffFilter, metricdata.CumulativeTemporality), nil
	}
	exporter, err := otlpmetrichttp.New(ctx)
	if err != nil {
		return nil, nil, err
	}
	env.warnOfAggregation()
	commands := newOutcomes(env.exemplars(), exporter.Temporality(sdkmetric.InstrumentKindHistogram)) // the same as of a counter
	reader := sdkmetric.NewPeriodicReader(exporter, sdkmetric.WithProducer(commands))
	provider := sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader), sdkmetric.WithResource(res))
	t.flushes = append(t.flushes, provider.Shutdown)
	return provider.Meter(scope, metric.WithSchemaURL(semconv.SchemaURL)), commands, nil
}

// newBridge returns the handler that sends log records, or nil if none are to be sent.
func (t *Telemetry) newBridge(ctx context.Context, env environment, res *resource.Resource) (slog.Handler, error) {
	if !env.exports("LOGS") {
		return nil, nil
	}
	exporter, err := otlploghttp.New(ctx)
	if err != nil {
		return nil, err
	}
	provider := sdklog.NewLoggerProvider(sdklog.WithProcessor(sdklog.NewBatchProcessor(exporter)), sdklog.WithResource(res))
	t.flushes = append(t.flushes, provider.Shutdown)
	return bridge{otelslog.NewHandler("mini-redis/final/server", otelslog.WithLoggerProvider(provider)), env.log.Handler()}, nil
}

// A bridge is a handler that sends the records that another one, whose level may
// change, takes.
type bridge struct {
	slog.Handler
	other slog.Handler
}

func (b bridge) Enabled(ctx context.Context, level slog.Level) bool {
	return b.other.Enabled(ctx, level) && b.Handler.Enabled(ctx, level)
}

func (b bridge) WithAttrs(attrs []slog.Attr) slog.Handler {
	return bridge{b.Handler.WithAttrs(attrs), b.other}
}

func (b bridge) WithGroup(name string) slog.Handler {
	return bridge{b.Handler.WithGroup(name), b.other}
}
