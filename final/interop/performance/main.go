// Command performance measures the tables of the book's chapter "Performance":
//
//	go run ./performance
//	go run ./performance -only keys,values
//
// A table is made of trials. A trial has some servers, each a fresh process that is
// filled with keys if need be, and some probes, each of which takes a few figures from
// one server. The trial is repeated in rounds with new processes; within a round each
// probe goes over all servers before the next probe begins, so that what else the
// machine does meets all of them; only servers with more than a million keys run one
// after the other, for lack of memory. The file keeps the figures of all rounds; the
// chapter shows their medians.
//
// Most probes run mini-redis-benchmark, which has one thread, for some seconds. Its
// rate is in commands a second, its latencies are in milliseconds, and what the server
// spent is counted in between: the difference of its processor time in /proc/PID/stat,
// divided by that of the commands that INFO counts, in microseconds. Connecting is
// no part of it. Resident memory is VmRSS in /proc/PID/status, less what it was after
// the first PONG.
//
// The step servers' PINGs are sent by a loader of this command's own, since the bytes
// that step 1 echoes are no reply to PING.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := execute(ctx, os.Args[1:], os.Stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		io.WriteString(os.Stdout, usage)
	case err != nil && ctx.Err() != nil:
		fmt.Fprintln(os.Stderr, "performance: interrupted; the tables before this one are in the file")
		os.Exit(130) // the shells' convention
	case err != nil:
		fmt.Fprintln(os.Stderr, "performance:", err)
		os.Exit(1)
	}
}

// execute is main with its surroundings as parameters: the end of ctx is the
// interrupt. Progress goes to log.
func execute(ctx context.Context, args []string, log io.Writer) error {
	o, err := parseFlags(args)
	if err != nil {
		return err
	}
	if runtime.GOOS != "linux" {
		return errors.New("this is for Linux: processor time and memory are read from /proc")
	}
	if _, err := exec.LookPath("redis-server"); err != nil {
		return err
	}
	where, err := surroundings(ctx, o)
	if err != nil {
		return err
	}
	l, err := newLab(ctx, o.effort, log)
	if err != nil {
		return err
	}
	defer l.close()
	if n := possible(mostConnections); n < mostConnections {
		fmt.Fprintf(log, "connections: the limit of open files allows %d instead of %d\n", n, mostConnections)
	}
	for _, t := range o.tables {
		figures, err := l.measure(ctx, t)
		if err != nil {
			return err
		}
		if err := replaceTable(o.output, t.name, section{where, figures}); err != nil {
			return err
		}
	}
	return nil
}
