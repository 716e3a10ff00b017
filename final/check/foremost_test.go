package check_test

import (
	"fmt"
	"strings"
	"testing"

	"mini-redis/final/check"
)

// The failure to look at first is the one that says it explains the others, if it is the
// one that it speaks of, wherever it stands.
func TestForemost(t *testing.T) {
	t.Parallel()
	const text = `# First
> PING
< +OK
# It explains others
@ explains others
> PING
< +OK
? other: nobody says OK
< +PONG
`
	for reply, want := range map[string]string{
		"+PONG\r\n": "It explains others",
		"+OK\r\n":   "It explains others", // alone
		"PONG\r\n":  "First",              // a reply without a type isn't what it is about
		":1\r\n":    "It explains others",
	} {
		var failed []check.Result
		for _, r := range play(t, canned(reply, true), hang, parse(t, text)) {
			if r.Outcome == check.Fail {
				failed = append(failed, r)
			}
		}
		if got := check.Foremost(failed).Case.Title; got != want {
			t.Errorf("%q: got %q, want %q", reply, got, want)
		}
	}
}

// A cause comes from what was seen, or else from the case if it names one for that way to
// fail, or else it is guessed; a guess comes with the hint.
func TestCauseThatTheCaseNames(t *testing.T) {
	t.Parallel()
	const (
		lines = "> PING\n< +OK\n? silence: S\n? part: P\n? closed: C\n? other: O\n? more: M\n"
		any   = "> PING\n< +OK\n? any\n"
		none  = "> PING\n< +OK\n"
	)
	for _, test := range []struct {
		lines, reply string
		hangUp       bool
		want         string
		hint         bool
	}{
		{lines, "", false, "S", false},
		{lines, "+O", false, "P", false},
		{lines, "+O", true, "C", false},
		{lines, "+NO\r\n", false, "O", false},
		{lines, "+OK\r\n+OK\r\n", false, "M", false},
		{lines, "OK\r\n", false, "the text is right, but it is bare: a simple string was expected", false},
		{lines, "-ERR unknown command 'PING'\r\n", false, "your server doesn't know the command PING", false},
		{any, "+NO\r\n", false, "any", false},
		{any, "", true, "any", false},
		{none, "+NO\r\n", false, "the text differs", true},
		{none, "", true, "the server closed the connection, or a mistake in it did", true},
	} {
		t.Run(fmt.Sprintf("%q", test.reply), func(t *testing.T) {
			t.Parallel()
			cases := parse(t, "# A case\n! The hint.\n"+test.lines)
			timeout := hang
			if !test.hangUp && (test.reply == "" || test.reply == "+O") {
				timeout = vain
			}
			result := play(t, canned(test.reply, test.hangUp), timeout, cases)[0]
			if result.Cause != test.want || result.Guessed != test.hint || strings.Contains(result.Text(check.Style{}), "Hint: The hint.") != test.hint {
				t.Errorf("%q to\n%s\ngot\n%s", test.reply, test.lines, result.Text(check.Style{}))
			}
		})
	}
}

// Every case of the specs has a hint.
func TestEveryCaseHasAHint(t *testing.T) {
	for _, spec := range check.Specs() {
		for _, c := range spec.Cases {
			if c.Hint == "" {
				t.Errorf("%s %s has none", c.ID, c.Title)
			}
		}
	}
}
