package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"mini-redis/final/check"
	"mini-redis/final/internal/terminal"
)

// target returns the server that o asks for, and what removes its program when
// it isn't needed any more.
func (o *options) target(ctx context.Context) (target check.Target, remove func(), err error) {
	if o.addr != "" {
		return check.Address(o.addr), func() {}, nil
	}
	b, err := buildGoRun(ctx, o.command, o.dir, o.race)
	if err != nil {
		return nil, nil, err
	}
	args, limitArgs := withAddress(b.args)
	return check.Command{Args: args, Dir: b.dir, LimitArgs: limitArgs, Patience: o.patience, Races: b.races}, b.remove, nil
}

// withAddress replaces {addr} and {host} in args by what check.Command knows. If
// nothing in args says where to listen, it adds the flags that the steps' servers
// have.
func withAddress(args []string) (with []string, limitArgs func(check.Limits) []string) {
	replace := strings.NewReplacer("{addr}", "127.0.0.1:{port}", "{host}", "127.0.0.1")
	for _, arg := range args {
		with = append(with, replace.Replace(arg))
	}
	if saysWhere(args) {
		return with, nil
	}
	return append(with, "-addr", "127.0.0.1:{port}"), stepFlags
}

// saysWhere tells whether args have the address in them, so that no flags are added.
func saysWhere(args []string) bool {
	return slices.ContainsFunc(args, func(arg string) bool {
		return strings.Contains(arg, "{addr}") || strings.Contains(arg, "{host}") || strings.Contains(arg, "{port}")
	})
}

// stepFlags are the flags of step 6's server for limits that a case sets.
func stepFlags(l check.Limits) (args []string) {
	if l.MaxConns > 0 {
		args = append(args, "-max-conns", fmt.Sprint(l.MaxConns))
	}
	if l.Grace > 0 {
		args = append(args, "-grace", l.Grace.String())
	}
	return args
}

// A program is what can be started.
type program struct {
	args   []string
	dir    string
	races  string // where the race detector may write, "" if it isn't built with it
	remove func() // deletes what was built for it
}

// A buildError is what the compiler says.
type buildError struct{ output string }

func (e *buildError) Error() string { return "your server doesn't build:\n" + e.output }

// buildGoRun returns the program that args run in dir. Instead of `go run`, which
// doesn't pass SIGTERM on, it builds the program, with race and the race detector, and
// runs that.
func buildGoRun(ctx context.Context, args []string, dir string, race bool) (p program, err error) {
	r, ok := parseGoRun(args)
	switch {
	case !ok && race:
		return p, fmt.Errorf("--race can't be done: the race detector is Go's, so COMMAND must be go run and a package, and %s isn't", args[0])
	case !ok:
		return program{args: args, dir: dir, remove: func() {}}, nil
	}
	tmp, err := os.MkdirTemp("", "workbook-")
	if err != nil {
		return p, err
	}
	remove := func() { os.RemoveAll(tmp) }
	file := filepath.Join(tmp, "server")
	if runtime.GOOS == "windows" {
		file += ".exe"
	}
	race = race || slices.ContainsFunc(r.flags, isRaceFlag)
	build := slices.Concat([]string{"build", "-o", file}, r.flags, r.packages)
	p = program{args: append([]string{file}, r.args...), remove: remove}
	if race {
		p.races = tmp
		build = slices.Insert(build, 1, "-race")
	}
	cmd := exec.CommandContext(ctx, args[0], build...)
	cmd.Dir = filepath.Join(dir, r.dir)
	if filepath.IsAbs(r.dir) {
		cmd.Dir = r.dir
	}
	cmd.WaitDelay = time.Second // for compilers that outlive an interrupted go
	if out, err := cmd.CombinedOutput(); err != nil {
		remove()
		if race && ctx.Err() == nil {
			return p, explainRace(ctx, args, dir, out)
		}
		if len(bytes.TrimSpace(out)) == 0 {
			out = fmt.Appendf(nil, "%s %s: %v\n", args[0], strings.Join(build, " "), err)
		}
		return p, &buildError{string(out)}
	}
	p.dir = cmd.Dir
	return p, nil
}

func isRaceFlag(flag string) bool { return strings.TrimLeft(flag, "-") == "race" }

// explainRace says why a program isn't built with the race detector: because of it, of which
// the compiler has said why, or because it isn't built without it either.
func explainRace(ctx context.Context, args []string, dir string, said []byte) error {
	plain := slices.DeleteFunc(slices.Clone(args), isRaceFlag)
	p, err := buildGoRun(ctx, plain, dir, false)
	if err != nil {
		return err
	}
	p.remove()
	return fmt.Errorf("--race can't be done here, though your server builds without it. The build says:\n%s", bytes.TrimSpace(said))
}

// A goRun is a command `go run` taken apart.
type goRun struct {
	dir      string   // of the flag -C
	flags    []string // for go build
	packages []string // one package, or Go files
	args     []string // for the program
}

// parseGoRun takes args apart if they are a `go run` that a build can stand for:
// one with -exec, or of a package with a version, it leaves alone.
func parseGoRun(args []string) (r goRun, ok bool) {
	if len(args) < 3 || strings.TrimSuffix(filepath.Base(args[0]), ".exe") != "go" || args[1] != "run" {
		return r, false
	}
	rest := args[2:]
	for len(rest) > 0 && strings.HasPrefix(rest[0], "-") {
		name, value, joined := strings.Cut(strings.TrimLeft(rest[0], "-"), "=")
		n := 1
		if !joined && takesValue(name) && len(rest) > 1 {
			value, n = rest[1], 2
		}
		switch name {
		case "exec":
			return r, false
		case "C":
			r.dir = value
		default:
			r.flags = append(r.flags, rest[:n]...)
		}
		rest = rest[n:]
	}
	n := 0
	for n < len(rest) && strings.HasSuffix(rest[n], ".go") {
		n++
	}
	n = max(n, 1)
	if len(rest) < n || strings.Contains(rest[0], "@") {
		return r, false
	}
	r.packages, r.args = rest[:n], rest[n:]
	return r, true
}

// takesValue tells whether a build flag's value may be the next argument.
// See `go help build`.
func takesValue(name string) bool {
	switch name {
	case "C", "p", "covermode", "coverpkg", "asmflags", "buildmode", "compiler", "exec", "gccgoflags", "gcflags",
		"installsuffix", "ldflags", "mod", "modfile", "overlay", "pgo", "pkgdir", "tags", "toolexec":
		return true
	}
	return false
}

// notStarted tells whether a case failed for want of a server: no time was spent
// on its conversation.
func notStarted(r check.Result) bool {
	return r.Outcome == check.Fail && r.Took == 0 && len(r.Said) == 0
}

// aboutFlags is for a server that doesn't start, and may have met flags that it
// doesn't know.
const aboutFlags = "workbook has added -addr to the arguments, and -max-conns and -grace where a case sets a limit. If your server doesn't " +
	"know them, put {port} where its port goes; " +
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
		fmt.Fprintf(sh.stderr, "    | %s\n", terminal.Visible(strings.TrimRight(line, "\r\n")))
	}
	return exitFailed
}
