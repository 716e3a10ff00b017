package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"mini-redis/final/check"
)

// decode returns the objects in JSON lines, and refuses fields it doesn't know.
func decode(t *testing.T, lines string) (list []record) {
	t.Helper()
	for line := range strings.Lines(lines) {
		var r record
		d := json.NewDecoder(strings.NewReader(line))
		d.DisallowUnknownFields()
		if err := d.Decode(&r); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		list = append(list, r)
	}
	return list
}

// --json prints an object for each case of every step asked for, in order, and
// nothing else, whatever fails.
func TestJSONHasAnObjectForEachCase(t *testing.T) {
	code, stdout, stderr := workbook(t, append([]string{"check", "1", "--json", "--hint"}, server(t, "echo")...)...)
	if code != exitOK || stderr != "" {
		t.Errorf("got exit code %d, errors %q", code, stderr)
	}
	spec, _ := check.SpecOf(1)
	records := decode(t, stdout)
	for i, r := range records {
		if c := spec.Cases[i]; r.ID != c.ID || r.Title != c.Title || r.Hint != c.Hint || r.Outcome != "pass" || r.Chapter != spec.Chapter || r.Line != c.Line {
			t.Errorf("got %+v for %s", r, c.ID)
		}
	}
	if len(records) != len(spec.Cases) {
		t.Errorf("got %d objects, want %d", len(records), len(spec.Cases))
	}

	code, stdout, _ = workbook(t, append([]string{"check", "2", "--json", "--timeout", "100ms"}, server(t, "garbage")...)...)
	spec, _ = check.SpecOf(2)
	records = decode(t, stdout)
	failed := slices.IndexFunc(records, func(r record) bool { return r.Outcome == "fail" })
	if code != exitFailed || len(records) != len(spec.Cases) || failed != 0 {
		t.Fatalf("got exit code %d and %d objects, the first failure at %d", code, len(records), failed)
	}
	r := records[0]
	if r.Want != `+PONG\r\n` || !strings.HasPrefix(r.Got, `<html>\x00\xff</html>\n`) || r.Reason == "" || r.Cause == "" || !slices.Equal(r.Said, []string{"a> PING"}) || r.Hint != "" {
		t.Errorf("got %+v", r)
	}
}
