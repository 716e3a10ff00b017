package main

import (
	"slices"
	"strings"
	"testing"
)

// next shows one case: what it is about in words, what the server did, the chapter,
// and the commands that go on, as a shell takes them.
func TestNextLeadsToOneCase(t *testing.T) {
	t.Parallel()
	args := append(server(t, "one read of ten bytes"), "-addr", "127.0.0.1:{port}")
	program := args[1]
	flags := []string{"--timeout", "300ms"}
	want := `2.9  A command may arrive in pieces

> raw "*1\r\n$4\r\nPI"
    client a sends these bytes

> raw "NG\r\n"
    client a sends these bytes

< +PONG
    client a gets a simple string

What your server does:

  expected  +PONG\r\n
  got       nothing

  nothing came within 300ms.
  meanwhile a second client sent PING and was answered: only this connection waits.
  the first piece was thrown away, or taken for a whole command: keep what has come, and read on until the command is whole.

Passed before it: 0 of 1 in step 2.
Chapter: workbook read 2.9 (A command is an array)
Again:   workbook check 2.9 -- PROGRAM behave 'one read of ten bytes' -addr 127.0.0.1:{port}
Hint:    workbook next --hint -- PROGRAM behave 'one read of ten bytes' -addr 127.0.0.1:{port}
`
	code, stdout, stderr := workbook(t, slices.Concat([]string{"next", "2.9"}, flags, args)...)
	if got := strings.ReplaceAll(stdout, program, "PROGRAM"); code != exitFailed || got != want || stderr != "" {
		t.Errorf("got exit code %d, errors %q, output\n%s\nwant\n%s", code, stderr, got, want)
	}

	code, stdout, _ = workbook(t, slices.Concat([]string{"next", "2.9", "--hint"}, flags, args)...)
	if code != exitFailed || !strings.Contains(stdout, "\nHint: One Read is not one command: ") || strings.Contains(stdout, "--hint") {
		t.Errorf("got exit code %d, output\n%s", code, stdout)
	}
}

// Without a part it is the first case of the whole path, and no other is named.
func TestNextIsTheFirstOfThePath(t *testing.T) {
	t.Parallel()
	code, stdout, stderr := workbook(t, "next", "--timeout", "10s", "--addr", running(t))
	if code != exitFailed || stderr != "" || !strings.HasPrefix(stdout, "4.1  A key with time left is there\n") || strings.Contains(stdout, "4.2") {
		t.Errorf("got exit code %d, errors %q, output\n%s", code, stderr, stdout)
	}
}

// A server that passes what is asked is told so.
func TestNextSaysWhenNothingIsLeft(t *testing.T) {
	t.Parallel()
	want := "Nothing is left: what could be checked passes.\n\n" + milestone(1)
	if code, stdout, stderr := workbook(t, append([]string{"next", "1", "--timeout", "10s"}, server(t, "echo")...)...); code != exitOK || stdout != want || stderr != "" {
		t.Errorf("got exit code %d, errors %q, output\n%s", code, stderr, stdout)
	}
}

func TestWordsAreQuotedForAShell(t *testing.T) {
	for word, want := range map[string]string{
		"./server": "./server", "-p={port}": "-p={port}", "": "''", "a b": "'a b'", "it's": `'it'\''s'`, "$HOME": "'$HOME'",
	} {
		if got := shellWord(word); got != want {
			t.Errorf("%q: got %s, want %s", word, got, want)
		}
	}
}
