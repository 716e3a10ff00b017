package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

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
	t.Parallel()
	code, stdout, stderr := workbook(t, "check", "--timeout", "10s", "--addr", running(t))
	if code != exitFailed || stderr != "" {
		t.Errorf("got exit code %d, errors %q", code, stderr)
	}
	want := boardHeading + "\n" + rowOf(t, 1) + rowOf(t, 2) + rowOf(t, 3)
	if _, board, _ := strings.Cut(stdout, "cases  "); !strings.HasPrefix(board, want) {
		t.Errorf("got\n%s\nwant the board to begin with\n%s", stdout, want)
	}
	for _, w := range []string{
		"\n4    expiry    to do       0 of ",
		"\n5    pubsub    not played       ",
		"\n3 of 5 steps done, step 6 needs -- COMMAND; next: 4.1  A key with time left is there\n",
		" skipped: it needs a server of its own, which must be started for it\n",
		"\nStep 3 is done: ",
		"\n\n  Help: workbook read 4.1, workbook show 4.1",
		"\n  Also failing: 4.2 4.3 ",
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
	t.Parallel()
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
	if want := "\n5 of 5 steps done, step 6 needs -- COMMAND\n"; code != exitOK || stderr != "" || !strings.HasSuffix(stdout, want) {
		t.Errorf("got exit code %d, errors %q, output\n%s\nwithout %q", code, stderr, stdout, want)
	}
}

// rowOf is the row of a step that passes at an address.
func rowOf(t *testing.T, step int) string {
	t.Helper()
	spec, _ := check.SpecOf(step)
	g := grade{spec: spec}
	for _, c := range spec.Cases {
		r := check.Result{Case: c, Outcome: check.Pass}
		if step == 1 {
			r = check.Result{Case: c, Outcome: check.Skip, Reason: outgrown}
		} else if c.OwnServer {
			r = check.Result{Case: c, Outcome: check.Skip, Reason: "it needs a server of its own"}
		}
		g.add(r)
	}
	return printed(g)
}

// printed returns the rows of a board for whoever has seen its heading.
func printed(grades ...grade) string {
	var out strings.Builder
	p := &report{options: &options{}, shell: shell{stdout: &out}, headed: true}
	for _, g := range grades {
		p.grade(g)
	}
	return out.String()
}

