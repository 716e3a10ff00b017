package main

import (
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"mini-redis/final/check"
)

// shared returns the ID of the case that two clients share data.
func shared(t *testing.T) string {
	t.Helper()
	spec, _ := check.SpecOf(3)
	i := slices.IndexFunc(spec.Cases, func(c check.Case) bool { return c.Title == "Clients share the data" })
	if i < 0 {
		t.Fatal("there is no such case")
	}
	return spec.Cases[i].ID
}

// With --race, data that goroutines share without a lock fails the case that was playing, and
// both places are named.
func TestRacesFailTheCase(t *testing.T) {
	const reason = "two goroutines use the same memory, and no lock and no channel keeps them apart.\n  "
	for mistake, want := range map[string]string{
		"none":    `^pass  3`,
		"map":     reason + `one (reads|writes) at testdata/race/main.go:\d+, in \(\*store\)\.(get|set); another (read|wrote) before, at testdata/race/main.go:\d+, in \(\*store\)\.(get|set)`,
		"counter": reason + `one (reads|writes) at testdata/race/main.go:\d+, in \(\*store\)\.count; another wrote before, at testdata/race/main.go:\d+, in \(\*store\)\.count`,
	} {
		t.Run(mistake, func(t *testing.T) {
			args := []string{"check", shared(t), "--race", "--timeout", "10s", "--", "go", "run", "./testdata/race", mistake, "{addr}"}
			code, stdout, stderr := workbook(t, args...)
			if strings.HasPrefix(stderr, "workbook: --race can't be done here") {
				t.Skip(stderr)
			}
			if !regexp.MustCompile(want).MatchString(stdout) || (code == exitOK) != (mistake == "none") || stderr != "" {
				t.Errorf("got exit code %d, errors %q, output\n%s\nwant %s", code, stderr, stdout, want)
			}
			if args := slices.Concat([]string{"check", shared(t), "--timeout", "10s"}, args[5:]); mistake == "counter" {
				if code, stdout, _ := workbook(t, args...); code != exitOK {
					t.Errorf("a client sees the mistake: got exit code %d, output\n%s", code, stdout)
				}
			}
		})
	}
}

// Where there is no race detector, one is told so, and why.
func TestRaceSaysWhyItCannotBeDone(t *testing.T) {
	if runtime.GOOS == "linux" {
		t.Setenv("CGO_ENABLED", "0")
		code, stdout, stderr := workbook(t, "check", "3.1", "--race", "--", "go", "run", "./testdata/race", "none", "{addr}")
		want := "workbook: --race can't be done here, though your server builds without it. The build says:\ngo: -race requires cgo"
		if code != exitFailed || stdout != "" || !strings.HasPrefix(stderr, want) {
			t.Errorf("got exit code %d, output %q, errors %q", code, stdout, stderr)
		}
	}
	for want, args := range map[string][]string{
		"--race can't be done: the race detector is Go's, so COMMAND must be go run and a package, and python3 isn't\n": {"--", "python3", "server.py"},
		"--race can't be done with --addr: a server that runs already isn't built with the race detector (see workbook check --help)\n": {
			"--addr", "127.0.0.1:1",
		},
	} {
		code, stdout, stderr := workbook(t, slices.Concat([]string{"check", "3", "--race"}, args)...)
		if code != exitFailed || stdout != "" || stderr != "workbook: "+want {
			t.Errorf("got exit code %d, output %q, errors %q", code, stdout, stderr)
		}
	}
	code, stdout, stderr := workbook(t, "check", "3", "--race", "--", "go", "run", "./nosuch")
	if code != exitFailed || stdout != "" || !strings.HasPrefix(stderr, "your server doesn't build:\n") {
		t.Errorf("got exit code %d, output %q, errors %q", code, stdout, stderr)
	}
}
