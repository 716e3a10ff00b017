package main

import (
	"bytes"
	"context"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"
)

// TestMain lets the test binary be this command, too, and a learner's server: see
// bad_test.go.
func TestMain(m *testing.M) {
	if os.Getenv("WORKBOOK_TEST_MAIN") != "" {
		os.Unsetenv("WORKBOOK_TEST_MAIN") // what it starts is the server
		main()
	}
	if len(os.Args) > 2 && os.Args[1] == "behave" {
		os.Exit(behave(os.Args[2], os.Args[3:]))
	}
	flag.Set("test.parallel", "8") // most tests wait most of the time
	os.Exit(m.Run())
}

// workbook runs the command as from a shell without a terminal.
func workbook(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = execute(t.Context(), args, shell{stdout: &out, stderr: &errs})
	return code, out.String(), errs.String()
}

func TestCommandWithoutArgumentsExplainsItself(t *testing.T) {
	code, stdout, stderr := workbook(t)
	if code != exitFailed || stdout != "" || stderr != helpFor("") {
		t.Errorf("got exit code %d, output %q, errors %q", code, stdout, stderr)
	}
}

// Every command has help, however it is asked for, and the overview names it.
func TestEveryCommandHasHelp(t *testing.T) {
	overview := helpFor("")
	for _, name := range []string{"new", "check", "next", "watch", "show", "read", "answer", "list"} {
		text := helpFor(name)
		if commandOf(name) == nil || !strings.HasPrefix(text, "usage: workbook "+name+" ") {
			t.Errorf("%s has no help, or is no command: %q", name, text)
		}
		if !strings.Contains(overview, "\n  "+name+" ") {
			t.Errorf("the overview leaves out %s", name)
		}
		for _, args := range [][]string{{name, "--help"}, {name, "-h"}, {"help", name}, {"--help", name}} {
			if code, stdout, stderr := workbook(t, args...); code != exitOK || stdout != text || stderr != "" {
				t.Errorf("%v: got exit code %d, output %q, errors %q", args, code, stdout, stderr)
			}
		}
	}
}

func TestHelpFitsATerminal(t *testing.T) {
	files, err := help.ReadDir("help")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text := helpFor(strings.TrimSuffix(file.Name(), ".txt"))
		for line := range strings.Lines(text) {
			if n := len([]rune(strings.TrimRight(line, "\n"))); n > 86 {
				t.Errorf("%s: the line has %d characters: %s", file.Name(), n, line)
			}
		}
	}
}