// The board shows a step of any size on a small terminal, and says what is half done.
func TestBoardFitsATerminal(t *testing.T) {
	outcomes := func(step int, signs string) grade {
		g := grade{spec: check.Spec{Step: step, Name: "shutdown"}}
		for i, sign := range signs {
			c := check.Case{ID: fmt.Sprintf("%d.%d", step, i+1), Step: step}
			g.spec.Cases = append(g.spec.Cases, c)
			switch sign {
			case '#':
				g.add(check.Result{Case: c, Outcome: check.Pass})
			case 'x':
				g.add(check.Result{Case: c, Outcome: check.Fail})
			case '~':
				g.add(check.Result{Case: c, Outcome: check.Skip})
			}
		}
		return g
	}
	exercise := outcomes(7, "#")
	exercise.spec.Exercise = true
	got := printed(
		outcomes(7, strings.Repeat("#", 60)),
		outcomes(7, strings.Repeat("#", 43)+"x#x~"+strings.Repeat(".", 38)),
		outcomes(7, "xx"),
		outcomes(7, "...."),
		outcomes(7, "~~"),
		exercise,
	)
	want := `7    shutdown  passed     60 of 60  ########## ########## ########## ##########
                                    ########## ##########
7    shutdown  half done  44 of 85  ########## ########## ########## ##########
                                    ###x#x~... .......... .......... ..........
                                    .....
7    shutdown  to do        0 of 2  xx
7    shutdown  not played        4  ....
7    shutdown  skipped      0 of 2  ~~
ex7  shutdown  passed       1 of 1  #
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	heading := fmt.Sprintf(boardColumns, "", "", "", "") + boardHeading
	for line := range strings.Lines(got + heading) {
		if n := len(strings.TrimSuffix(line, "\n")); n > 80 {
			t.Errorf("the line has %d characters: %s", n, line)
		}
	}
}

// A long list of cases is broken into lines.
func TestListsOfCasesAreWrapped(t *testing.T) {
	words := strings.Fields(strings.Repeat("2.10 ", 30))
	got := wrap("  Also failing: ", words)
	lines := strings.Split(got, "\n")
	if len(lines) != 3 || len(lines[0]) > 79 || !strings.HasPrefix(lines[1], strings.Repeat(" ", 16)+"2.10 2.10") || !slices.Equal(strings.Fields(got)[2:], words) {
		t.Errorf("got\n%s", got)
	}
}

// At the end of a step, and only there, the reader is told what the server can do.
func TestEndOfAStepIsCelebratedOnce(t *testing.T) {
	play := func(step int, firstFails, secondFails bool) grade {
		spec, _ := check.SpecOf(step)
		g := grade{spec: spec}
		for i, c := range spec.Cases {
			r := check.Result{Case: c, Outcome: check.Pass}
			if i == 0 && firstFails || i == 1 && secondFails {
				r.Outcome = check.Fail
			}
			g.add(r)
		}
		return g
	}
	part, _ := parsePart([]string{"2.1-2.3"})
	someOf2 := grade{spec: part.specs[0]}
	for _, c := range part.specs[0].Cases {
		someOf2.add(check.Result{Case: c, Outcome: check.Pass})
	}
	for name, c := range map[string]struct {
		grades []grade
		want   string
	}{
		"one step":             {[]grade{play(2, false, false)}, milestone(2)},
		"before the next":      {[]grade{play(1, false, false), play(2, false, false), play(3, true, true)}, milestone(2)},
		"within the next":      {[]grade{play(1, false, false), play(2, false, false), play(3, false, true)}, ""},
		"nothing":              {[]grade{play(1, true, false)}, ""},
		"everything":           {[]grade{play(5, false, false), play(6, false, false)}, milestone(6)},
		"a part":               {[]grade{someOf2}, ""},
		"a later step undone":  {[]grade{play(2, false, false), play(3, false, true), play(4, false, false)}, ""},
		"a later one not done": {[]grade{play(2, false, false), play(3, true, true), play(4, true, true)}, milestone(2)},
	} {
		if got := reached(c.grades); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

// A step none of whose cases could be played has not been passed.
func TestNothingCheckedIsNotPassed(t *testing.T) {
	code, stdout, _ := workbook(t, "check", "6.1,6.3", "--addr", running(t))
	if want := "6    shutdown  skipped      0 of 2  ~~\n2 cases skipped: it needs a server of its own, which must be started for it\n"; !strings.Contains(stdout, want) || code != exitFailed {
		t.Errorf("got exit code %d and\n%s\nwant\n%s", code, stdout, want)
	}
}

// The address may be that of a URL.
func TestServerOfAURLIsChecked(t *testing.T) {
	if code, stdout, stderr := workbook(t, "check", "3.1", "--timeout", "10s", "--addr", "redis://"+running(t)+"/"); code != exitOK || stderr != "" {
		t.Errorf("got exit code %d, output %q, errors %q", code, stdout, stderr)
	}
}

// One case can be checked by itself, with its hint.
func TestOneCaseIsChecked(t *testing.T) {
	t.Parallel()
	addr := running(t)
	if code, stdout, _ := workbook(t, "check", "3.1", "--timeout", "10s", "--addr", addr); code != exitOK || stdout != "pass  3.1  SET stores a value and GET fetches it\n" {
		t.Errorf("got exit code %d and\n%s", code, stdout)
	}
	code, stdout, _ := workbook(t, "check", "4.6", "--hint", "--timeout", "10s", "--addr", addr)
	if code != exitFailed || !strings.Contains(stdout, "\n  Hint: A hundred seconds are 100,000 milliseconds.\n") || strings.Contains(stdout, "--hint") {
		t.Errorf("got exit code %d and\n%s", code, stdout)
	}
}

// Parts that are named are played, whatever fails before them.
func TestNamedPartsAreAllPlayed(t *testing.T) {
	t.Parallel()
	code, stdout, _ := workbook(t, append([]string{"check", "2.1-2.2", "3.1,ex3.1", "--timeout", "100ms"}, server(t, "garbage")...)...)
	want := boardHeading + `
2    framing   to do        0 of 2  xx
3    store     to do        0 of 1  x
ex3  store     to do        0 of 1  x

FAIL  2.1  PING is answered with PONG
`
	if code != exitFailed || !strings.Contains(stdout, want) || !strings.HasSuffix(stdout, "\n  Also failing: 2.2 3.1 ex3.1\n") {
		t.Errorf("got exit code %d and\n%s\nwant\n%s", code, stdout, want)
	}
}

// --all goes on after a step with failures, and explains each of them.
func TestAllFailuresAreExplained(t *testing.T) {
	t.Parallel()
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
	t.Parallel()
	for _, c := range []struct{ behaviour, timeout, want string }{
		{"echo", "10s", "\n1 of 6 steps done; next: 2.1  PING is answered with PONG\n"},
		{"garbage", "100ms", "\n0 of 6 steps done; next: 1.1  What a client sends comes back\n"},
	} {
		t.Run(c.behaviour, func(t *testing.T) {
			code, stdout, _ := workbook(t, append([]string{"check", "--timeout", c.timeout}, server(t, c.behaviour)...)...)
			if code != exitFailed || !strings.HasSuffix(stdout, c.want) {
				t.Errorf("got exit code %d and\n%s\nwant the end to be %q", code, stdout, c.want)
			}
		})
	}
}

// Colours are for terminals, and everything is said without them, too.
func TestColourChangesNoWords(t *testing.T) {
	t.Parallel()
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

// A case that explains the others is found also if the step isn't played to it, and is
// the one to make pass next; if it passes, it is the first.
func TestNextIsTheCaseThatExplainsTheOthers(t *testing.T) {
	target := check.InProcess(func(ctx, _ context.Context, l net.Listener, _ check.Limits) error {
		return framing.Serve(ctx, l, framing.Commands())
	})
	for want, lines := range map[string]string{
		"3.3": "> PING hello\n< \"goodbye\"\n? other: Cause.\n",
		"3.1": "> PING hello\n< \"hello\"\n? other: Cause.\n",
	} {
		cases, err := check.Parse("x.spec", []byte("# One\n> PING\n< :1\n# Two\n> PING\n< :1\n# Three\n@ explains others\n"+lines))
		if err != nil {
			t.Fatal(err)
		}
		for i := range cases {
			cases[i].ID = fmt.Sprintf("3.%d", i+1)
		}
		for limit := range 3 {
			e := exam{
				runner: &check.Runner{Target: target, Timeout: 10 * time.Second}, limit: limit,
				begin: func(check.Case) {}, end: func(check.Result) {},
			}
			g := e.playStep(t.Context(), check.Spec{Step: 3, Cases: cases})
			if got := g.next().Case.ID; got != want {
				t.Errorf("after %d failures: got %s, want %s", limit, got, want)
			}
		}
	}
}
