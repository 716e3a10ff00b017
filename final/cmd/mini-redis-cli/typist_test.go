package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A typist sits at the console of a running program.
type typist struct {
	t      *testing.T
	keys   *buffer // to the program
	screen *buffer // from the program
	code   chan int

	columns atomic.Int64   // of the console
	resized chan os.Signal // something for each change of them

	interrupt atomic.Pointer[context.CancelFunc] // Ctrl-C for what runs at the moment
}

// sit starts the program on a console of 80 columns. Its standard output and its
// errors are the console as well.
func sit(t *testing.T, env map[string]string, args ...string) *typist {
	t.Helper()
	p := &typist{t: t, keys: newBuffer(), screen: newBuffer(), code: make(chan int, 1), resized: make(chan os.Signal, 1)}
	p.columns.Store(80)
	sh := testShell(strings.NewReader(""), p.screen, p.screen)
	sh.stdoutIsTerminal = true
	sh.getenv = func(name string) string { return env[name] }
	sh.interruptible = func() (context.Context, context.CancelFunc) {
		ctx, cancel := context.WithCancel(context.Background())
		p.interrupt.Store(&cancel)
		return ctx, cancel
	}
	sh.console = &console{
		ReadWriter: struct {
			io.Reader
			io.Writer
		}{p.keys, p.screen},
		raw:     func() (func(), error) { return func() {}, nil },
		width:   func() int { return int(p.columns.Load()) },
		resized: func() (<-chan os.Signal, func()) { return p.resized, func() {} },
	}
	go func() {
		p.code <- run(args, sh)
		p.screen.close(io.EOF)
	}()
	watchdog := time.AfterFunc(20*time.Second, func() { p.screen.close(errHang) })
	t.Cleanup(func() {
		watchdog.Stop()
		p.keys.close(io.EOF)
	})
	return p
}

// errHang ends a test that waits for what does not come.
var errHang = errors.New("nothing more came for 20 s")

// press sends keys, whether or not the program reads them yet.
func (p *typist) press(keys string) { io.WriteString(p.keys, keys) }

// resize changes the width of the console.
func (p *typist) resize(columns int) {
	p.columns.Store(int64(columns))
	p.resized <- nil
}

// interrupted presses Ctrl-C while a command runs.
func (p *typist) interrupted() { (*p.interrupt.Load())() }

// see waits for text on the screen and returns what came before it.
func (p *typist) see(text string) (before string) {
	p.t.Helper()
	var got []byte
	for !strings.HasSuffix(string(got), text) {
		var c [1]byte
		if _, err := p.screen.Read(c[:]); err != nil {
			p.t.Fatalf("waiting for %q, after %q: %v", text, got, err)
		}
		got = append(got, c[0])
	}
	return strings.TrimSuffix(string(got), text)
}

// leave presses keys that make the program end, and returns its exit code.
func (p *typist) leave(keys string) int {
	p.t.Helper()
	p.press(keys)
	return p.end()
}

// end waits for the end of the program and returns its exit code.
func (p *typist) end() int {
	p.t.Helper()
	rest, err := io.ReadAll(p.screen)
	if err != nil {
		p.t.Fatalf("the program does not end: %v, after %q", err, rest)
	}
	return <-p.code
}

// plain is an environment without colours, and so without hints, and with a history.
func plain(t *testing.T) map[string]string {
	return map[string]string{"NO_COLOR": "1", "MINI_REDIS_CLI_HISTORY": filepath.Join(t.TempDir(), "history")}
}

// A buffer is a pipe whose writer never waits, as if a terminal had room for all
// that is shown: a test and the program cannot wait for each other.
type buffer struct {
	mu      sync.Mutex
	changed *sync.Cond
	data    []byte
	err     error // what Read returns behind data; nil while more may come
}

func newBuffer() *buffer {
	b := &buffer{}
	b.changed = sync.NewCond(&b.mu)
	return b
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.data = append(b.data, p...)
	b.changed.Broadcast()
	return len(p), nil
}

func (b *buffer) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.data) == 0 {
		if b.err != nil {
			return 0, b.err
		}
		b.changed.Wait()
	}
	n := copy(p, b.data)
	b.data = b.data[n:]
	return n, nil
}

// close ends the data, for good. Only the first err counts.
func (b *buffer) close(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err == nil {
		b.err = err
	}
	b.changed.Broadcast()
}
