package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
)

// csvPrinter prints comparisons as comma-separated values. The first eight columns
// are those of redis-benchmark --csv, and as there every field is quoted.
type csvPrinter struct{ w io.Writer }

func (p csvPrinter) begin() {
	p.row("test", "rps", "avg_latency_ms", "min_latency_ms", "p50_latency_ms", "p95_latency_ms", "p99_latency_ms", "max_latency_ms",
		"p999_latency_ms", "server", "requests", "rounds", "least_rps", "most_rps", "rps_ratio", "p99_ratio")
}

func (p csvPrinter) print(c comparison) {
	decimals := func(n int) func(float64) string {
		return func(f float64) string { return strconv.FormatFloat(f, 'f', n, 64) }
	}
	rate, ms := decimals(2), decimals(3)
	for _, s := range c.servers {
		l := s.latencies
		p.row(c.workload, rate(s.rate.median), ms(l.mean), ms(l.min), ms(l.p50), ms(l.p95), ms(l.p99), ms(l.max),
			ms(l.p999), s.server, strconv.Itoa(s.requests), strconv.Itoa(s.rounds),
			rate(s.rate.least), rate(s.rate.most), ms(s.rateRatio), ms(s.p99Ratio))
	}
}

func (p csvPrinter) row(fields ...string) {
	for i, f := range fields {
		fields[i] = `"` + strings.ReplaceAll(f, `"`, `""`) + `"`
	}
	fmt.Fprintln(p.w, strings.Join(fields, ","))
}
