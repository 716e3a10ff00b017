// Command mini-redis-benchmark measures how fast Redis servers answer, and draws
// several of them side by side:
//
//	mini-redis-benchmark -c 50 -P 16 -t set,get -addr redis=:6379 -addr mini=:6380 --rounds 5
//
// It does what redis-benchmark does for one server: some connections, each of which
// sends a command or a pipeline of them and waits for the replies. Several servers
// are measured in interleaved rounds, so that what else the machine does meets all of
// them, and are compared by the medians. See mini-redis-benchmark --help.
//
// Bytes flow one way: a [batch] is sent by an [exchanger], whose [scanner] counts the
// replies and whose [recorder] keeps the latencies; a [run] has many exchangers and
// gives a [result], and the results of all rounds make a [comparison], which is
// printed or drawn.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"

	"syscall"

	"mini-redis/final/internal/terminal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // so that a second signal kills
	os.Exit(execute(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// Exit codes. That of an interrupt is the shells' convention.
const (
	exitOK          = 0
	exitError       = 1
	exitInterrupted = 130
)

// execute is main with its surroundings as parameters: the end of ctx is the
// interrupt. It returns the exit code.
func execute(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	o, err := parseFlags(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		printUsage(stdout)
		return exitOK
	case err != nil:
		return complain(stderr, fmt.Errorf("%w (see --help)", err))
	case o.version:
		printVersion(stdout)
		return exitOK
	}
	if err := mayWrite(o.svg); err != nil {
		return complain(stderr, err)
	}
	// One thread, unless more are asked for: a runtime that looks for work on others
	// takes processor time from the server.
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(o.load.threads))

	var done []comparison
	out := o.printer(stdout)
	err = o.plan(stderr).perform(ctx, func(c comparison) {
		if len(done) == 0 {
			out.begin()
		}
		done = append(done, c)
		out.print(c)
	})
	if err == nil {
		err = drawTo(o.svg, o.describe(), done)
	}
	switch {
	case err != nil:
		return complain(stderr, err)
	case ctx.Err() != nil && len(done) == 0:
		complain(stderr, errors.New("interrupted before there was a result"))
		return exitInterrupted
	case ctx.Err() != nil:
		complain(stderr, errors.New("interrupted; these are the results so far"))
		return exitInterrupted
	}
	return exitOK
}

// complain says in one line what went wrong, and returns the exit code.
func complain(stderr io.Writer, err error) int {
	fmt.Fprintln(stderr, "mini-redis-benchmark:", terminal.VisibleLine(err.Error()))
	return exitError
}

// plan returns what o asks to measure. Progress is told if stderr is a terminal.
func (o *options) plan(stderr io.Writer) plan {
	p := newProgress(stderr)
	return plan{
		workloads: o.workloads,
		targets:   o.targets,
		rounds:    o.rounds,
		measure: func(ctx context.Context, w workload, t target, round int) (result, error) {
			defer p.clear()
			r := o.newRun(w, t)
			r.report = p.reporter(w.name, t.name, round, o.rounds, o.load)
			return r.measure(ctx)
		},
	}
}
