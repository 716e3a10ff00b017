package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

// pollInterval is how often watch looks at the files.
const pollInterval = 300 * time.Millisecond

func runWatch(ctx context.Context, args []string, sh shell) (int, error) {
	o, err := parseOptions(args)
	if err != nil {
		return 0, err
	}
	if _, err := os.Stat(o.dir); err != nil {
		return 0, err
	}
	look := func() snapshot { return takeSnapshot(os.DirFS(o.dir)) }
	return watch(ctx, look, sh.stderr, func(ctx context.Context) int { return o.checkOnce(ctx, sh) }), nil
}

// watch calls round, and calls it again whenever look finds a change. A change
// during a round ends the round's context, since what it finds is out of date. When ctx
// ends, watch returns what the last complete round has returned.
func watch(ctx context.Context, look func() snapshot, w io.Writer, round func(context.Context) int) (code int) {
	code = exitFailed
	seen := look()
	for ctx.Err() == nil {
		roundCtx, cancel := context.WithCancel(ctx)
		var running sync.WaitGroup
		running.Go(func() {
			result := round(roundCtx)
			if roundCtx.Err() == nil {
				code = result
				fmt.Fprintln(w, "\nwatching for changes; Ctrl-C ends")
			}
		})
		changed := ""
		changed, seen = waitForChange(ctx, look, seen)
		cancel()
		running.Wait()
		if changed != "" {
			fmt.Fprintf(w, "\n--- %s has changed\n\n", changed)
		}
	}
	return code
}

// waitForChange returns a file that has changed since seen was looked at, and
// what the files look like then; or "" when ctx ends. An editor may write several
// files: it waits until they stay the same.
func waitForChange(ctx context.Context, look func() snapshot, seen snapshot) (string, snapshot) {
	changed := ""
	for {
		select {
		case <-ctx.Done():
			return "", seen
		case <-time.After(pollInterval):
		}
		next := look()
		name := seen.difference(next)
		if name == "" && changed != "" {
			return changed, seen
		}
		if name != "" && changed == "" {
			changed = name
		}
		seen = next
	}
}
