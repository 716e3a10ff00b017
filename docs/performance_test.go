package docs_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The chapter whose tables are measured, and the figures that final/interop's command
// performance has measured.
const (
	performanceChapter = "09-performance.md"
	performanceFile    = "testdata/performance.json"
	leastRounds        = 5 // of each figure
	leastSeconds       = 2 // of each load, as the chapter's commands take
)

var update = flag.Bool("update", false, "write the measured tables into the chapter on performance")

// A record is the file of the command performance: tables by name.
type record struct {
	Tables map[string]measurement `json:"tables"`
}

// A measurement is one table of a record.
type measurement struct {
	Conditions conditions           `json:"conditions"`
	Figures    map[string][]float64 `json:"figures"` // the values of all rounds
}

// conditions are what the figures of a table were measured on and how.
type conditions struct {
	CPU        string  `json:"cpu"`
	Processors int     `json:"processors"`
	MemoryGB   float64 `json:"memory_gb"`
	System     string  `json:"system"`
	Go         string  `json:"go"`
	Redis      string  `json:"redis"`
	Rounds     int     `json:"rounds"`
	Seconds    float64 `json:"seconds"`
	Short      bool    `json:"short"` // only a try
}

func readPerformance(t *testing.T) (record, string) {
	t.Helper()
	text, err := os.ReadFile(performanceFile)
	if err != nil {
		t.Fatal(err)
	}
	var r record
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatalf("%s: %v", performanceFile, err)
	}
	chapter, err := os.ReadFile(performanceChapter)
	if err != nil {
		t.Fatal(err)
	}
	return r, strings.ReplaceAll(string(chapter), "\r\n", "\n")
}

// TestPerformanceTablesAreTheMeasuredOnes compares the tables of the chapter with the
// figures. With -update it writes them instead.
func TestPerformanceTablesAreTheMeasuredOnes(t *testing.T) {
	r, chapter := readPerformance(t)
	want, findings := r.fillIn(chapter)
	for _, finding := range findings {
		t.Error(finding)
	}
	if want == chapter || t.Failed() {
		return
	}
	if *update {
		if err := os.WriteFile(performanceChapter, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("docs/%s does not show what was measured; go test ./docs -run Performance -update writes it\n%s",
		performanceChapter, lineDifference(chapter, want))
}

func TestPerformanceFiguresAreComplete(t *testing.T) {
	r, _ := readPerformance(t)
	for _, finding := range r.incomplete() {
		t.Errorf("docs/%s: %s", performanceFile, finding)
	}
}

func TestPerformanceCommandsNameTables(t *testing.T) {
	_, chapter := readPerformance(t)
	for _, finding := range unknownTables(chapter) {
		t.Error(finding)
	}
}

// tableMark stands on the line before a table.
var tableMark = regexp.MustCompile(`^<!-- measured: (.*?) -->$`)

// fillIn returns the chapter with the tables that r gives. A table is the lines after
// a mark that begin with a bar; there may be none yet.
func (r record) fillIn(chapter string) (filled string, findings []string) {
	marks := 0
	var out []string
	inTable := false
	for i, line := range strings.Split(chapter, "\n") {
		if inTable = inTable && strings.HasPrefix(line, "|"); inTable {
			continue
		}
		out = append(out, line)
		m := tableMark.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		marks++
		rows, err := r.render(m[1])
		if err != nil {
			findings = append(findings, fmt.Sprintf("docs/%s:%d: %v", performanceChapter, i+1, err))
			continue
		}
		inTable = true
		out = append(out, rows...)
	}
	if marks == 0 {
		findings = append(findings, fmt.Sprintf("docs/%s:1: has no table after a line like <!-- measured: steps -->", performanceChapter))
	}
	return strings.Join(out, "\n"), findings
}

// incomplete tells what keeps r from being shown: a try, or a figure with too few
// rounds, or a table that does not say where it comes from or comes from elsewhere.
func (r record) incomplete() (findings []string) {
	var first conditions
	for i, name := range slices.Sorted(maps.Keys(r.Tables)) {
		m := r.Tables[name]
		c := m.Conditions
		find := func(format string, args ...any) {
			findings = append(findings, name+": "+fmt.Sprintf(format, args...))
		}
		if i == 0 {
			first = c
		}
		if c.Short {
			find("was measured with -short, which is only a try")
			continue
		}
		switch {
		case c.CPU == "" || c.Processors < 1 || c.System == "" || !strings.HasPrefix(c.Go, "go") || c.Redis == "":
			find("does not name the machine and the versions")
		case c.CPU != first.CPU || c.Processors != first.Processors || c.System != first.System || c.Go != first.Go || c.Redis != first.Redis:
			find("comes from another machine or other versions than the first table")
		}
		if c.Seconds < leastSeconds {
			find("loads of %v s, want at least %d s", c.Seconds, leastSeconds)
		}
		var few []string
		for _, figure := range slices.Sorted(maps.Keys(m.Figures)) {
			if n := len(m.Figures[figure]); n < leastRounds || n != c.Rounds {
				few = append(few, figure)
			}
		}
		if len(few) > 0 {
			find("%d figures lack rounds: %s has %d of %d, want at least %d", len(few), few[0], len(m.Figures[few[0]]), c.Rounds, leastRounds)
		}
	}
	return findings
}

// unknownTables finds the tables that a command of the chapter asks for and that
// there are not.
func unknownTables(chapter string) (findings []string) {
	known := slices.Sorted(maps.Keys(measuredTables()))
	for i, line := range strings.Split(chapter, "\n") {
		for _, m := range regexp.MustCompile("go run \\./performance\\b[^\n`]* --?only[ =]([^\\s`]+)").FindAllStringSubmatch(line, -1) {
			for name := range strings.SplitSeq(m[1], ",") {
				if !slices.Contains(known, name) {
					findings = append(findings, fmt.Sprintf("docs/%s:%d: there is no table %q to measure, only %q", performanceChapter, i+1, name, known))
				}
			}
		}
	}
	return findings
}

// lineDifference lists the lines that only one of two texts has, as diff does.
func lineDifference(got, want string) string {
	var b strings.Builder
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for _, line := range g {
		if !slices.Contains(w, line) {
			fmt.Fprintf(&b, "-%s\n", line)
		}
	}
	for _, line := range w {
		if !slices.Contains(g, line) {
			fmt.Fprintf(&b, "+%s\n", line)
		}
	}
	return b.String()
}
