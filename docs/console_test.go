package docs_test

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

func TestMain(m *testing.M) {
	flag.Set("test.parallel", "8") // sessions wait most of the time
	code := m.Run()
	os.RemoveAll(built.dir)
	os.Exit(code)
}

// TestConsoleBlocksRun runs the console fences of the book and of README.md,
// each "## " section against servers of its own. README.md may also show how to
// run this test, which is left out here.
func TestConsoleBlocksRun(t *testing.T) {
	t.Parallel()
	all, err := pages(os.DirFS(".."))
	if err != nil {
		t.Fatal(err)
	}
	c := newConsole(t)
	for _, p := range all {
		if p.Path == "README.md" {
			p.Fences = slices.DeleteFunc(p.Fences, testsItself)
		} else if filepath.Dir(p.Path) != "docs" {
			continue
		}
		t.Run(filepath.Base(p.Path), func(t *testing.T) {
			t.Parallel()
			for _, fences := range sections(p.Fences) {
				t.Run(cmp.Or(fences[0].Section, "beginning"), func(t *testing.T) {
					skipWithout(t, fences)
					if err := c.runSection(fences); err != nil {
						t.Error(err)
					}
				})
			}
		})
	}
}

// skipWithout skips the test if a program that the fences call is not installed,
// and fails it in CI.
func skipWithout(t *testing.T, fences []fence) {
	t.Helper()
	missing := missingProgram(fences, exec.LookPath)
	if missing == "" {
		return
	}
	skip := t.Skipf
	if os.Getenv("CI") != "" {
		skip = t.Fatalf
	}
	skip("%s:%d: %s is not installed", fences[0].Path, fences[0].Line, missing)
}

// sections groups the console fences of a page by their section, but for those that are
// run in a reader's module.
func sections(fences []fence) (list [][]fence) {
	for _, f := range fences {
		switch last := len(list) - 1; {
		case f.Lang() != "console", isOwn(f):
		case last >= 0 && list[last][0].Section == f.Section:
			list[last] = append(list[last], f)
		default:
			list = append(list, []fence{f})
		}
	}
	return list
}

var testOfAll = regexp.MustCompile(`\bgo test .*(\./\.\.\.|\./docs)`)

// testsItself tells whether running f would run this test again.
func testsItself(f fence) bool {
	return slices.ContainsFunc(actions(f.Body), func(a action) bool {
		return a.kind == run && testOfAll.MatchString(a.text)
	})
}

// missingProgram returns a program that the fences call and look does not find,
// "" if there is none.
func missingProgram(fences []fence, look func(name string) (string, error)) string {
	for _, name := range []string{"redis-cli", "redis-benchmark", "nc", "curl", "openssl"} {
		word := regexp.MustCompile(`(^|[\s|;&(])` + name + `(\s|$)`)
		if _, err := look(name); err == nil {
			continue
		}
		for _, f := range fences {
			for _, a := range actions(f.Body) {
				if a.kind == run && word.MatchString(a.text) {
					return name
				}
			}
		}
	}
	return ""
}

// A console runs sections. Its methods may be called from several goroutines.
type console struct {
	root     string            // the working directory of all commands
	bin      string            // for wrappers, first on PATH
	instead  map[string]string // programs to be run instead of the servers of that name
	patience time.Duration     // how long a command or server may hang
	linger   time.Duration     // how long a command that has printed all may take to end
}

func newConsole(t *testing.T) *console {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the book's terminal sessions need a Unix shell")
	}
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	c := &console{root, t.TempDir(), nil, time.Minute, 300 * time.Millisecond}
	if err := c.wrap("redis-cli", "--no-raw"); err != nil {
		t.Fatal(err)
	}
	if err := c.wrap("redis-benchmark", ""); err != nil {
		t.Fatal(err)
	}
	return c
}

// wrap puts a script before the real program on PATH that passes the port of
// the block's server.
func (c *console) wrap(name, flags string) error {
	program, err := exec.LookPath(name)
	if err != nil {
		return nil // a section that needs it is skipped
	}
	script := fmt.Sprintf("#!/bin/sh\nexec %q -p \"$BLOCK_PORT\" %s \"$@\"\n", program, flags)
	return os.WriteFile(filepath.Join(c.bin, name), []byte(script), 0o755)
}

// built has the programs of servers, each built once for all consoles.
var built struct {
	mu       sync.Mutex
	dir      string            // guarded by mu; where programs are, "" for nowhere yet
	programs map[string]string // guarded by mu; server name to program
}

// server returns the program of a server, built if it is not yet.
func (c *console) server(name string) (program string, err error) {
	if program, ok := c.instead[name]; ok {
		return program, nil
	}
	built.mu.Lock()
	defer built.mu.Unlock()
	if program, ok := built.programs[name]; ok {
		return program, nil
	}
	if built.dir == "" {
		if built.dir, err = os.MkdirTemp("", "mini-redis-docs"); err != nil {
			return "", err
		}
		built.programs = map[string]string{}
	}
	source := "./final"
	if name != "final" {
		source = "./" + name + "/server"
	}
	program = filepath.Join(built.dir, name)
	cmd := exec.Command("go", "build", "-o", program, source)
	cmd.Dir = c.root
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build %s: %w\n%s", source, err, out)
	}
	built.programs[name] = program
	return program, nil
}

