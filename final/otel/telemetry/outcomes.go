package telemetry

import (
	"context"
	"maps"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/instrumentation"
	"go.opentelemetry.io/otel/sdk/metric/exemplar"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"

	"mini-redis/final/server"
)

// An outcome is what commands are counted by.
type outcome struct{ operation, status, errorType string }

func outcomeOf(cmd server.Command, result server.CommandResult) outcome {
	o := outcome{operationOf(cmd), "ok", errorType(result)}
	switch {
	case result.Rejected:
		o.status = "rejected"
	case result.ErrorCode != "":
		o.status = "error"
	}
	return o
}

func (o outcome) attributes() attribute.Set {
	attributes := []attribute.KeyValue{semconv.DBOperationName(o.operation), statusKey.String(o.status)}
	if o.errorType != "" {
		attributes = append(attributes, semconv.ErrorTypeKey.String(o.errorType))
	}
	return attribute.NewSet(attributes...)
}

// boundaries of the durations in seconds: a GET takes less than a microsecond, and
// what takes longer than a second is out of order.
func boundaries() []float64 {
	return []float64{1e-6, 2.5e-6, 5e-6, 1e-5, 2.5e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 1e-2, 2.5e-2, 1e-1, 1}
}

// outcomes count commands and their durations by outcome, and produce the two metrics
// of that when they are collected. A counter and a histogram of the SDK's would take half
// a microsecond for each command, which is as much as the command itself does; these
// take a tenth of it, and allocate nothing.
type outcomes struct {
	bounds      []time.Duration // the boundaries
	exemplars   exemplar.Filter
	always      bool // commands without a span may be exemplars
	temporality metricdata.Temporality

	// all is replaced, under mu, when there is an outcome for the first time. The number
	// of names and of error codes is the server's, so there is an end to that.
	all atomic.Pointer[map[outcome]*tally]

	mu    sync.Mutex // also held by Produce
	since time.Time  // when what is produced began; guarded by mu
}

// A tally is of the commands with one outcome.
type tally struct {
	outcome
	buckets   []atomic.Int64 // one more than there are boundaries
	sum       atomic.Int64   // nanoseconds
	min, max  atomic.Int64   // nanoseconds; noMin and noMax if there is none
	exemplars exemplar.Reservoir
}

const noMin, noMax = math.MaxInt64, math.MinInt64

// newOutcomes returns outcomes of which commands with a span that is sampled are
// exemplars, unless exemplars is another filter.
func newOutcomes(exemplars exemplar.Filter, temporality metricdata.Temporality) *outcomes {
	o := &outcomes{exemplars: exemplars, always: exemplars(context.Background()), temporality: temporality, since: time.Now()}
	for _, seconds := range boundaries() {
		o.bounds = append(o.bounds, time.Duration(math.Round(seconds*float64(time.Second))))
	}
	o.all.Store(&map[outcome]*tally{})
	return o
}

// of returns the tally of what.
func (o *outcomes) of(what outcome) *tally {
	if t := (*o.all.Load())[what]; t != nil {
		return t
	}
	return o.add(what)
}

// count counts a command in its tally. ctx has its span.
func (o *outcomes) count(ctx context.Context, t *tally, took time.Duration) {
	t.count(o.bounds, took)
	if o.exemplars(ctx) {
		t.exemplars.Offer(ctx, time.Now(), exemplar.NewValue(took.Seconds()), nil)
	}
}

// countBare is count for a command that has no span.
func (o *outcomes) countBare(t *tally, took time.Duration) {
	if o.always {
		o.count(context.Background(), t, took)
	} else {
		t.count(o.bounds, took)
	}
}

// add returns the tally of what, which is a new one if no other goroutine was faster.
func (o *outcomes) add(what outcome) *tally {
	o.mu.Lock()
	defer o.mu.Unlock()
	all := maps.Clone(*o.all.Load())
	if t := all[what]; t != nil {
		return t
	}
	t := &tally{
		outcome:   what,
		buckets:   make([]atomic.Int64, len(o.bounds)+1),
		exemplars: exemplar.NewHistogramReservoir(boundaries()),
	}
	t.min.Store(noMin)
	t.max.Store(noMax)
	all[what] = t
	o.all.Store(&all)
	return t
}

