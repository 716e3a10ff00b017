package telemetry

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/exemplar"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	metricspb "go.opentelemetry.io/proto/otlp/metrics/v1"
	"pgregory.net/rapid"

	"mini-redis/final/server"
)

// points returns the points of a collection by its names, those of each sorted by their
// attributes, without times.
func points(t *rapid.T, scopes []metricdata.ScopeMetrics) (commands []metricdata.DataPoint[int64], durations []metricdata.HistogramDataPoint[float64]) {
	for _, s := range scopes {
		for _, m := range s.Metrics {
			switch data := m.Data.(type) {
			case metricdata.Sum[int64]:
				commands = slices.Clone(data.DataPoints)
			case metricdata.Histogram[float64]:
				durations = slices.Clone(data.DataPoints)
			default:
				t.Fatalf("%s is a %T", m.Name, data)
			}
		}
	}
	for i := range commands {
		commands[i].StartTime, commands[i].Time, commands[i].Exemplars = time.Time{}, time.Time{}, nil
	}
	for i := range durations {
		durations[i].StartTime, durations[i].Time, durations[i].Exemplars = time.Time{}, time.Time{}, nil
	}
	slices.SortFunc(commands, func(a, b metricdata.DataPoint[int64]) int {
		return cmp.Compare(a.Attributes.Encoded(attribute.DefaultEncoder()), b.Attributes.Encoded(attribute.DefaultEncoder()))
	})
	slices.SortFunc(durations, func(a, b metricdata.HistogramDataPoint[float64]) int {
		return cmp.Compare(a.Attributes.Encoded(attribute.DefaultEncoder()), b.Attributes.Encoded(attribute.DefaultEncoder()))
	})
	return commands, durations
}

// Whatever is counted, and however often that is collected, the points are those of a
// counter and a histogram of the SDK's.
func TestOutcomesAreWhatTheSDKWouldCount(t *testing.T) {
	results := []server.CommandResult{{}, {ErrorCode: "ERR"}, {ErrorCode: "ERR", Rejected: true}, {Rejected: true}}
	rapid.Check(t, func(t *rapid.T) {
		temporality := rapid.SampledFrom([]metricdata.Temporality{metricdata.CumulativeTemporality, metricdata.DeltaTemporality}).Draw(t, "temporality")
		reader := sdkmetric.NewManualReader(sdkmetric.WithTemporalitySelector(func(sdkmetric.InstrumentKind) metricdata.Temporality { return temporality }))
		meter := sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader)).Meter(scope)
		counter, _ := meter.Int64Counter("counter")
		histogram, _ := meter.Float64Histogram("histogram", metric.WithExplicitBucketBoundaries(boundaries()...))
		counted := newOutcomes(exemplar.AlwaysOffFilter, temporality)
		t.Repeat(map[string]func(*rapid.T){
			"count": func(t *rapid.T) {
				took := rapid.OneOf(rapid.SampledFrom(append(counted.bounds, 0)), rapid.Custom(func(t *rapid.T) time.Duration {
					return time.Duration(rapid.Int64Range(0, 3e9).Draw(t, "ns"))
				})).Draw(t, "took")
				what := outcomeOf(server.Command{Name: rapid.SampledFrom([]string{"", "get", "config|get"}).Draw(t, "name")},
					rapid.SampledFrom(results).Draw(t, "result"))
				counted.count(context.Background(), counted.of(what), took)
				set := metric.WithAttributeSet(what.attributes())
				counter.Add(context.Background(), 1, set)
				histogram.Record(context.Background(), took.Seconds(), set)
			},
			"collect": func(t *rapid.T) {
				got, _ := counted.Produce(context.Background())
				var want metricdata.ResourceMetrics
				require.NoError(t, reader.Collect(context.Background(), &want))
				gotCommands, gotDurations := points(t, got)
				wantCommands, wantDurations := points(t, want.ScopeMetrics)
				require.Equal(t, len(wantCommands), len(gotCommands))
				require.Equal(t, len(wantDurations), len(gotDurations))
				for i := range wantCommands {
					require.Equal(t, wantCommands[i], gotCommands[i])
					require.InDelta(t, wantDurations[i].Sum, gotDurations[i].Sum, 1e-6)
					gotDurations[i].Sum = wantDurations[i].Sum // which the SDK adds up with rounding errors
					require.Equal(t, wantDurations[i], gotDurations[i])
				}
			},
		})
	})
}

