package check

import "time"

// An Outcome is how a case ended.
type Outcome string

// The outcomes of a case.
const (
	Pass Outcome = "pass"
	Fail Outcome = "fail"
	Skip Outcome = "skip"
)

// A Result is how a case went.
type Result struct {
	Case    Case
	Outcome Outcome
	Took    time.Duration

	// Reason is why the case was skipped, or in one sentence what went wrong.
	Reason string

	// Line is where in Case.File the conversation failed.
	Line int

	// Said is the conversation up to that line, one entry a line.
	Said []string

	// Want and Got are what was expected and what came, bytes escaped as in a
	// spec file. Either may be empty.
	Want, Got string

	// Caret is the column of the first difference, in Want and in Got, or -1.
	Caret int

	// Meanwhile is what a second client met while one waited in vain, "" if none was asked.
	Meanwhile string

	// Cause is what probably went wrong, "" if there is no guess. Guessed says that it
	// was guessed from what came alone, neither seen nor named by the case: then Text
	// shows the hint, too.
	Cause   string
	Guessed bool

	telling bool // the case explains others, and has failed in the way that it is about

	// Goroutines are where those of a server in Go stood that served nobody, or that didn't end:
	// a line for each place in its author's files.
	Goroutines []string

	// Log is the end of what the server printed during the case, or if it never
	// listened, since its start. What it prints before it accepts its first client is
	// of no case.
	Log string
}

// Foremost returns which of the failures of a step to look at first: the first one that
// explains the others, or else the first. There must be one.
func Foremost(failed []Result) Result {
	for _, r := range failed {
		if r.telling {
			return r
		}
	}
	return failed[0]
}
