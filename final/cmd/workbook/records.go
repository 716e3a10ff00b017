package main

import (
	"encoding/json"
	"io"

	"mini-redis/final/check"
)

// records print a JSON object for each case, one a line.
type records struct {
	w    io.Writer
	hint bool
}

// A record is a result for a program. Text in it is what a person would read.
type record struct {
	ID      string   `json:"id"` // such as "2.9"
	Step    int      `json:"step"`
	Title   string   `json:"title"`
	Outcome string   `json:"outcome"` // "pass", "fail" or "skip"
	TookMS  int64    `json:"took_ms"`
	Reason  string   `json:"reason,omitempty"` // of a failure or a skip
	Said    []string `json:"said,omitempty"`   // the conversation up to the failure
	Want    string   `json:"want,omitempty"`
	Got     string   `json:"got,omitempty"`
	Cause   string   `json:"cause,omitempty"`
	Log     string   `json:"log,omitempty"`
	Hint    string   `json:"hint,omitempty"` // with --hint
	File    string   `json:"file"`           // the spec
	Line    int      `json:"line"`           // of the case, or where it failed
	Chapter string   `json:"chapter"`
}

func (p *records) result(r check.Result) {
	rec := record{
		ID: r.Case.ID, Step: r.Case.Step, Title: r.Case.Title, Outcome: string(r.Outcome), TookMS: r.Took.Milliseconds(),
		Reason: r.Reason, Want: r.Want, Got: r.Got, Cause: r.Cause, Log: r.Log,
		File: r.Case.File, Line: r.Line, Chapter: chapterOf(r.Case),
	}
	if r.Outcome == check.Fail {
		rec.Said = r.Said
	}
	if p.hint {
		rec.Hint = r.Case.Hint
	}
	encoder := json.NewEncoder(p.w)
	encoder.SetEscapeHTML(false)
	encoder.Encode(rec) // the exit code is the same, whether somebody reads this or not
}

func (p *records) grade(grade) {}
func (p *records) end([]grade) {}

// chapterOf returns the chapter about a case.
func chapterOf(c check.Case) string {
	spec, _ := check.SpecOf(c.Step)
	return spec.Chapter
}
