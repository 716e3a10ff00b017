package docs_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestPerformanceDigitsAreThoseThatMatter(t *testing.T) {
	for _, tt := range []struct {
		in        float64
		precision int
		want      string
	}{
		{118_432, 3, "118,000"}, {1_412_000, 3, "1,410,000"}, {999_600, 3, "1,000,000"}, {999.6, 3, "1,000"},
		{1.249, 2, "1.2"}, {0.03812, 2, "0.038"}, {9.96, 2, "10"}, {0.0996, 2, "0.10"}, {31.4, 2, "31"}, {220.03, 2, "220"},
		{0, 2, "0"}, {-1234.5, 3, "-1,230"}, {2, 3, "2.00"},
	} {
		if got := digits(tt.in, tt.precision); got != tt.want {
			t.Errorf("%v with %d digits: got %s, want %s", tt.in, tt.precision, got, tt.want)
		}
	}
	for want, in := range map[string][2]float64{"0.95": {95, 100}, "9.99": {9.99, 1}, "10": {9.996, 1}, "120": {1234, 10}, "–": {1, 0}} {
		if got := ratio(in[0], in[1]); got != want {
			t.Errorf("%v: got %s, want %s", in, got, want)
		}
	}
}

func TestPerformanceFigureIsTheMedianOfItsRounds(t *testing.T) {
	s := &sheet{figures: map[string][]float64{"odd": {9, 1, 2}, "even": {4, 100, 1, 2}, "final/n=100/x": nil, "final/n=20/x": nil, "final/n=20/y": nil}}
	if odd, even := s.median("odd"), s.median("even"); odd != 2 || even != 3 {
		t.Errorf("got %v and %v, want 2 and 3", odd, even)
	}
	if got := s.spread("even", 2); got != "1.0–100" {
		t.Errorf("got %s, want 1.0–100", got)
	}
	if got := s.numbers("final/n="); !slices.Equal(got, []int{20, 100}) {
		t.Errorf("got %v, want 20 and 100", got)
	}
	s.median("none")
	s.spread("none", 2)
	if !slices.Equal(s.missing, []string{"none"}) {
		t.Errorf("%q are missing, want none", s.missing)
	}
}

// recordOf returns a complete record with the figures of the table of large values.
func recordOf(change func(m *measurement)) record {
	m := measurement{conditions{"Some CPU", 2, 16, "Linux 6", "go1.26", "7.0.15", 5, 2, false}, map[string][]float64{}}
	for _, server := range []string{"final/", "redis/"} {
		for _, figure := range []string{"set/MB=1/speed", "get/MB=1/speed", "set/MB=32/speed", "get/MB=32/speed", "peak/MB=32/times"} {
			m.Figures[server+figure] = []float64{1, 5, 3, 2, 4}
		}
	}
	other := m
	other.Figures = maps.Clone(m.Figures)
	change(&m)
	return record{map[string]measurement{"a": other, "values": m}}
}

func TestPerformanceTablesAreFilledIn(t *testing.T) {
	before := "# Title\n\n<!-- measured: values -->\n| old | table |\n|---|---|\n\ntext\n\n<!-- measured: machine -->\nmore | text\n| a table | by hand |\n"
	got, findings := recordOf(func(*measurement) {}).fillIn(before)
	row := func(title, precision string) string {
		values := map[string]string{"3": "3.00 | 1.00–5.00", "2": "3.0 | 1.0–5.0"}[precision]
		return "| " + title + " | " + values + " | " + values + " | 1.00 |\n"
	}
	want := "# Title\n\n<!-- measured: values -->\n" +
		"|  | `final` | least–most | redis-server | least–most | ratio |\n|---|---:|---:|---:|---:|---:|\n" +
		row("SET of 1 MB, 4 clients, MB/s", "3") + row("GET of 1 MB, 4 clients, MB/s", "3") +
		row("SET of 32 MB, 1 client, MB/s", "3") + row("GET of 32 MB, 1 client, MB/s", "3") +
		row("memory for a SET of 32 MB, times its size", "2") +
		"\ntext\n\n<!-- measured: machine -->\n" +
		"| processor | cores | memory | system | Go | Redis |\n|---|---:|---:|---:|---:|---:|\n| Some CPU | 2 | 16 GB | Linux 6 | 1.26 | 7.0.15 |\n" +
		"more | text\n| a table | by hand |\n"
	if got != want || len(findings) > 0 {
		t.Errorf("got %q and\n%s", findings, lineDifference(got, want))
	}
	if again, _ := recordOf(func(*measurement) {}).fillIn(got); again != got {
		t.Errorf("filled in twice:\n%s", lineDifference(again, got))
	}
	if diff := lineDifference("a\nb\n", "a\nc\n"); diff != "-b\n+c\n" {
		t.Errorf("got the difference %q", diff)
	}
}

