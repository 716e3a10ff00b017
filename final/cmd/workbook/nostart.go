package main

import (
	"fmt"
	"strings"
	"unicode"

	"mini-redis/final/check"
)

// notStarted tells whether a case failed for want of a server: no time was spent
// on its conversation.
func notStarted(r check.Result) bool {
	return r.Outcome == check.Fail && r.Took == 0 && len(r.Said) == 0
}

// aboutFlags is for a server that doesn't start, and may have met flags that it
// doesn't know.
const aboutFlags = "workbook has added the flag -addr to the arguments. If your server doesn't know it, put {port} where its port goes; " +
	"if it takes no arguments and reads PORT, start it by -- env PORT={port} and the command"

// blameFlags adds to the cause that flags were added, if a program has been
// started with them and isn't a server.
func blameFlags(r check.Result) check.Result {
	if !notStarted(r) || strings.HasPrefix(r.Reason, "the server can't be started") {
		return r
	}
	if r.Cause != "" {
		r.Cause += ". "
	}
	r.Cause += aboutFlags
	return r
}

// complainOfStart says why no case could be played, and returns the exit code.
func (o *options) complainOfStart(sh shell, r check.Result) int {
	what := "your server doesn't start: "
	if o.addr != "" {
		what = ""
	}
	fmt.Fprintf(sh.stderr, "workbook: %s%s\n", what, r.Reason)
	if r.Cause != "" {
		fmt.Fprintf(sh.stderr, "  %s.\n", r.Cause)
	}
	if r.Log != "" {
		fmt.Fprintln(sh.stderr, "\n  The server's log:")
	}
	for line := range strings.Lines(r.Log) {
		fmt.Fprintf(sh.stderr, "    | %s\n", strings.Map(visible, strings.TrimRight(line, "\r\n")))
	}
	return exitFailed
}

// visible replaces what would disturb a terminal.
func visible(r rune) rune {
	if r == '\t' || unicode.IsPrint(r) {
		return r
	}
	return unicode.ReplacementChar
}
