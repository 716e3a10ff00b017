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
)

// A program is what can be started.
type program struct {
	args   []string
	dir    string
	remove func() // deletes what was built for it
}

// A buildError is what the compiler says.
type buildError struct{ output string }

func (e *buildError) Error() string { return "your server doesn't build:\n" + e.output }

// buildGoRun returns the program that args run in dir. Instead of `go run`, which
// doesn't pass SIGTERM on, it builds the program and runs that.
func buildGoRun(ctx context.Context, args []string, dir string) (p program, err error) {
	r, ok := parseGoRun(args)
	if !ok {
		return program{args, dir, func() {}}, nil
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
	build := slices.Concat([]string{"build", "-o", file}, r.flags, r.packages)
	cmd := exec.CommandContext(ctx, args[0], build...)
	cmd.Dir = filepath.Join(dir, r.dir)
	if filepath.IsAbs(r.dir) {
		cmd.Dir = r.dir
	}
	cmd.WaitDelay = time.Second // for compilers that outlive an interrupted go
	if out, err := cmd.CombinedOutput(); err != nil {
		remove()
		if len(bytes.TrimSpace(out)) == 0 {
			out = fmt.Appendf(nil, "%s %s: %v\n", args[0], strings.Join(build, " "), err)
		}
		return p, &buildError{string(out)}
	}
	return program{append([]string{file}, r.args...), cmd.Dir, remove}, nil
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
