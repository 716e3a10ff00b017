package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"mini-redis/final/check"
)

func runCheck(ctx context.Context, args []string, sh shell) (int, error) {
	return checkWith(ctx, args, sh, false)
}

// runNext is check up to the first failure, which it explains in words.
func runNext(ctx context.Context, args []string, sh shell) (int, error) {
	return checkWith(ctx, args, sh, true)
}

func checkWith(ctx context.Context, args []string, sh shell, next bool) (int, error) {
	o, err := parseOptions(args, next)
	if err != nil {
		return 0, err
	}
	code := o.checkOnce(ctx, sh)
	if ctx.Err() != nil && outputLost(ctx) == nil {
		fmt.Fprintln(sh.stderr, "workbook: interrupted")
		code = exitInterrupted
	}
	return code, nil
}

// checkOnce checks the server and prints how that went. Once ctx has ended it
// prints nothing more.
func (o *options) checkOnce(ctx context.Context, sh shell) int {
	progress := &progress{w: sh.live}
	defer progress.clear()
	progress.show("building and starting your server")
	target, remove, err := o.target(ctx)
	if err == nil {
		defer remove()
	}
	progress.clear()
	if ctx.Err() != nil {
		return exitFailed
	}
	if e, ok := errors.AsType[*buildError](err); ok {
		fmt.Fprint(sh.stderr, e)
		return exitFailed
	}
	if err != nil {
		return complain(sh, err)
	}

	out := newOutput(o, sh)
	e := o.newExam(target, progress, out)
	grades := e.play(ctx, o.part.specs, out.grade)
	progress.clear()
	if ctx.Err() != nil {
		return exitFailed
	}
	if e.noStart != nil {
		return o.complainOfStart(sh, *e.noStart)
	}
	out.end(grades)
	if counted, _ := o.counted(); countDone(grades) < counted {
		return exitFailed
	}
	return exitOK
}

// newExam returns the exam of target that o asks for.
func (o *options) newExam(target check.Target, progress *progress, out output) *exam {
	played, limit := 0, maxFailures
	switch {
	case o.next:
		limit = 1
	case o.all:
		limit = 0
	}
	return &exam{
		runner: &check.Runner{Target: target, Timeout: o.timeout},
		whole:  o.part.whole,
		all:    o.all,
		limit:  limit,

		persist:    o.json,
		addedFlags: o.addr == "" && !saysWhere(o.command),

		begin: func(c check.Case) { progress.show(fmt.Sprintf("%d played, now %s  %s", played, c.ID, c.Title)) },
		end: func(r check.Result) {
			played++
			progress.clear()
			out.result(r)
		},
	}
}

// counted returns how many of the steps count, and those that don't: if every step
// is to be checked at an address, those that need a started server throughout.
func (o *options) counted() (n int, others []check.Spec) {
	for _, spec := range o.part.specs {
		needsStart := !slices.ContainsFunc(spec.Cases, func(c check.Case) bool { return !c.OwnServer })
		if o.part.whole && o.addr != "" && needsStart {
			others = append(others, spec)
		}
	}
	return len(o.part.specs) - len(others), others
}

func countDone(grades []grade) (n int) {
	for _, g := range grades {
		if g.done() {
			n++
		}
	}
	return n
}

// An output prints what is found out, as it is found out.
type output interface {
	result(check.Result)
	grade(grade)
	end([]grade)
}

func newOutput(o *options, sh shell) output {
	switch {
	case o.json:
		return &records{options: o, w: sh.stdout}
	case o.next:
		return &nextCase{options: o, shell: sh}
	}
	return &report{options: o, shell: sh}
}

// maxFailures is how many failures of a step are found before the first of them
// should be mended: a server that is silent costs half a second for each.
const maxFailures = 10

// outgrown is why a server that speaks RESP isn't held to step 1.
const outgrown = "the server answers PING, so its bytes have a meaning, and it has outgrown step 1"

// An exam plays steps against a server.
type exam struct {
	runner *check.Runner
	whole  bool // every step is to be played, each on the same server
	all    bool // play on after a step with failures
	limit  int  // failures of one step, after which the rest of it isn't played; 0 for none

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

	explains *check.Result // the failure of a case left out that explains the others, nil if none does
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

// state says in a word or two how the step went.
func (g grade) state() string {
	switch {
	case g.outgrown():
		return "outgrown"
	case g.done() && isComplete(g.spec):
		return "done"
	case g.done():
		return "passed"
	case len(g.results) == 0:
		return "not played"
	case g.skipped == len(g.results):
		return "skipped"
	case g.passed() > 0:
		return "half done"
	}
	return "to do"
}

// next returns the case to make pass next, nil if none failed: the one that explains
// the others, or else the first.
func (g grade) next() *check.Result {
	if len(g.failed) == 0 {
		return nil
	}
	r := check.Foremost(g.failed)
	if g.explains != nil && r.Case.ID == g.failed[0].Case.ID {
		return g.explains
	}
	return &r
}

// firstFailure returns the case to make pass next, nil if there is none.
func firstFailure(grades []grade) *check.Result {
	for _, g := range grades {
		if r := g.next(); r != nil {
			return r
		}
	}
	return nil
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

// play plays the specs: those that were named, or all steps up to the first that isn't
// done, unless everything is asked for. With a limit of one failure it stops there.
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
		if len(g.failed) > 0 && (e.whole && !e.all || e.limit == 1) {
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
		if len(g.failed) == e.limit && e.limit > 0 {
			g.explains = e.explanation(ctx, g)
			break
		}
		if next := len(g.results); next < len(spec.Cases) {
			e.begin(spec.Cases[next])
		}
	}
	return g
}

// explanation plays those of the cases left that may explain the failures of g, and
// returns the first that does, nil if none.
func (e *exam) explanation(ctx context.Context, g grade) *check.Result {
	var left []check.Case
	for _, c := range g.spec.Cases[len(g.results):] {
		if c.Explains {
			left = append(left, c)
		}
	}
	for r := range e.runner.Run(ctx, left) {
		if r.Outcome == check.Fail && check.Foremost([]check.Result{g.failed[0], r}).Case.ID == r.Case.ID {
			return &r
		}
	}
	return nil
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
