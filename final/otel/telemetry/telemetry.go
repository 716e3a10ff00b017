// Package telemetry gives a server OpenTelemetry: a span for each command and each
// connection, metrics, and its log, all sent by OTLP over HTTP.
//
// Only the standard environment variables configure it. The SDK reads most of
// them: OTEL_EXPORTER_OTLP_* for where to send, OTEL_SERVICE_NAME and
// OTEL_RESOURCE_ATTRIBUTES, OTEL_TRACES_SAMPLER, OTEL_BSP_*, OTEL_BLRP_*,
// OTEL_METRIC_EXPORT_*. This package reads OTEL_SDK_DISABLED, and the OTEL_*_EXPORTER
// of traces, metrics and logs, which may be otlp or none.
//
// What clients send is not told: no keys, values, passwords, channels or names of
// commands that do not exist. Nor does the log tell the credentials of the collector,
// not even in a variable that is not understood.
//
// # Traces
//
// A command is a trace of its own, with one span, which has a link to the span of its
// connection. It is not a child of that: a client library keeps a connection for
// days, and all that it does in that time would be one trace, which most backends
// refuse, and which ends, for those that wait for its end to decide whether to keep
// it, when the connection does. It also lets the sampler decide for each command.
// The protocol has no room for the client's trace, so it cannot be continued.
//
// # When the collector is not there
//
// Commands do not wait for it. Spans and log records go into bounded queues,
// which lose what they have no room for, and goroutines of the SDK's empty them. The
// log tells once a minute that something was not sent, and Shutdown does not last longer
// than its context.
package telemetry

import (
	"context"
	"errors"
	"log/slog"
	"sync"

	"github.com/go-logr/logr"
	"go.opentelemetry.io/otel"

	"mini-redis/final/server"
)

// scope is the name of what makes the spans and the metrics.
const scope = "mini-redis/final/otel/telemetry"

// A Telemetry sends what a server does to a collector. Make one with Start.
type Telemetry struct {
	// flushes are the Shutdown methods of the providers, one for each signal that
	// is exported.
	flushes []func(context.Context) error
	ended   sync.Once
}

// Start sets the Observer of s, and adds to its Logger: what is logged goes where it
// went before, and to the collector, too. It does neither if OTEL_SDK_DISABLED is
// true. s must not serve yet.
//
// It does not wait for the collector. An error means that a variable has a value
// with which there is nothing to be sent.
//
// The SDK has one place for its errors in a process: they go to the log of the
// server that was started last, and not to the collector.
func Start(ctx context.Context, s *server.Server) (*Telemetry, error) {
	logger := s.Logger
	if logger == nil {
		logger = slog.Default()
	}
	env := environment{logger}
	if env.disabled() {
		return new(Telemetry), nil
	}
	heard := &complaints{log: logger}
	defer heard.start()
	otel.SetErrorHandler(heard)
	otel.SetLogger(logr.FromSlogHandler(errorsOnly{logger.Handler()}))
	env.warnOfProtocol()

	t := new(Telemetry)
	if err := t.start(ctx, env, s); err != nil {
		return nil, withoutSecrets(errors.Join(err, t.Shutdown(ctx)))
	}
	return t, nil
}

// start makes the providers, and connects s to them when there are all of them.
func (t *Telemetry) start(ctx context.Context, env environment, s *server.Server) error {
	res, err := newResource(ctx)
	if err != nil {
		return err
	}
	o := new(observer)
	if o.tracer, o.sampler, err = t.newTracer(ctx, env, res); err != nil {
		return err
	}
	meter, commands, err := t.newMeter(ctx, env, res)
	if err != nil {
		return err
	}
	o.commands = commands
	if o.drops, err = newDrops(meter); err != nil {
		return err
	}
	if err := observe(meter, s.Stats); err != nil {
		return err
	}
	bridge, err := t.newBridge(ctx, env, res)
	if err != nil {
		return err
	}
	if bridge != nil {
		s.Logger = slog.New(slog.NewMultiHandler(env.log.Handler(), bridge))
	}
	s.Observer = o
	return nil
}

// Shutdown sends what has not been sent yet, the last values of the metrics
// included. What is left when ctx ends is lost, and Shutdown returns an error; a
// request to a collector that does not answer then goes on in the background, up to
// OTEL_EXPORTER_OTLP_TIMEOUT. Shutdown is to be called after the server's own. Further
// calls do nothing.
func (t *Telemetry) Shutdown(ctx context.Context) (err error) {
	t.ended.Do(func() { err = t.flush(ctx) })
	return err
}

// flush flushes all signals at once: one that is stuck leaves the others their time.
func (t *Telemetry) flush(ctx context.Context) error {
	var flushing sync.WaitGroup
	errs := make([]error, len(t.flushes))
	for i, flush := range t.flushes {
		flushing.Go(func() { errs[i] = flush(ctx) })
	}
	flushing.Wait()
	return withoutSecrets(errors.Join(errs...))
}
