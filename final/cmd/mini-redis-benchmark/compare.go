package main

import "slices"

// A comparison is what the runs of a workload gave, for each server that has a
// result, in the order in which they were named.
type comparison struct {
	workload string
	servers  []summary
}

// A summary is what all rounds of a workload on one server gave.
type summary struct {
	server    string
	rounds    int
	requests  int // of all rounds
	rate      spread
	latencies latencies // medians, but min and max are the extremes
	partial   bool      // the only round was interrupted

	// Ratios to the first server: of rates, more is better; of p99, less is. Zero if
	// there is nothing to compare with.
	rateRatio, p99Ratio float64
}

// A spread is the median of some figures, the least and the most.
type spread struct{ median, least, most float64 }

// compare summarizes results, which are a slice for each target.
func compare(name string, targets []target, results [][]result) comparison {
	c := comparison{workload: name}
	var first summary
	for i, t := range targets {
		s := summarizeRounds(results[i])
		if s.requests == 0 {
			continue
		}
		s.server = t.name
		if i == 0 {
			first = s
		}
		s.rateRatio = ratio(s.rate.median, first.rate.median)
		s.p99Ratio = ratio(s.latencies.p99, first.latencies.p99)
		c.servers = append(c.servers, s)
	}
	return c
}

func ratio(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}

// summarizeRounds leaves a round out that was interrupted, if there is another one.
func summarizeRounds(results []result) summary {
	whole := slices.DeleteFunc(slices.Clone(results), func(r result) bool { return r.partial })
	partial := len(whole) == 0
	if partial {
		whole = results
	}
	if len(whole) == 0 {
		return summary{}
	}
	s := summary{rounds: len(whole), partial: partial}
	for _, r := range whole {
		s.requests += r.requests
	}
	of := func(figure func(result) float64) spread {
		var figures []float64
		for _, r := range whole {
			figures = append(figures, figure(r))
		}
		return spreadOf(figures)
	}
	s.rate = of(result.rate)
	s.latencies = latencies{
		mean: of(func(r result) float64 { return r.latencies.mean }).median,
		min:  of(func(r result) float64 { return r.latencies.min }).least,
		p50:  of(func(r result) float64 { return r.latencies.p50 }).median,
		p95:  of(func(r result) float64 { return r.latencies.p95 }).median,
		p99:  of(func(r result) float64 { return r.latencies.p99 }).median,
		p999: of(func(r result) float64 { return r.latencies.p999 }).median,
		max:  of(func(r result) float64 { return r.latencies.max }).most,
	}
	return s
}

// spreadOf returns the spread of figures, at least one. The median of an even number
// is the mean of the two in the middle.
func spreadOf(figures []float64) spread {
	sorted := slices.Sorted(slices.Values(figures))
	n := len(sorted)
	return spread{
		median: (sorted[(n-1)/2] + sorted[n/2]) / 2,
		least:  sorted[0],
		most:   sorted[n-1],
	}
}