// Wrong arguments get one line that says what is wrong, and exit code 1.
func TestWrongArgumentsAreExplained(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"chekc"}, `there is no command "chekc" (see workbook --help)`},
		{[]string{"help", "chekc"}, `there is no command "chekc" (see workbook --help)`},
		{[]string{"check"}, "say how to start your server: end with -- and the command, such as -- go run ./step01_echo/server (see workbook check --help)"},
		{[]string{"check", "--"}, "say how to start your server: end with -- and the command, such as -- go run ./step01_echo/server (see workbook check --help)"},
		{[]string{"check", "--dir", "testdata"}, "say how to start your server: end with -- and the command, such as -- go run ./step01_echo/server (see workbook check --help)"},
		{[]string{"check", "7", "--", "x"}, `there is no step or case "7": workbook list names them (see workbook check --help)`},
		{[]string{"check", "2.99", "--", "x"}, `there is no step or case "2.99": workbook list names them (see workbook check --help)`},
		{[]string{"check", "2.8-2.1", "--", "x"}, "2.8-2.1 runs backwards: begin with the earlier one (see workbook check --help)"},
		{[]string{"check", "6-ex3", "--", "x"}, "6-ex3 goes from a step to an exercise: name both by themselves (see workbook check --help)"},
		{[]string{"check", "2,2.1-2.99", "--", "x"}, `there is no step or case "2.99": workbook list names them (see workbook check --help)`},
		{[]string{"check", ",", "--", "x"}, `"," names no case (see workbook check --help)`},
		{[]string{"next"}, "say how to start your server: end with -- and the command, such as -- go run ./step01_echo/server (see workbook next --help)"},
		{[]string{"next", "--all", "--", "x"}, "flag provided but not defined: --all (see workbook next --help)"},
		{[]string{"check", "--addr", ":1", "--", "x"}, "there is an address and a command: give one of them (see workbook check --help)"},
		{[]string{"check", "--addr", "7271"}, "--addr 7271 is no HOST:PORT, such as 127.0.0.1:6379 (see workbook check --help)"},
		{[]string{"check", "--addr", "localhost:"}, "--addr localhost: is no HOST:PORT, such as 127.0.0.1:6379 (see workbook check --help)"},
		{[]string{"check", "--addr", "rediss://localhost"}, "--addr URL: TLS is not supported here (see workbook check --help)"},
		{[]string{"check", "--addr", "redis://:secret@localhost"}, "--addr URL: a user and a password are not supported here (see workbook check --help)"},
		{[]string{"watch", "--addr", "http://localhost:80"}, "--addr URL: want redis://host:port, an IPv6 address being in [ ], or unix:///path (see workbook watch --help)"},
		{[]string{"watch", "--addr", "::1"}, "--addr ::1 is no HOST:PORT, such as 127.0.0.1:6379 (see workbook watch --help)"},
		{[]string{"check", "--timeout", "0s", "--", "x"}, "--timeout must be more than 0 (see workbook check --help)"},
		{[]string{"check", "--loud", "--", "x"}, "flag provided but not defined: --loud (see workbook check --help)"},
		{[]string{"show"}, "name a case, such as 2.9: workbook list STEP names those of a step (see workbook show --help)"},
		{[]string{"show", "2"}, "name a case, such as 2.9: workbook list STEP names those of a step (see workbook show --help)"},
		{[]string{"read"}, "name one chapter, such as 1, or a case, such as 2.9 (see workbook read --help)"},
		{[]string{"read", "3", "--open", "99"}, "--open 99: chapter 3 has 16 folded parts (see workbook read --help)"},
		{[]string{"read", "99"}, `there is no chapter "99" (see workbook read --help)`},
		{[]string{"answer"}, "name a step, such as 2, or a case, such as 2.9 (see workbook answer --help)"},
		{[]string{"answer", "load"}, "load is about each step, and has no answer of its own: name a step, such as 2 (see workbook answer --help)"},
		{[]string{"check", "6-load", "--", "x"}, "6-load ends in load: name both by themselves (see workbook check --help)"},
		{[]string{"answer", "2", "nosuch.go"}, "step 2 has no file nosuch.go: workbook answer 2 names them (see workbook answer --help)"},
		{[]string{"new", "x", "--from", "8"}, "--from 8 is no step: there are 1 to 6, and 7 is after the last (see workbook new --help)"},
		{[]string{"new", "x", "--module", "my redis"}, "--module my redis is no module path, such as example.com/my-redis (see workbook new --help)"},
		{[]string{"new"}, "name a directory for your module, such as ../my-redis (see workbook new --help)"},
	} {
		code, stdout, stderr := workbook(t, c.args...)
		if code != exitFailed || stdout != "" || stderr != "workbook: "+c.want+"\n" {
			t.Errorf("%v: got exit code %d, output %q, errors\n%swant\nworkbook: %s", c.args, code, stdout, stderr, c.want)
		}
	}
}

// Nothing that is printed names a file or a command that only the repository has,
// the chapters and --json aside, which are about it.
func TestNothingPrintedNeedsTheRepository(t *testing.T) {
	t.Parallel()
	addr := running(t)
	fails := []string{"--timeout", "10s", "--addr", addr}
	for _, args := range [][]string{
		{}, {"new", t.TempDir()}, {"list"}, {"list", "3"}, {"show", "3.1"}, {"answer", "2"}, {"answer", "2", "server/main.go"},
		append([]string{"check"}, fails...), append([]string{"check", "4"}, fails...), append([]string{"check", "4.1", "--hint"}, fails...),
		append([]string{"check", "ex3", "--all"}, fails...), append([]string{"next"}, fails...), {"check", "1", "--addr", "127.0.0.1:1"},
	} {
		code, stdout, stderr := workbook(t, args...)
		for _, needed := range []string{"docs/", "final/", ".spec", ".md:", "go run ./final"} {
			if strings.Contains(stdout+stderr, needed) {
				t.Errorf("%v: exit code %d, %q is named:\n%s%s", args, code, needed, stdout, stderr)
			}
		}
	}
	for step := 1; step <= lastStep; step++ {
		if strings.Contains(milestone(step), "final/") {
			t.Errorf("step %d: %s", step, milestone(step))
		}
	}
}

// A canceller is a terminal at which somebody presses Ctrl-C when a text appears.
type canceller struct {
	text   string
	cancel context.CancelFunc
}

func (c canceller) Write(b []byte) (int, error) {
	if strings.Contains(string(b), c.text) {
		c.cancel()
	}
	return len(b), nil
}

// An interrupted check ends with the exit code of an interrupt, and judges
// nothing, however far it is.
func TestInterruptedCheckSaysSo(t *testing.T) {
	t.Parallel()
	for at, args := range map[string][]string{
		"building": {"check", "2"}, "now 2.1": {"check", "2"}, "now 2.2": {"check", "2"}, "now 1.1": {"check"},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var out, errs bytes.Buffer
		args = slices.Concat(args, []string{"--timeout", "10s"}, server(t, "one read"))
		code := execute(ctx, args, shell{stdout: &out, stderr: &errs, live: canceller{at, cancel}})
		if code != exitInterrupted || out.String() != "" || errs.String() != "workbook: interrupted\n" {
			t.Errorf("at %q: got exit code %d, output %q, errors %q", at, code, &out, &errs)
		}
	}
}
