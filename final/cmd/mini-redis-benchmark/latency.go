package main

import (
	"sync"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// slowest is the longest latency that is told from longer ones.
const slowest = 100 * time.Second

// newHistogram returns a histogram of latencies in microseconds, exact to three
// digits. It takes some 150 KB however much is recorded.
func newHistogram() *hdrhistogram.Histogram {
	return hdrhistogram.New(1, slowest.Microseconds(), 3)
}

// A recorder gathers latencies. It is safe for concurrent use.
type recorder struct {
	mu        sync.Mutex
	histogram *hdrhistogram.Histogram // guarded by mu
}

// record notes that n requests took so long.
func (r *recorder) record(d time.Duration, n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	// Within these bounds the histogram takes every value.
	r.histogram.RecordValues(min(max(d, 0), slowest).Microseconds(), int64(n))
}

// latencies are a run's, in milliseconds.
type latencies struct{ mean, min, p50, p95, p99, p999, max float64 }

// summarize returns the latencies of all recorders.
func summarize(recorders []*recorder) latencies {
	h := newHistogram()
	for _, r := range recorders {
		r.mu.Lock()
		h.Merge(r.histogram)
		r.mu.Unlock()
	}
	at := func(percentile float64) float64 { return float64(h.ValueAtPercentile(percentile)) / 1000 }
	return latencies{
		mean: h.Mean() / 1000,
		min:  float64(h.Min()) / 1000,
		p50:  at(50), p95: at(95), p99: at(99), p999: at(99.9),
		max: float64(h.Max()) / 1000,
	}
}