// Counting and collecting at once loses nothing and tells nothing twice.
func TestOutcomesAreCountedAtOnce(t *testing.T) {
	for _, temporality := range []metricdata.Temporality{metricdata.CumulativeTemporality, metricdata.DeltaTemporality} {
		counted := newOutcomes(exemplar.AlwaysOffFilter, temporality)
		var count int64
		var sum float64
		collect := func() {
			got, err := counted.Produce(context.Background())
			require.NoError(t, err)
			for _, s := range got {
				if temporality == metricdata.CumulativeTemporality {
					count, sum = 0, 0
				}
				for _, p := range s.Metrics[0].Data.(metricdata.Sum[int64]).DataPoints {
					count += p.Value
				}
				for _, p := range s.Metrics[1].Data.(metricdata.Histogram[float64]).DataPoints {
					sum += p.Sum
				}
			}
		}
		var counting sync.WaitGroup
		for range 4 {
			counting.Go(func() {
				for i := range 4000 {
					what := outcome{fmt.Sprint(i / 10), "ok", ""} // as all goroutines have at about the same time
					counted.count(context.Background(), counted.of(what), time.Millisecond)
				}
			})
		}
		done := make(chan struct{})
		go func() { counting.Wait(); close(done) }()
		for counting := true; counting; {
			select {
			case <-done:
				counting = false
			default:
			}
			collect()
		}
		require.Equal(t, int64(16000), count, temporality)
		require.InDelta(t, 16, sum, 1e-6, temporality)
	}
}

// A command that is half counted when the points are collected is in the next ones as a whole.
func TestHalfCountedCommandIsCollectedLater(t *testing.T) {
	counted := newOutcomes(exemplar.AlwaysOffFilter, metricdata.DeltaTemporality)
	get := counted.of(outcome{"get", "ok", ""})
	get.sum.Add(int64(time.Second)) // as count does before it adds to the bucket
	got, err := counted.Produce(context.Background())
	require.NoError(t, err)
	require.Empty(t, got)
	get.buckets[15].Add(1)
	got, err = counted.Produce(context.Background())
	require.NoError(t, err)
	require.Equal(t, 1.0, got[0].Metrics[1].Data.(metricdata.Histogram[float64]).DataPoints[0].Sum)
}

// Commands that are sampled are exemplars, unless OTEL_METRICS_EXEMPLAR_FILTER has it
// otherwise.
func TestSampledCommandsAreExemplars(t *testing.T) {
	for _, tt := range []struct {
		filter, sampler string
		exemplars       bool
		ids             bool
	}{
		{"", "always_on", true, true},
		{"trace_based", "always_on", true, true},
		{"", "always_off", false, false},
		{"always_off", "always_on", false, false},
		{"Always_On", "always_off", true, false},
	} {
		t.Run(tt.filter+" "+tt.sampler, func(t *testing.T) {
			c := collect(t)
			setenv(t, "OTEL_METRICS_EXEMPLAR_FILTER="+tt.filter, "OTEL_TRACES_SAMPLER="+tt.sampler)
			w := watch(t, new(server.Server), slog.LevelInfo)
			w.converse()
			w.stop()
			got := c.Metrics()["mini_redis.command.duration"].GetHistogram().DataPoints
			require.Len(t, got, 1)
			if !tt.exemplars {
				require.Empty(t, got[0].Exemplars)
				return
			}
			require.Len(t, got[0].Exemplars, 1)
			require.Equal(t, got[0].GetSum(), got[0].Exemplars[0].GetAsDouble())
			if tt.ids {
				require.Equal(t, named(c.Spans(), "quit")[0].SpanId, got[0].Exemplars[0].SpanId)
				require.Equal(t, named(c.Spans(), "quit")[0].TraceId, got[0].Exemplars[0].TraceId)
			} else {
				require.Empty(t, got[0].Exemplars[0].SpanId)
			}
		})
	}
}

// The variables of the SDK hold: metrics are deltas if that is preferred, and who asks for
// a histogram of another kind is told that there is none.
func TestMetricsAreDeltasIfPreferred(t *testing.T) {
	c := collect(t)
	setenv(t, "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=delta",
		"OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION=base2_exponential_bucket_histogram")
	w := watch(t, new(server.Server), slog.LevelInfo)
	w.converse()
	w.stop()
	const delta = metricspb.AggregationTemporality_AGGREGATION_TEMPORALITY_DELTA
	require.Equal(t, delta, c.Metrics()["mini_redis.commands"].GetSum().AggregationTemporality)
	require.Equal(t, delta, c.Metrics()["mini_redis.command.duration"].GetHistogram().AggregationTemporality)
	require.Contains(t, w.log.String(), "name=OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION "+
		"value=base2_exponential_bucket_histogram instead=explicit_bucket_histogram\n")
}
