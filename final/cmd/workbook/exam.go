package main

import (
	"context"

	"mini-redis/final/check"
)

// maxFailures is how many failures of a step are found before the first of them
// should be mended: a server that is silent costs half a second for each.
const maxFailures = 10

// outgrown is why a server that speaks RESP isn't held to step 1.
const outgrown = "the server answers PING, so its bytes have a meaning, and it has outgrown step 1"

// An exam plays steps against a server.
type exam struct {
	runner *check.Runner
	whole  bool // every step is to be played, each on the same server
	all    bool // play on after failures

	persist    bool // play on although no server starts
	addedFlags bool // the server may not know its flags

	started bool          // a server has come up
	noStart *check.Result // the case after which it was given up that one does

	begin func(check.Case)   // told before each case
	end   func(check.Result) // and after it
}

// A grade is how a step went.
type grade struct {
	spec    check.Spec
	results []check.Result // of the cases played
	failed  []check.Result // those of them that failed
	skipped int
}

func (g grade) passed() int { return len(g.results) - len(g.failed) - g.skipped }

// outgrown tells whether the server is past this step.
func (g grade) outgrown() bool {
	return g.skipped > 0 && g.results[len(g.results)-1].Reason == outgrown
}

// done tells whether the step needs no more work.
func (g grade) done() bool {
	return len(g.results) == len(g.spec.Cases) && len(g.failed) == 0 && (g.passed() > 0 || g.outgrown())
}

func (g *grade) add(r check.Result) {
	g.results = append(g.results, r)
	switch r.Outcome {
	case check.Fail:
		g.failed = append(g.failed, r)
	case check.Skip:
		g.skipped++
	}
}

// play plays the steps, up to the first that isn't done unless all are asked for.
// If no server starts, it stops at that. Once ctx has ended, the last grade may
// lack cases.
func (e *exam) play(ctx context.Context, specs []check.Spec, graded func(grade)) (grades []grade) {
	for _, spec := range specs {
		g := e.playStep(ctx, spec)
		if ctx.Err() != nil || e.noStart != nil {
			break
		}
		graded(g)
		grades = append(grades, g)
		if len(g.failed) > 0 && !e.all {
			break
		}
	}
	return grades
}

func (e *exam) playStep(ctx context.Context, spec check.Spec) grade {
	g := grade{spec: spec}
	e.begin(spec.Cases[0])
	for r := range e.runner.Run(ctx, spec.Cases) {
		if r.Outcome == check.Fail && e.whole && spec.Step == 1 && len(g.failed) == 0 && e.answersPing(ctx, r) {
			return e.skipRest(g)
		}
		if e.addedFlags {
			r = blameFlags(r)
		}
		e.started = e.started || r.Outcome != check.Skip && !notStarted(r)
		if !e.started && notStarted(r) && !e.persist {
			e.noStart = &r
			break
		}
		g.add(r)
		e.end(r)
		if len(g.failed) == maxFailures && !e.all {
			break
		}
		if next := len(g.results); next < len(spec.Cases) {
			e.begin(spec.Cases[next])
		}
	}
	return g
}

// answersPing tells whether the server passes the first case of step 2. After a
// case in which nothing was said there is no server to ask.
func (e *exam) answersPing(ctx context.Context, failed check.Result) bool {
	spec, ok := check.SpecOf(2)
	if !ok || len(failed.Said) == 0 {
		return false
	}
	for r := range e.runner.Run(ctx, spec.Cases[:1]) {
		return r.Outcome == check.Pass
	}
	return false
}

// skipRest ends the grade of a step that the server has outgrown.
func (e *exam) skipRest(g grade) grade {
	for _, c := range g.spec.Cases[len(g.results):] {
		r := check.Result{Case: c, Outcome: check.Skip, Reason: outgrown, Line: c.Line, Caret: -1}
		g.add(r)
		e.end(r)
	}
	return g
}
