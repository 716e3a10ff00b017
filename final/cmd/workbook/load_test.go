package main

import (
	"runtime"
	"slices"
	"strings"
	"testing"

	"mini-redis/final/check"
)

// What only the machine sees is a part like any other: it has a row on the board, objects in JSON,
// and commands that help, without a step.
func TestLoadIsAPart(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells what its programs take")
	}
	code, stdout, stderr := workbook(t, append([]string{"check", "1.1,load.promises-load.replies"}, server(t, "echo")...)...)
	want := boardHeading + `
1    echo      passed       1 of 1  #
load machine   skipped      0 of 2  ~~
2 cases skipped: the server doesn't answer PING, and this is about servers from step 2 on
`
	if code != exitFailed || stderr != "" || !strings.HasSuffix(stdout, want) {
		t.Errorf("got exit code %d, errors %q and\n%s", code, stderr, stdout)
	}

	code, stdout, _ = workbook(t, append([]string{"check", "load.replies", "--hint"}, server(t, "hoards replies")...)...)
	for _, w := range []string{
		"FAIL  load.replies  A client that asks and does not read fills no memory\n",
		"       a client asks for 512 replies of 1 MB each, and reads none of them\n",
		"\n  expected  at most 128 MB more memory than before\n",
		"\n  Hint: Read no more commands",
		"\n  Help: workbook read load.replies, workbook show load.replies\n",
	} {
		if code != exitFailed || !strings.Contains(stdout, w) {
			t.Errorf("got exit code %d and\n%s\nwithout %q", code, stdout, w)
		}
	}
}

// At an address the cases say why they can't be played.
func TestLoadNeedsACommand(t *testing.T) {
	code, stdout, _ := workbook(t, "check", "load", "--json", "--addr", running(t))
	got := decode(t, stdout)
	n := len(check.Load().Cases)
	for _, r := range got.cases {
		if r.Outcome != "skip" || r.Reason != "it needs a server of its own, which must be started for it" || !strings.HasPrefix(r.ID, "load.") || r.Step != 0 || r.Chapter != "docs/08-your-own.md" {
			t.Errorf("got %+v", r)
		}
	}
	want := stepRecord{Kind: "step", Name: "machine", Part: "load", State: "skipped", Cases: n, Skipped: n}
	if code != exitFailed || len(got.cases) != n || !slices.Equal(got.steps, []stepRecord{want}) {
		t.Errorf("got exit code %d, %+v, want %+v", code, got.steps, want)
	}
}
