package main

import (
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"testing"

	"mini-redis/final/check"
	framing "mini-redis/step02_framing"
	store "mini-redis/step03_store"
	shutdown "mini-redis/step06_shutdown"
)

// running returns the address of a server of step 3 that runs during the test.
func running(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- framing.Serve(ctx, l, store.Commands(store.New())) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return l.Addr().String()
}

// A server that runs already is checked up to the first step that it doesn't do,
// cases that need a server of their own are counted as skipped, and the last
// line tells how far it is.
func TestRunningServerIsChecked(t *testing.T) {
	code, stdout, stderr := workbook(t, "check", "--timeout", "10s", "--addr", running(t))
	if code != exitFailed || stderr != "" {
		t.Errorf("got exit code %d, errors %q", code, stderr)
	}
	lines := strings.Split(stdout, "\n")
	want := []string{
		"#  step 1  echo      outgrown: this server speaks RESP",
		"#  step 2  framing   " + countOf(t, 2),
		"#  step 3  store     " + countOf(t, 3),
		"-  step 4  expiry    10 of ",
	}
	for i, w := range want {
		if !strings.HasPrefix(lines[i], w) {
			t.Errorf("line %d: got %q, want %q", i+1, lines[i], w)
		}
	}
	for _, w := range []string{
		"\n[###---] 3/5, step 6 needs -- COMMAND  next: 4.",
		"skipped: it needs a server of its own, which must be started for it\n",
		"  Help: docs/04-expiry.md (workbook read 4), workbook show 4.",
	} {
		if !strings.Contains(stdout, w) {
			t.Errorf("got\n%s\nwithout %q", stdout, w)
		}
	}
}

// At an address, everything has passed that can be checked there: a step that
// needs a started server in all its cases isn't held against the server, unless it
// is the one that was asked for.
func TestRunningServerCanPass(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &shutdown.Server{}
	done := make(chan error)
	go func() { done <- server.Serve(l) }()
	t.Cleanup(func() {
		server.Shutdown(context.Background())
		if err := <-done; !errors.Is(err, shutdown.ErrServerClosed) {
			t.Error(err)
		}
	})
	code, stdout, stderr := workbook(t, "check", "--timeout", "10s", "--addr", l.Addr().String())
	if want := "\n[#####?] 5/5, step 6 needs -- COMMAND\n"; code != exitOK || stderr != "" || !strings.HasSuffix(stdout, want) {
		t.Errorf("got exit code %d, errors %q, output\n%s\nwithout %q", code, stderr, stdout, want)
	}
}

// countOf is what the report says of a step that passes at an address.
func countOf(t *testing.T, step int) string {
	t.Helper()
	spec, _ := check.SpecOf(step)
	g := grade{spec: spec}
	for _, c := range spec.Cases {
		r := check.Result{Case: c, Outcome: check.Pass}
		if c.OwnServer {
			r = check.Result{Case: c, Outcome: check.Skip, Reason: "it needs a server of its own"}
		}
		g.add(r)
	}
	return summary(g)
}

// A step none of whose cases could be played has not been passed.
func TestNothingCheckedIsNotPassed(t *testing.T) {
	code, stdout, _ := workbook(t, "check", "6.1", "--addr", running(t))
	if want := "?  step 6  shutdown  nothing could be checked: 1 case skipped\n"; code != exitFailed || !strings.HasPrefix(stdout, want) {
		t.Errorf("got exit code %d and\n%s\nwant\n%s", code, stdout, want)
	}
}

// One case can be checked by itself, with its hint.
func TestOneCaseIsChecked(t *testing.T) {
	addr := running(t)
	if code, stdout, _ := workbook(t, "check", "3.1", "--timeout", "10s", "--addr", addr); code != exitOK || stdout != "#  step 3  store     1 case passed\n" {
		t.Errorf("got exit code %d and\n%s", code, stdout)
	}
	code, stdout, _ := workbook(t, "check", "4.2", "--hint", "--timeout", "10s", "--addr", addr)
	if code != exitFailed || !strings.Contains(stdout, "\n  Hint: A hundred seconds are 100,000 milliseconds.\n") || strings.Contains(stdout, "--hint") {
		t.Errorf("got exit code %d and\n%s", code, stdout)
	}
}

// --all goes on after a step with failures, and explains each of them.
func TestAllFailuresAreExplained(t *testing.T) {
	code, stdout, _ := workbook(t, "check", "4", "--all", "--timeout", "10s", "--addr", running(t))
	spec, _ := check.SpecOf(4)
	explained := strings.Count(stdout, "FAIL  4.")
	own := 0
	for _, c := range spec.Cases {
		if c.OwnServer {
			own++
		}
	}
	if code != exitFailed || explained < 15 || explained > len(spec.Cases)-own {
		t.Errorf("got exit code %d, and %d cases explained:\n%s", code, explained, stdout)
	}
}

// A server that can't be step 2's isn't taken for one that has outgrown step 1.
func TestOnlyServersThatAnswerPingHaveOutgrownEcho(t *testing.T) {
	for behaviour, want := range map[string]string{
		"echo":    "\n[#-----] 1/6  next: 2.1  PING is answered with PONG\n",
		"garbage": "\n[------] 0/6  next: 1.1  What a client sends comes back\n",
	} {
		t.Run(behaviour, func(t *testing.T) {
			code, stdout, _ := workbook(t, append([]string{"check", "--timeout", "1s"}, server(t, behaviour)...)...)
			if code != exitFailed || !strings.HasSuffix(stdout, want) {
				t.Errorf("got exit code %d and\n%s\nwant the end to be %q", code, stdout, want)
			}
		})
	}
}

// Colours are for terminals, and everything is said without them, too.
func TestColourChangesNoWords(t *testing.T) {
	addr := running(t)
	output := func(color bool) string {
		var out strings.Builder
		execute(t.Context(), []string{"check", "4.2", "--timeout", "10s", "--addr", addr}, shell{stdout: &out, stderr: io.Discard, color: color})
		return out.String()
	}
	with := output(true)
	for _, code := range []string{red, green, plain, "\x1b[33m"} {
		with = strings.ReplaceAll(with, code, "")
	}
	suffixes := strings.NewReplacer(suffixesIn(with)...)
	without := output(false)
	if got, want := suffixes.Replace(with), strings.NewReplacer(suffixesIn(without)...).Replace(without); got != want || strings.Contains(want, "\x1b") {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
}

// suffixesIn returns pairs that replace the fresh suffix of a run.
func suffixesIn(text string) (pairs []string) {
	if _, rest, ok := strings.Cut(text, "SET key-"); ok {
		pairs = []string{rest[:8], "suffix"}
	}
	return pairs
}

// Progress is a line that fits a terminal and is gone in the end.
func TestProgressLineIsWrittenOver(t *testing.T) {
	var live strings.Builder
	execute(t.Context(), []string{"check", "2.1", "--timeout", "10s", "--addr", running(t)}, shell{stdout: io.Discard, stderr: io.Discard, live: &live})
	if !strings.Contains(live.String(), "0 played, now 2.1  PING is answered with PONG") {
		t.Errorf("got %q", &live)
	}
	lines := strings.Split(live.String(), "\r")
	if last := lines[len(lines)-1]; strings.TrimSpace(last) != "" {
		t.Errorf("%q stays on the terminal", last)
	}
	if i := slices.IndexFunc(lines, func(l string) bool { return len([]rune(l)) > maxLine }); i >= 0 {
		t.Errorf("the line is too long: %q", lines[i])
	}
}
