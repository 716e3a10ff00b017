package main

import (
	"encoding/json"
	"io"

	"mini-redis/final/check"
)

// records print JSON objects, one a line: one for each case, one for each step
// after its cases, and one at the end. Their fields are documented in
// help/check.txt; they are added to, and never change their meaning.
type records struct {
	*options
	w io.Writer
}

// A caseRecord is a result for a program. Text in it is what a person would read.
type caseRecord struct {
	Kind    string   `json:"kind"` // "case"
	ID      string   `json:"id"`   // such as "2.9", or "ex3.1" of an exercise
	Step    int      `json:"step"` // 0 for load
	Title   string   `json:"title"`
	Outcome string   `json:"outcome"` // "pass", "fail" or "skip"
	TookMS  int64    `json:"took_ms"`
	Reason  string   `json:"reason,omitempty"` // of a failure or a skip
	Said    []string `json:"said,omitempty"`   // the conversation up to the failure
	Want    string   `json:"want,omitempty"`
	Got     string   `json:"got,omitempty"`
	Cause   string   `json:"cause,omitempty"`

	Meanwhile  string   `json:"meanwhile,omitempty"`  // what a second client met
	Goroutines []string `json:"goroutines,omitempty"` // where they stood

	Log     string `json:"log,omitempty"`
	Hint    string `json:"hint,omitempty"` // with --hint
	File    string `json:"file"`           // the spec, in the workbook's repository
	Line    int    `json:"line"`           // of the case, or where it failed
	Chapter string `json:"chapter"`        // in the repository
}

// A stepRecord is a row of the board.
type stepRecord struct {
	Kind    string `json:"kind"` // "step"
	Name    string `json:"name"` // such as "framing"
	Part    string `json:"part"` // such as "2", or "ex2" for exercises
	Step    int    `json:"step"`
	State   string `json:"state"` // "done", "passed", "half done", "to do", "skipped", "outgrown"
	Cases   int    `json:"cases"` // that were asked for
	Passed  int    `json:"passed"`
	Failed  int    `json:"failed"`
	Skipped int    `json:"skipped"`
	Next    string `json:"next,omitempty"` // the first case that failed
}

// An endRecord is the sum.
type endRecord struct {
	Kind  string `json:"kind"`           // "end"
	Done  int    `json:"done"`           // steps that need no more work
	Of    int    `json:"of"`             // steps that count
	Next  string `json:"next,omitempty"` // the first case that failed
	Words string `json:"words,omitempty"`
}

func (p *records) result(r check.Result) {
	rec := caseRecord{
		Kind: "case",
		ID:   r.Case.ID, Step: r.Case.Step, Title: r.Case.Title, Outcome: string(r.Outcome), TookMS: r.Took.Milliseconds(),
		Reason: r.Reason, Want: r.Want, Got: r.Got, Cause: r.Cause, Log: r.Log, Meanwhile: r.Meanwhile, Goroutines: r.Goroutines,
		File: r.Case.File, Line: r.Line,
	}
	rec.Chapter = chapterFile(r.Case.Step)
	if r.Outcome == check.Fail {
		rec.Said = r.Said
	}
	if p.hint {
		rec.Hint = r.Case.Hint
	}
	p.print(rec)
}

// chapterFile returns where the chapter about a step is, in the repository.
func chapterFile(step int) string {
	if spec, ok := check.SpecOf(step); ok {
		return spec.Chapter
	}
	return check.Load().Chapter
}

func (p *records) grade(g grade) {
	p.print(stepRecord{
		Kind: "step", Name: g.spec.Name, Part: nameOf(g.spec), Step: g.spec.Step, State: g.state(), Cases: len(g.spec.Cases),
		Passed: g.passed(), Failed: len(g.failed), Skipped: g.skipped, Next: idOf(g.next()),
	})
}

func (p *records) end(grades []grade) {
	counted, _ := p.counted()
	p.print(endRecord{"end", countDone(grades), counted, idOf(firstFailure(grades)), reached(grades)})
}

func idOf(r *check.Result) string {
	if r == nil {
		return ""
	}
	return r.Case.ID
}

func (p *records) print(record any) {
	encoder := json.NewEncoder(p.w)
	encoder.SetEscapeHTML(false)
	encoder.Encode(record) // the exit code is the same, whether somebody reads this or not
}
