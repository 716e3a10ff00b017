package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// A lab builds programs and measures tables with them.
type lab struct {
	effort
	log   io.Writer
	root  string            // of the module mini-redis
	dir   string            // for what is built and for redis-server, removed by close
	built map[string]string // package to program
}

func newLab(ctx context.Context, e effort, log io.Writer) (*lab, error) {
	out, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", "mini-redis").Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w (call it in final/interop)", err)
	}
	dir, err := os.MkdirTemp("", "mini-redis-performance")
	if err != nil {
		return nil, err
	}
	return &lab{effort: e, log: log, root: strings.TrimSpace(string(out)), dir: dir, built: map[string]string{}}, nil
}

func (l *lab) close() { os.RemoveAll(l.dir) }

// build returns the program of a package of the module mini-redis, built if it is
// not yet.
func (l *lab) build(ctx context.Context, source string) (string, error) {
	if path, ok := l.built[source]; ok {
		return path, nil
	}
	path := filepath.Join(l.dir, strings.ReplaceAll(strings.TrimPrefix(source, "./"), "/", "-"))
	cmd := exec.CommandContext(ctx, "go", "build", "-o", path, source)
	cmd.Dir = l.root
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build %s: %w\n%s", source, err, out)
	}
	l.built[source] = path
	return path, nil
}

// measure performs all trials of t.
func (l *lab) measure(ctx context.Context, t table) (figures, error) {
	began := time.Now()
	all := figures{}
	for _, trial := range t.trials {
		for round := 1; round <= l.rounds; round++ {
			say := func(what string) {
				fmt.Fprintf(l.log, "%s: round %d of %d: %s\n", t.name, round, l.rounds, what)
			}
			if err := l.perform(ctx, trial, say, all); err != nil {
				return nil, fmt.Errorf("%s: %w", t.name, err)
			}
		}
	}
	fmt.Fprintf(l.log, "%s: %v\n", t.name, time.Since(began).Round(time.Second))
	return all, nil
}

// command returns what runs the program at path. When ctx ends it gets SIGTERM, and
// is killed if it does not end then.
func command(ctx context.Context, path string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Cancel = func() error { return terminate(cmd.Process) }
	cmd.WaitDelay = endWithin
	return cmd
}

// endWithin is how long a process may take to end after SIGTERM.
const endWithin = 10 * time.Second
