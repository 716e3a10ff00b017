package main

import (
	"slices"
	"strings"
	"testing"

	"mini-redis/final/check"
)

// A server that doesn't start is told once, with its log, and no case is blamed.
// The flag that was added is named where it may be the cause.
func TestServerThatDoesntStartIsToldOnce(t *testing.T) {
	crash := server(t, "crash")
	flags := "  " + aboutFlags + ".\n"
	log := "\n  The server's log:\n    | panic: I forgot the \"port\"\uFFFD[2J\n"
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--", "./nosuch"}, "your server doesn't start: the server can't be started: "},
		{[]string{"--dir", "nosuch", "--", "x"}, "--dir nosuch is no directory (see workbook check --help)\n"},
		{crash, "your server doesn't start: the server ended before it listened: exit status 3\n" + flags + log},
		{slices.Concat(crash, []string{"-addr={addr}"}), "your server doesn't start: the server ended before it listened: exit status 3\n" + log},
		{[]string{"--addr", "127.0.0.1:1"}, "nobody answers at 127.0.0.1:1: dial tcp 127.0.0.1:1: "},
	} {
		for _, part := range [][]string{{"check"}, {"check", "2"}, {"check", "2", "--all"}} {
			code, stdout, stderr := workbook(t, slices.Concat(part, c.args)...)
			rest, ok := strings.CutPrefix(stderr, "workbook: "+c.want)
			if strings.HasSuffix(c.want, ": ") { // the system says why, in one line
				rest = rest[strings.IndexByte(rest, '\n')+1:]
			}
			if code != exitFailed || stdout != "" || !ok || rest != "" {
				t.Errorf("%v %v: got exit code %d, output %q, errors\n%s\nwant\nworkbook: %s", part, c.args, code, stdout, stderr, c.want)
			}
		}
	}
}

// Programs get an object for each case all the same.
func TestServerThatDoesntStartFailsEachCaseInJSON(t *testing.T) {
	code, stdout, stderr := workbook(t, append([]string{"check", "1", "--json"}, server(t, "crash")...)...)
	spec, _ := check.SpecOf(1)
	records := decode(t, stdout)
	if code != exitFailed || stderr != "" || len(records) != len(spec.Cases) {
		t.Fatalf("got exit code %d, errors %q, %d objects", code, stderr, len(records))
	}
	for _, r := range records {
		if r.Outcome != "fail" || !strings.HasPrefix(r.Reason, "the server ended before") || r.Cause != aboutFlags {
			t.Errorf("got %+v", r)
		}
	}
}