// runSection runs the console fences of one section in order. It returns the
// first difference between what they show and what happens.
func (c *console) runSection(fences []fence) (err error) {
	s := &section{console: c, ports: map[string]string{}, terminals: map[string]*command{}}
	defer func() { err = errors.Join(err, s.end()) }()
	for _, f := range fences {
		if err := s.runFence(f); err != nil {
			return err
		}
	}
	return s.settle()
}

// A section is what lives while the fences of one section run: one server of
// each name, and in each terminal the command started last. The same terminal
// name beside another server's is another terminal.
type section struct {
	*console
	ports     map[string]string
	servers   []*command
	terminals map[string]*command
}

func (s *section) runFence(f fence) error {
	if testsItself(f) {
		return fmt.Errorf("%s:%d: the fence would run this test again", f.Path, f.Line)
	}
	port, err := s.port(f)
	if err != nil {
		return err
	}
	name := serverName(f) + " " + terminalName(f)
	for _, a := range actions(f.Body) {
		cmd := s.terminals[name]
		if cmd == nil && a.kind != run {
			return fmt.Errorf("%s: nothing runs in this terminal yet", f.At(a.line))
		}
		if a.kind == run && cmd != nil {
			err = cmd.finish(s.patience)
		} else if a.kind == input || a.kind == interrupt {
			err = cmd.await(s.patience)
		}
		if err != nil {
			return err
		}
		switch a.kind {
		case run:
			s.terminals[name], err = s.start(f.At(a.line), port, "sh", "-c", withPort(a.text, port))
		case input:
			_, err = io.WriteString(cmd.stdin, a.text+"\n")
			cmd.typed = true
		case interrupt:
			err = signalGroup(cmd.Cmd, syscall.SIGINT)
			cmd.interrupted = true
		case output:
			cmd.want = append(cmd.want, a.text)
			cmd.places = append(cmd.places, f.At(a.line))
		}
		if err != nil {
			return fmt.Errorf("%s: %w", f.At(a.line), err)
		}
	}
	cmd := s.terminals[name]
	switch {
	case cmd == nil:
		return fmt.Errorf("%s:%d: the fence runs nothing", f.Path, f.Line)
	case cmd.interrupted, len(cmd.want) == 0 && !cmd.typed:
		return cmd.finish(s.patience)
	}
	if err := cmd.await(s.patience); err != nil || startsServer(cmd.Args[2]) == nil {
		return err
	}
	return cmd.listens(port, s.patience)
}

// port returns the port that stands for 6379 in f, where by then f's server
// listens, if f names one.
func (s *section) port(f fence) (string, error) {
	name := serverName(f)
	if port, ok := s.ports[name]; ok {
		return port, nil
	}
	if name == "" {
		port, err := freePort()
		s.ports[name] = port
		return port, err
	}
	program, err := s.server(name)
	if err != nil {
		return "", err
	}
	for range 3 { // another program may take a free port first
		port, err := freePort()
		if err != nil {
			return "", err
		}
		args := strings.Fields(portFlag(name, port))
		server, err := s.start(fmt.Sprintf("%s:%d", f.Path, f.Line), port, program, args...)
		if err != nil {
			return "", err
		}
		s.servers = append(s.servers, server)
		if err := server.listens(port, s.patience); err == nil {
			s.ports[name] = port
			return port, nil
		} else if !strings.Contains(server.text(), "address already in use") {
			return "", err
		}
	}
	return "", fmt.Errorf("%s:%d: found no port for %s", f.Path, f.Line, name)
}

// freePort returns a loopback port below those that systems hand out by
// themselves, so that no client's connection takes it in the meantime, and beside
// those of the other packages' tests.
func freePort() (string, error) {
	var last error
	for range 100 {
		addr := fmt.Sprintf("127.0.0.1:%d", 20000+rand.IntN(5000))
		l, err := net.Listen("tcp", addr)
		if err == nil {
			_, port, _ := net.SplitHostPort(addr)
			return port, l.Close()
		}
		last = err
	}
	return "", last
}

// settle checks at the section's end that no terminal shows more than the
// chapter does.
func (s *section) settle() error {
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(s.terminals)) {
		cmd := s.terminals[name]
		cmd.pause(s.linger)
		errs = append(errs, cmd.compare(equals))
	}
	return errors.Join(errs...)
}

// end stops what still runs, clients first.
func (s *section) end() error {
	for _, cmd := range s.terminals {
		cmd.stop(s.patience)
	}
	var errs []error
	for _, server := range slices.Backward(s.servers) {
		if !server.stop(s.patience) {
			errs = append(errs, fmt.Errorf("%s: the server does not end on SIGTERM\n%s", server.place, server.text()))
		}
	}
	return errors.Join(errs...)
}