// An empty want means that nothing must be found.
func TestPerformanceRulesCatchViolations(t *testing.T) {
	filled := func(r record, chapter string) []string { _, findings := r.fillIn(chapter); return findings }
	whole := recordOf(func(*measurement) {})
	changed := func(change func(m *measurement)) []string { return recordOf(change).incomplete() }
	for _, tt := range []struct {
		name     string
		findings []string
		want     string
	}{
		{"complete", whole.incomplete(), ""},
		{"quick", changed(func(m *measurement) { m.Conditions.Seconds = 1.5 }), "values: loads of 1.5 s, want at least 2 s"},
		{"short", changed(func(m *measurement) { m.Conditions.Short = true }), "values: was measured with -short"},
		{"no processor", changed(func(m *measurement) { m.Conditions.CPU = "" }), "values: does not name the machine"},
		{"no version of Redis", changed(func(m *measurement) { m.Conditions.Redis = "" }), "does not name"},
		{"other machine", changed(func(m *measurement) { m.Conditions.Processors = 4 }), "values: comes from another machine"},
		{"other kernel", changed(func(m *measurement) { m.Conditions.System = "Linux 7" }), "values: comes from another machine"},
		{"other Go", changed(func(m *measurement) { m.Conditions.Go = "go1.27" }), "other versions"},
		{"four rounds", changed(func(m *measurement) {
			m.Conditions.Rounds = 4
			for name := range m.Figures {
				m.Figures[name] = m.Figures[name][:4]
			}
		}), "values: 10 figures lack rounds: final/get/MB=1/speed has 4 of 4, want at least 5"},
		{"a round is missing", changed(func(m *measurement) {
			m.Conditions.Rounds = 6
			for name := range m.Figures {
				m.Figures[name] = append(slices.Clone(m.Figures[name]), 1)
			}
			m.Figures["redis/set/MB=1/speed"] = make([]float64, 5)
		}), "1 figures lack rounds: redis/set/MB=1/speed has 5 of 6"},

		{"no mark", filled(whole, "text\n| a | b |\n"), ":1: has no table"},
		{"unknown table", filled(whole, "\n<!-- measured: speed -->\n"), `:2: no table is called "speed"`},
		{"table that was never measured", filled(whole, "<!-- measured: keys -->\n"), "go run ./performance -only keys"},
		{"figure that was never measured", filled(recordOf(func(m *measurement) { delete(m.Figures, "final/peak/MB=32/times") }), "<!-- measured: values -->\n"), "values lacks final/peak/MB=32/times"},

		{"known commands", unknownTables("`go run ./performance` and `go run ./performance -only keys,values`, `-only speed`\ncd final/interop && go run ./performance -rounds 9 -only overview"), ""},
		{"unknown command", unknownTables("\n`go run ./performance -rounds 9 -only keys,speed`"), `:2: there is no table "speed"`},
		{"unknown command with equals sign", unknownTables("go run ./performance --only=machine"), `no table "machine"`},
	} {
		got := strings.Join(tt.findings, "\n")
		if tt.want == "" && got != "" || !strings.Contains(got, tt.want) || strings.Contains(got, "\n") {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}
