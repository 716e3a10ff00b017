package main

import (
	"bytes"
	"encoding/json"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mini-redis/final/check"
)

// objects are what --json prints.
type objects struct {
	cases []caseRecord
	steps []stepRecord
	end   []endRecord
}

// decode returns the objects in JSON lines, and refuses fields and kinds that it
// doesn't know.
func decode(t *testing.T, lines string) (o objects) {
	t.Helper()
	strict := func(line string, into any) {
		d := json.NewDecoder(strings.NewReader(line))
		d.DisallowUnknownFields()
		if err := d.Decode(into); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
	}
	for line := range strings.Lines(lines) {
		var kind struct{ Kind string }
		if err := json.Unmarshal([]byte(line), &kind); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		switch kind.Kind {
		case "case":
			o.cases = append(o.cases, caseRecord{})
			strict(line, &o.cases[len(o.cases)-1])
		case "step":
			o.steps = append(o.steps, stepRecord{})
			strict(line, &o.steps[len(o.steps)-1])
		case "end":
			o.end = append(o.end, endRecord{})
			strict(line, &o.end[len(o.end)-1])
		default:
			t.Errorf("the kind is unknown: %s", line)
		}
	}
	return o
}

// --json prints an object for each case of every step asked for, in order, then what
// the board says of the step, and last the sum, whatever fails.
func TestJSONHasAnObjectForEachCaseAndStep(t *testing.T) {
	t.Parallel()
	code, stdout, stderr := workbook(t, append([]string{"check", "1", "--json", "--hint", "--timeout", "10s"}, server(t, "echo")...)...)
	if code != exitOK || stderr != "" {
		t.Errorf("got exit code %d, errors %q", code, stderr)
	}
	spec, _ := check.SpecOf(1)
	got := decode(t, stdout)
	for i, r := range got.cases {
		if c := spec.Cases[i]; r.ID != c.ID || r.Title != c.Title || r.Hint != c.Hint || r.Outcome != "pass" || r.Chapter != spec.Chapter || r.Line != c.Line {
			t.Errorf("got %+v for %s", r, c.ID)
		}
	}
	n := len(spec.Cases)
	if len(got.cases) != n {
		t.Errorf("got %d cases, want %d", len(got.cases), n)
	}
	if want := (stepRecord{Kind: "step", Name: "echo", Part: "1", Step: 1, State: "done", Cases: n, Passed: n}); !slices.Equal(got.steps, []stepRecord{want}) {
		t.Errorf("got %+v, want %+v", got.steps, want)
	}
	if want := (endRecord{Kind: "end", Done: 1, Of: 1, Words: milestone(1)}); !slices.Equal(got.end, []endRecord{want}) {
		t.Errorf("got %+v, want %+v", got.end, want)
	}

	code, stdout, _ = workbook(t, append([]string{"check", "2,ex3", "--json", "--timeout", "10s"}, server(t, "garbage")...)...)
	spec, _ = check.SpecOf(2)
	got = decode(t, stdout)
	n = len(spec.Cases)
	exercises := len(check.Exercises()[0].Cases)
	failed := slices.IndexFunc(got.cases, func(r caseRecord) bool { return r.Outcome == "fail" })
	if code != exitFailed || len(got.cases) != n+exercises || failed != 0 {
		t.Fatalf("got exit code %d and %d cases, the first failure at %d", code, len(got.cases), failed)
	}
	r := got.cases[0]
	if r.Want != `+PONG\r\n` || !strings.HasPrefix(r.Got, `<html>\x00\xff</html>\n`) || r.Reason == "" || r.Cause == "" || !slices.Equal(r.Said, []string{"a> PING"}) || r.Hint != "" {
		t.Errorf("got %+v", r)
	}
	if len(got.steps) != 2 || got.steps[0].Next != "2.1" || got.steps[0].Failed+got.steps[0].Passed != n {
		t.Errorf("got %+v", got.steps)
	}
	if want := (stepRecord{Kind: "step", Name: "store", Part: "ex3", Step: 3, State: "to do", Cases: exercises, Failed: exercises, Next: "ex3.1"}); got.steps[1] != want {
		t.Errorf("got %+v, want %+v", got.steps[1], want)
	}
	if want := (endRecord{Kind: "end", Of: 2, Next: "2.1"}); !slices.Equal(got.end, []endRecord{want}) {
		t.Errorf("got %+v, want %+v", got.end, want)
	}
}

// Every field is in the help, in brackets if it may be left out, and so is every
// state.
func TestHelpDocumentsTheJSON(t *testing.T) {
	_, schema, ok := strings.Cut(helpFor("check"), "The objects of --json")
	if !ok {
		t.Fatal("the help says nothing of JSON")
	}
	for _, record := range []any{caseRecord{}, stepRecord{}, endRecord{}} {
		for field := range reflect.TypeOf(record).Fields() {
			name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
			word := regexp.MustCompile(`[^\w\[]` + name + `\b[^\]]`)
			if options == "omitempty" {
				word = regexp.MustCompile(`\[` + name + `\]`)
			}
			if !word.MatchString(schema) {
				t.Errorf("the help doesn't document %s as %s", name, word)
			}
		}
	}
	for _, state := range []string{"done", "passed", "half done", "to do", "skipped", "outgrown", "not played"} {
		if !strings.Contains(strings.ReplaceAll(helpFor("check"), "\n", " "), state) {
			t.Errorf("the help doesn't explain the state %q", state)
		}
	}
}

// JSON has neither colours nor progress, whatever it is printed on.
func TestJSONIsPlain(t *testing.T) {
	var out bytes.Buffer
	execute(t.Context(), []string{"check", "2.1", "--json", "--timeout", "10s", "--addr", running(t)}, shell{stdout: &out, stderr: &out, color: true})
	if got := decode(t, out.String()); len(got.cases) != 1 || strings.Contains(out.String(), "\x1b") {
		t.Errorf("got %s", &out)
	}
}
