package main

import (
	"bytes"
	"context"
	"io"
	"maps"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"
)

// A folder is a directory whose files a test changes while it is watched.
type folder struct {
	mu    sync.Mutex
	files snapshot
}

func (f *folder) look() snapshot {
	f.mu.Lock()
	defer f.mu.Unlock()
	return maps.Clone(f.files)
}

func (f *folder) write(name string, size int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.files[name] = look{size: size}
}

// A saved file starts one more round, within a second, however many files an
// editor writes at once; without changes there is none.
func TestWatchChecksAgainWhenAFileChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &folder{files: snapshot{"main.go": look{size: 1}}}
		ctx, cancel := context.WithCancel(t.Context())
		var rounds []time.Duration
		start := time.Now()
		var out bytes.Buffer
		code := make(chan int)
		go func() {
			w := &watcher{look: f.look, w: &out, round: func(context.Context) int {
				rounds = append(rounds, time.Since(start))
				return exitOK
			}}
			code <- w.run(ctx)
		}()
		time.Sleep(time.Hour)
		f.write("main.go", 2)
		time.Sleep(pollInterval / 2)
		f.write("conn.go", 1)
		time.Sleep(time.Hour)
		cancel()
		if got := <-code; got != exitOK {
			t.Errorf("got exit code %d, want that of the last round", got)
		}
		if len(rounds) != 2 || rounds[0] != 0 || rounds[1] < time.Hour || rounds[1] > time.Hour+time.Second {
			t.Errorf("rounds began at %v, want 0s and a moment after 1h", rounds)
		}
		if n := strings.Count(out.String(), "has changed"); n != 1 {
			t.Errorf("got %d changes, want 1:\n%s", n, &out)
		}
	})
}

// What a round finds is out of date once a file has changed: it is ended, and
// its result isn't used.
func TestChangeEndsTheRound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &folder{files: snapshot{}}
		ctx, cancel := context.WithCancel(t.Context())
		rounds := 0
		code := make(chan int)
		go func() {
			w := &watcher{look: f.look, w: io.Discard, round: func(ctx context.Context) int {
				rounds++
				<-ctx.Done()
				return exitOK
			}}
			code <- w.run(ctx)
		}()
		time.Sleep(time.Minute)
		f.write("main.go", 1)
		time.Sleep(time.Minute)
		synctest.Wait()
		if rounds != 2 {
			t.Errorf("%d rounds, want 2", rounds)
		}
		cancel()
		if got := <-code; got != exitFailed {
			t.Errorf("got exit code %d although no round was complete", got)
		}
	})
}

// A server that writes a file, at its start or later, is checked to the end in the
// third round at the latest, and then no more until a file changes between rounds,
// be it this one. The file is named once.
func TestFilesThatTheServerWritesDontKeepItFromBeingChecked(t *testing.T) {
	for name, writes := range map[string]time.Duration{"at the start": 0, "later": time.Minute - time.Millisecond} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &folder{files: snapshot{"main.go": look{size: 1}}}
				ctx, cancel := context.WithCancel(t.Context())
				var out bytes.Buffer
				begun, complete := int64(0), 0
				w := &watcher{look: f.look, w: &out, round: func(ctx context.Context) int {
					begun++
					time.Sleep(writes)
					f.write("dump", begun)
					select {
					case <-ctx.Done():
					case <-time.After(time.Minute - writes):
						complete++
					}
					return exitOK
				}}
				code := make(chan int)
				go func() { code <- w.run(ctx) }()
				for _, changed := range []string{"", "main.go", "dump"} {
					if changed != "" {
						begun, complete = 0, 0
						f.write(changed, 100)
					}
					time.Sleep(time.Hour)
					synctest.Wait()
					if begun < 1 || begun > 3 || complete < 1 {
						t.Errorf("after a change of %q: %d rounds, %d of them complete", changed, begun, complete)
					}
				}
				cancel()
				if got := <-code; got != exitOK {
					t.Errorf("got exit code %d", got)
				}
				text, _, _ := strings.Cut(out.String(), "--- main.go has changed")
				if n := strings.Count(text, "dump changes whenever your server is checked"); n != 1 {
					t.Errorf("it is said %d times:\n%s", n, &out)
				}
			})
		})
	}
}

// Only what a person writes is looked at.
func TestSnapshotLeavesOutWhatProgramsWrite(t *testing.T) {
	files := fstest.MapFS{}
	for _, name := range []string{
		"main.go", "step01_echo/server/main.go", "server.py", "Makefile", "src/main.rs",
		".git/HEAD", "a/.cache/x", "main.go~", ".main.go.swp", "server.log", "main.o", "x.pyc", "X.class", "server.exe", "x.tmp", "dump.rdb", "appendonly.aof",
		"node_modules/x/y.js", "target/debug/server", "__pycache__/x", "build/out",
	} {
		files[name] = &fstest.MapFile{Data: []byte(name)}
	}
	for name, head := range map[string]string{"run.sh": "#!/bin/sh\n", "executable.go": "package main\n", "server": "\x7fELF\x02\x01\x01\x00", "linking": ""} {
		files[name] = &fstest.MapFile{Data: []byte(head), Mode: 0o755}
	}
	got := takeSnapshot(files)
	want := []string{"main.go", "step01_echo/server/main.go", "server.py", "Makefile", "src/main.rs", "run.sh", "executable.go"}
	for _, name := range want {
		if _, ok := got[name]; !ok {
			t.Errorf("%s is left out", name)
		}
	}
	if len(got) != len(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// A file that is written, added or removed makes a difference, and nothing else.
func TestSnapshotsDifferByWhatWasWritten(t *testing.T) {
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	old := snapshot{"a": {1, at}, "b": {2, at}}
	for _, c := range []struct {
		next snapshot
		want string
	}{
		{snapshot{"a": {1, at}, "b": {2, at}}, ""},
		{snapshot{"a": {1, at}, "b": {3, at}}, "b"},
		{snapshot{"a": {1, at.Add(1)}, "b": {2, at}}, "a"},
		{snapshot{"a": {1, at}, "b": {2, at}, "c": {0, at}}, "c"},
		{snapshot{"b": {2, at}}, "a"},
	} {
		if got := strings.Join(old.differences(c.next), " "); got != c.want {
			t.Errorf("%v: got %q, want %q", c.next, got, c.want)
		}
	}
}
