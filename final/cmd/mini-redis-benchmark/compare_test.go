package main

import (
	"math"
	"testing"
	"time"
)

// at returns a whole round of n requests in a second.
func at(n int, p99 float64) result {
	return result{requests: n, elapsed: time.Second, latencies: latencies{mean: p99 / 2, min: p99 / 10, p50: p99 / 3, p95: p99 / 2, p99: p99, p999: 2 * p99, max: 10 * p99}}
}

func TestSpreadIsMedianLeastAndMost(t *testing.T) {
	for _, tt := range []struct {
		in   []float64
		want spread
	}{
		{[]float64{7}, spread{7, 7, 7}},
		{[]float64{3, 1}, spread{2, 1, 3}},
		{[]float64{9, 1, 2}, spread{2, 1, 9}},
		{[]float64{4, 100, 1, 2}, spread{3, 1, 100}},
	} {
		if got := spreadOf(tt.in); got != tt.want {
			t.Errorf("%v: got %v, want %v", tt.in, got, tt.want)
		}
	}
}

func TestRatiosAreThoseOfTheMediansToTheFirst(t *testing.T) {
	partial := at(7, 7)
	partial.partial = true
	for _, tt := range []struct {
		name          string
		first, second []result
		rate, p99     float64
	}{
		{"one round", []result{at(100, 2)}, []result{at(150, 1)}, 1.5, 0.5},
		{"medians", []result{at(100, 4), at(1, 99), at(200, 2)}, []result{at(50, 1), at(9000, 2), at(40, 8)}, 0.5, 0.5},
		{"interrupted round is left out", []result{at(100, 4), partial}, []result{partial, at(100, 8)}, 1, 2},
		{"only an interrupted round", []result{at(14, 14)}, []result{partial}, 0.5, 0.5},
		{"nothing to compare with", nil, []result{at(100, 1)}, 0, 0},
	} {
		c := compare("set", []target{{"a", ""}, {"b", ""}}, [][]result{tt.first, tt.second})
		s := c.servers[len(c.servers)-1]
		if s.server != "b" || math.Abs(s.rateRatio-tt.rate) > 1e-9 || math.Abs(s.p99Ratio-tt.p99) > 1e-9 {
			t.Errorf("%s: got %s, rates %v, p99 %v, want b, %v, %v", tt.name, s.server, s.rateRatio, s.p99Ratio, tt.rate, tt.p99)
		}
		if first := c.servers[0]; first.server == "a" && (first.rateRatio != 1 || first.p99Ratio != 1) {
			t.Errorf("%s: the first server's ratios are %v and %v, want 1", tt.name, first.rateRatio, first.p99Ratio)
		}
	}
}

func TestSummaryTakesMediansAndTheExtremesOfExtremes(t *testing.T) {
	got := summarizeRounds([]result{at(100, 3), at(300, 30), at(200, 6)})
	want := summary{rounds: 3, requests: 600, rate: spread{200, 100, 300},
		latencies: latencies{mean: 3, min: 0.3, p50: 2, p95: 3, p99: 6, p999: 12, max: 300}}
	got.latencies.min = math.Round(got.latencies.min*1e6) / 1e6
	if got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}
