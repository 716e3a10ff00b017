package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// pollInterval is how often watch looks at the files.
const pollInterval = 300 * time.Millisecond

func runWatch(ctx context.Context, args []string, sh shell) (int, error) {
	o, err := parseOptions(args, false)
	if err != nil {
		return 0, err
	}
	w := &watcher{
		look:  func() snapshot { return takeSnapshot(os.DirFS(o.dir)) },
		round: func(ctx context.Context) int { return o.checkOnce(ctx, sh) },
		w:     sh.stderr,
	}
	return w.run(ctx), nil
}

// A watcher plays a round whenever look finds a change. A change during a round
// ends the round's context, since what it finds is out of date. But a file that
// changes during two rounds in a row is taken for one that the server or its
// build writes: it ends no more rounds, and counts only between them.
type watcher struct {
	look  func() snapshot
	round func(context.Context) int
	w     io.Writer // for remarks

	during  []string // what changed during the last round
	ignored []string // what doesn't count during rounds
}

// run returns, when ctx ends, what the last complete round has returned.
func (w *watcher) run(ctx context.Context) (code int) {
	code = exitFailed
	for ctx.Err() == nil {
		seen := w.look()
		changed, seen := w.play(ctx, seen, &code)
		if changed == "" && ctx.Err() == nil {
			fmt.Fprintln(w.w, "\nwatching for changes; Ctrl-C ends")
			changes, _ := w.wait(ctx, nil, seen, nil)
			w.ignored = slices.DeleteFunc(w.ignored, func(name string) bool { return slices.Contains(changes, name) })
			changed = first(changes)
		}
		if changed != "" {
			fmt.Fprintf(w.w, "\n--- %s has changed\n\n", changed)
		}
	}
	return code
}

// play plays one round and sets code if it is complete. It returns a file for whose
// sake there must be another, "" for none, and what the files look like at the end.
func (w *watcher) play(ctx context.Context, seen snapshot, code *int) (string, snapshot) {
	roundCtx, cancel := context.WithCancel(ctx)
	defer cancel()
	done := make(chan struct{})
	complete := false
	go func() {
		defer close(done)
		if result := w.round(roundCtx); roundCtx.Err() == nil {
			*code, complete = result, true
		}
	}()
	changes, seen := w.wait(ctx, done, seen, w.ignored)
	cancel()
	<-done
	counting := without(changes, w.ignored)
	for _, name := range changes {
		if slices.Contains(w.during, name) && !slices.Contains(w.ignored, name) {
			w.ignored = append(w.ignored, name)
			fmt.Fprintf(w.w, "%s changes whenever your server is checked: it counts only between checks\n", filepath.FromSlash(name))
		}
	}
	w.during = changes
	if complete {
		counting = without(counting, w.ignored)
	}
	return first(counting), seen
}

// wait returns the files that have changed since seen was looked at, and what the
// files look like then: at the end of done, or of ctx, or once a file has changed
// that isn't ignored. An editor may write several files: it waits until they
// stay the same.
func (w *watcher) wait(ctx context.Context, done <-chan struct{}, seen snapshot, ignored []string) (changes []string, latest snapshot) {
	for {
		ended := false
		select {
		case <-ctx.Done():
			return nil, seen
		case <-done:
			ended = true
		case <-time.After(pollInterval):
		}
		next := w.look()
		names := seen.differences(next)
		seen = next
		settled := len(without(names, ignored)) == 0 && len(without(changes, ignored)) > 0
		changes = append(changes, names...)
		if ended || settled {
			return changes, seen
		}
	}
}

// without returns the names that aren't among others.
func without(names, others []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return slices.Contains(others, name) })
}

// first returns the first of the names, as this system writes it, or "".
func first(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return filepath.FromSlash(slices.Min(names))
}

// A snapshot has what the files of a directory looked like: their sizes and
// modification times, by path.
type snapshot map[string]look

type look struct {
	size     int64
	modified time.Time
}

// takeSnapshot looks at the files in fsys that a person may have written. What
// can't be read counts as not being there.
func takeSnapshot(fsys fs.FS) snapshot {
	s := snapshot{}
	fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil // removed in the meantime
		case name != "." && isProduct(entry):
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case !entry.Type().IsRegular():
			return nil
		}
		if info, err := entry.Info(); err == nil && !isProgram(fsys, name, info) {
			s[name] = look{info.Size(), info.ModTime()}
		}
		return nil
	})
	return s
}

// isProduct tells files and directories that only programs write.
func isProduct(entry fs.DirEntry) bool {
	name := entry.Name()
	if name[0] == '.' || strings.HasSuffix(name, "~") {
		return true
	}
	if entry.IsDir() {
		return slices.Contains([]string{"node_modules", "target", "__pycache__", "build"}, name)
	}
	return slices.Contains([]string{".log", ".o", ".pyc", ".class", ".exe", ".tmp", ".rdb", ".aof"}, path.Ext(name))
}

// isProgram tells an executable file that is no script. On some file systems all
// files are executable, so what is text isn't one.
func isProgram(fsys fs.FS, name string, info fs.FileInfo) bool {
	if info.Mode()&0o111 == 0 {
		return false
	}
	f, err := fsys.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	var head [64]byte
	n, _ := io.ReadFull(f, head[:])
	return n == 0 || bytes.IndexByte(head[:n], 0) >= 0
}

// differences returns the files that aren't the same in both.
func (s snapshot) differences(t snapshot) (changed []string) {
	for name, look := range t {
		if s[name] != look {
			changed = append(changed, name)
		}
	}
	for name := range s {
		if _, ok := t[name]; !ok {
			changed = append(changed, name)
		}
	}
	return changed
}
