// Package examples_test builds the examples and talks to them as a user would.
package examples_test

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// dir is where the programs are built, once for all tests.
var dir string

func TestMain(m *testing.M) {
	var err error
	if dir, err = os.MkdirTemp("", "examples"); err != nil {
		panic(err)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

var build = sync.OnceValue(func() error {
	sources, err := filepath.Glob("*/main.go")
	if err != nil {
		return err
	}
	for _, source := range sources {
		if _, err := os.ReadFile(source); err != nil { // so that a cached result depends on it
			return err
		}
	}
	if out, err := exec.Command("go", "build", "-o", dir+string(filepath.Separator), "./...").CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	return nil
})

// A program is one of the examples, running.
type program struct {
	t              *testing.T
	name           string
	cmd            *exec.Cmd
	stdin          io.WriteCloser
	stdout, stderr *bufio.Scanner
}

// start starts an example. It is killed after a minute, so that no test hangs.
func start(t *testing.T, name string, args ...string) *program {
	t.Helper()
	require.NoError(t, build())
	return startCommand(t, exec.Command(filepath.Join(dir, name), args...))
}

// startCommand is start for any program.
func startCommand(t *testing.T, cmd *exec.Cmd) *program {
	t.Helper()
	p := &program{t: t, name: filepath.Base(cmd.Path), cmd: cmd}
	var err error
	p.stdin, err = cmd.StdinPipe()
	require.NoError(t, err)
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	stderr, err := cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	hang := time.AfterFunc(time.Minute, func() { cmd.Process.Kill() })
	t.Cleanup(func() {
		hang.Stop()
		cmd.Process.Kill()
		cmd.Wait()
	})
	p.stdout, p.stderr = bufio.NewScanner(stdout), bufio.NewScanner(stderr)
	return p
}

// prints fails the test unless these are the next lines on standard output.
func (p *program) prints(want ...string) {
	p.t.Helper()
	p.reads("standard output", p.stdout, want)
}

// tells fails the test unless these are the next lines on standard error.
func (p *program) tells(want ...string) {
	p.t.Helper()
	p.reads("standard error", p.stderr, want)
}

func (p *program) reads(stream string, lines *bufio.Scanner, want []string) {
	p.t.Helper()
	for _, want := range want {
		if !lines.Scan() {
			p.t.Fatalf("%s: %s ends before %q (standard error: %q)", p.name, stream, want, rest(p.stderr))
		}
		if got := lines.Text(); got != want {
			p.t.Fatalf("%s: %s: got %q, want %q", p.name, stream, got, want)
		}
	}
}

// next returns the next line on standard output, whatever it is.
func (p *program) next() string {
	p.t.Helper()
	if !p.stdout.Scan() {
		p.t.Fatalf("%s: there is no more output (standard error: %q)", p.name, rest(p.stderr))
	}
	return p.stdout.Text()
}

// types types a line.
func (p *program) types(line string) {
	p.t.Helper()
	_, err := io.WriteString(p.stdin, line+"\n")
	require.NoError(p.t, err)
}

// interrupt does what Ctrl-C does. It skips the test where that is not possible.
func (p *program) interrupt() {
	p.t.Helper()
	if runtime.GOOS == "windows" {
		p.t.Skip("windows has no signals to other processes")
	}
	require.NoError(p.t, p.cmd.Process.Signal(os.Interrupt))
}

// ends fails the test unless the program prints nothing more and exits with code.
func (p *program) ends(code int) {
	p.t.Helper()
	stdout, stderr := p.exits(code)
	if len(stdout) > 0 || len(stderr) > 0 {
		p.t.Errorf("%s: before its end it printed %q and %q", p.name, stdout, stderr)
	}
}

// exits fails the test unless the program exits with code. It returns the lines not
// read before.
func (p *program) exits(code int) (stdout, stderr []string) {
	p.t.Helper()
	stdout, stderr = rest(p.stdout), rest(p.stderr)
	p.cmd.Wait() // its error is the exit code
	if got := p.cmd.ProcessState.ExitCode(); got != code {
		p.t.Errorf("%s: got exit code %d, want %d (standard error: %q)", p.name, got, code, stderr)
	}
	return stdout, stderr
}

func rest(lines *bufio.Scanner) (all []string) {
	for lines.Scan() {
		all = append(all, lines.Text())
	}
	return all
}
