package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
)

// A printer prints comparisons as they come, and before the first one what they mean.
type printer interface {
	begin()
	print(comparison)
}

// printer returns the one that o asks for.
func (o *options) printer(w io.Writer) printer {
	if o.csv {
		return csvPrinter{w}
	}
	return &table{w: w, title: o.describe(), columns: o.columns()}
}

// describe says in a line how was measured.
func (o *options) describe() string {
	plural := func(n int, one string) string {
		if n == 1 {
			return "1 " + one
		}
		return thousands(float64(n)) + " " + one + "s"
	}
	keys := "1 key"
	if o.load.keyspace > 1 {
		keys = thousands(float64(o.load.keyspace)) + " random keys"
	}
	length := plural(o.load.requests, "request")
	if o.load.timed() {
		length = fmt.Sprintf("%v s", o.load.seconds)
	}
	text := fmt.Sprintf("%s, pipeline %d, %s, %s of %s", plural(o.load.clients, "connection"), o.load.pipeline,
		length, keys, plural(o.size, "byte"))
	if o.rounds > 1 {
		text += fmt.Sprintf(", medians of %d rounds", o.rounds)
	}
	return text
}

// A column of the table. Text stands left, figures right.
type column struct {
	title string
	width int // characters, negative for text
	value func(c comparison, s summary) string
}

// columns leaves out what would say the same in each line.
func (o *options) columns() []column {
	server := len("server")
	for _, t := range o.targets {
		server = max(server, len(t.name))
	}
	figure := func(title string, width int, value func(s summary) string) column {
		return column{title, width, func(_ comparison, s summary) string { return value(s) }}
	}
	millis := func(title string, value func(l latencies) float64) column {
		return figure(title, 9, func(s summary) string { return strconv.FormatFloat(value(s.latencies), 'f', 3, 64) })
	}
	list := []column{{"test", -15, func(c comparison, _ summary) string { return c.workload }}}
	several := len(o.targets) > 1
	if several {
		list = append(list, figure("server", -server, func(s summary) string { return s.server }))
	}
	list = append(list, figure("requests/s", 11, func(s summary) string { return thousands(s.rate.median) }))
	if several {
		list = append(list, figure("ratio", 6, func(s summary) string { return ratioText(s.rateRatio) }))
	}
	if o.rounds > 1 {
		list = append(list,
			figure("least", 10, func(s summary) string { return thousands(s.rate.least) }),
			figure("most", 10, func(s summary) string { return thousands(s.rate.most) }))
	}
	return append(list,
		millis("p50 ms", func(l latencies) float64 { return l.p50 }),
		millis("p95 ms", func(l latencies) float64 { return l.p95 }),
		millis("p99 ms", func(l latencies) float64 { return l.p99 }),
		millis("p99.9 ms", func(l latencies) float64 { return l.p999 }),
		millis("max ms", func(l latencies) float64 { return l.max }))
}

// table prints comparisons for people.
type table struct {
	w       io.Writer
	title   string
	columns []column
}

func (t *table) begin() {
	fmt.Fprintf(t.w, "%s\n\n", t.title)
	t.line(func(c column) string { return c.title }, "")
}

func (t *table) print(c comparison) {
	for _, s := range c.servers {
		note := ""
		if s.partial {
			note = fmt.Sprintf("  (interrupted after %s requests)", thousands(float64(s.requests)))
		}
		t.line(func(col column) string { return col.value(c, s) }, note)
	}
}

func (t *table) line(cell func(column) string, note string) {
	var b strings.Builder
	for i, c := range t.columns {
		if i > 0 {
			b.WriteString("  ")
		}
		fmt.Fprintf(&b, "%*s", c.width, cell(c))
	}
	fmt.Fprintln(t.w, strings.TrimRight(b.String()+note, " "))
}

// ratioText writes a ratio, or a dash for none.
func ratioText(r float64) string {
	if r == 0 {
		return "–"
	}
	return strconv.FormatFloat(r, 'f', 2, 64)
}

// thousands writes a number without fraction, with commas.
func thousands(f float64) string {
	digits := strconv.FormatFloat(f, 'f', 0, 64)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