// count adds to the bucket last: what is in a bucket is in the sum, too.
func (t *tally) count(bounds []time.Duration, took time.Duration) {
	for least := t.min.Load(); int64(took) < least && !t.min.CompareAndSwap(least, int64(took)); {
		least = t.min.Load()
	}
	for most := t.max.Load(); int64(took) > most && !t.max.CompareAndSwap(most, int64(took)); {
		most = t.max.Load()
	}
	t.sum.Add(int64(took))
	bucket := 0
	for bucket < len(bounds) && took > bounds[bucket] { // most commands are in the first ones
		bucket++
	}
	t.buckets[bucket].Add(1)
}

// Produce returns the metrics: what was counted since the server was started or, if
// that is the temporality, since the last call.
func (o *outcomes) Produce(context.Context) ([]metricdata.ScopeMetrics, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	commands := metricdata.Sum[int64]{Temporality: o.temporality, IsMonotonic: true}
	durations := metricdata.Histogram[float64]{Temporality: o.temporality}
	now := time.Now()
	for _, t := range *o.all.Load() {
		point := t.point(o.temporality == metricdata.DeltaTemporality, o.since)
		if point.Count == 0 {
			continue
		}
		point.StartTime, point.Time = o.since, now
		durations.DataPoints = append(durations.DataPoints, point)
		commands.DataPoints = append(commands.DataPoints, metricdata.DataPoint[int64]{
			Attributes: point.Attributes, StartTime: o.since, Time: now, Value: int64(point.Count),
		})
	}
	if o.temporality == metricdata.DeltaTemporality {
		o.since = now
	}
	if len(commands.DataPoints) == 0 {
		return nil, nil
	}
	return []metricdata.ScopeMetrics{{
		Scope: instrumentation.Scope{Name: scope, SchemaURL: semconv.SchemaURL},
		Metrics: []metricdata.Metrics{
			{Name: "mini_redis.commands", Unit: "{command}", Data: commands,
				Description: "Commands received, by what has become of them."},
			{Name: "mini_redis.command.duration", Unit: "s", Data: durations,
				Description: "Time to execute a command, without the time to receive it and to send the reply."},
		},
	}}, nil
}

// point returns what the tally has counted since then, and forgets it if it is to be
// told once. Of a command that is counted meanwhile the bucket may come with the next
// point.
func (t *tally) point(forget bool, since time.Time) metricdata.HistogramDataPoint[float64] {
	take := func(n *atomic.Int64, none int64) int64 {
		if forget {
			return n.Swap(none)
		}
		return n.Load()
	}
	p := metricdata.HistogramDataPoint[float64]{Attributes: t.attributes(), Bounds: boundaries()}
	for i := range t.buckets {
		n := uint64(take(&t.buckets[i], 0))
		p.BucketCounts = append(p.BucketCounts, n)
		p.Count += n
	}
	if p.Count == 0 {
		return p
	}
	p.Sum = time.Duration(take(&t.sum, 0)).Seconds()
	if least := take(&t.min, noMin); least != noMin {
		p.Min = metricdata.NewExtrema(time.Duration(least).Seconds())
	}
	if most := take(&t.max, noMax); most != noMax {
		p.Max = metricdata.NewExtrema(time.Duration(most).Seconds())
	}
	var exemplars []exemplar.Exemplar
	t.exemplars.Collect(&exemplars) // which leaves them there
	for _, e := range exemplars {
		if !e.Time.Before(since) {
			p.Exemplars = append(p.Exemplars, metricdata.Exemplar[float64]{Time: e.Time, Value: e.Value.Float64(), SpanID: e.SpanID, TraceID: e.TraceID})
		}
	}
	return p
}
