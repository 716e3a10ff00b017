package main

import (
	"strings"
	"testing"

	"mini-redis/final/check"
)

func TestShowExplainsAConversation(t *testing.T) {
	cases, err := check.Parse("final/check/specs/example.spec", []byte(`# A client over the limit waits
! Take a permit first.
@ own rule: Redis refuses it
@ own server maxconns=2 grace=300ms
> SET key~ 1
< :1..9
`))
	if err != nil {
		t.Fatal(err)
	}
	cases[0].ID, cases[0].Step = "6.2", 6
	want := `6.2  A client over the limit waits
The case has a server of its own, told to serve 2 connections at once, told to give clients 300ms after SIGTERM.
A rule of this workbook's own: Redis refuses it.
Hint: Take a permit first.

> SET key~ 1
    client a sends a command of 3 words: an array of 3 bulk strings
    "*3\r\n$3\r\nSET\r\n$12\r\nkey-00000000\r\n$1\r\n1\r\n"

< :1..9
    client a gets an integer from 1 to 9

~ stands for a suffix that is another one in each run, here for -00000000.
`
	if got := describe(cases[0], true, true); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := describe(cases[0], false, true); strings.Contains(got, "Hint") {
		t.Errorf("the hint is shown to those who don't ask:\n%s", got)
	}
}

// Every case can be shown and is listed.
func TestEveryCaseIsListedAndShown(t *testing.T) {
	t.Parallel()
	for _, spec := range everything() {
		_, list, _ := workbook(t, "list", nameOf(spec))
		for _, c := range spec.Cases {
			if !strings.Contains(list, "\n  "+c.ID+" ") || !strings.Contains(list, " "+c.Title) {
				t.Errorf("%s is not listed", c.ID)
			}
			code, stdout, stderr := workbook(t, "show", c.ID)
			if code != exitOK || !strings.HasPrefix(stdout, c.ID+"  "+c.Title+"\n") || stderr != "" {
				t.Errorf("%s: got exit code %d, output %q, errors %q", c.ID, code, stdout, stderr)
			}
		}
	}
	if code, stdout, _ := workbook(t, "list"); code != exitOK || strings.Count(stdout, "\n") != 6+len(check.Exercises())+1 {
		t.Errorf("got exit code %d and\n%s", code, stdout)
	}
}
