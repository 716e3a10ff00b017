package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"mini-redis/final/check"
)

func runCheck(ctx context.Context, args []string, sh shell) (int, error) {
	o, err := parseOptions(args)
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
	played := 0
	return &exam{
		runner: &check.Runner{Target: target, Timeout: o.timeout},
		whole:  o.part.whole(),
		all:    o.all,

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
		if o.part.whole() && o.addr != "" && needsStart {
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
	if o.json {
		return &records{w: sh.stdout, hint: o.hint}
	}
	return &report{options: o, shell: sh}
}
