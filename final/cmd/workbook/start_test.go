package main

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"mini-redis/final/check"
)

// A go run is taken apart into a build and a start; what a build can't stand
// for is left as it is.
func TestGoRunIsTakenApart(t *testing.T) {
	for _, c := range []struct {
		command string
		want    goRun
		ok      bool
	}{
		{"go run .", goRun{packages: []string{"."}, args: []string{}}, true},
		{"go run ./server -addr {addr}", goRun{packages: []string{"./server"}, args: []string{"-addr", "{addr}"}}, true},
		{"/usr/bin/go run main.go conn.go x.txt", goRun{packages: []string{"main.go", "conn.go"}, args: []string{"x.txt"}}, true},
		{"go run -race -tags a,b --ldflags=-s . -v", goRun{flags: []string{"-race", "-tags", "a,b", "--ldflags=-s"}, packages: []string{"."}, args: []string{"-v"}}, true},
		{"go run -C sub ./server", goRun{dir: "sub", packages: []string{"./server"}, args: []string{}}, true},
		{"go run -exec sudo .", goRun{}, false},
		{"go run example.com/server@v1.2.3", goRun{}, false},
		{"go run", goRun{}, false},
		{"go run -race", goRun{}, false},
		{"go build .", goRun{}, false},
		{"./server run .", goRun{}, false},
		{"python3 server.py", goRun{}, false},
	} {
		got, ok := parseGoRun(strings.Fields(c.command))
		if ok != c.ok || ok && !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %+v, %v, want %+v, %v", c.command, got, ok, c.want, c.ok)
		}
	}
}

// A command that doesn't say where the address goes gets the flags of the steps.
func TestAddressGoesWhereTheCommandSays(t *testing.T) {
	limits := check.Limits{MaxConns: 2, Grace: 300e6}
	for command, want := range map[string]string{
		"./server":                       "./server -addr 127.0.0.1:{port} -max-conns 2 -grace 300ms",
		"./server --listen={addr}":       "./server --listen=127.0.0.1:{port}",
		"./server -h {host} -p {port}":   "./server -h 127.0.0.1 -p {port}",
		"./server {port} {maxconns}":     "./server {port} {maxconns}",
		"./server {maxconns} {grace} -v": "./server {maxconns} {grace} -v -addr 127.0.0.1:{port} -max-conns 2 -grace 300ms",
	} {
		args, more := withAddress(strings.Fields(command))
		if more != nil {
			args = append(args, more(limits)...)
		}
		if got := strings.Join(args, " "); got != want {
			t.Errorf("%s: got %s, want %s", command, got, want)
		}
	}
	if args := stepFlags(check.Limits{}); len(args) > 0 {
		t.Errorf("a case without limits adds %v", args)
	}
}

// A server that doesn't compile is told by the compiler, and by nothing else.
func TestCompilerErrorsAreShown(t *testing.T) {
	t.Parallel()
	code, stdout, stderr := workbook(t, "check", "1", "--dir", t.TempDir(), "--", "go", "run", "./nosuch")
	if code != exitFailed || stdout != "" || !strings.HasPrefix(stderr, "your server doesn't build:\n") || strings.Count(stderr, "\n") < 2 {
		t.Errorf("got exit code %d, output %q, errors %q", code, stdout, stderr)
	}
}

// A server that doesn't start is told once, with its log, and no case is blamed.
// The flag that was added is named where it may be the cause.
func TestServerThatDoesntStartIsToldOnce(t *testing.T) {
	t.Parallel()
	crash := server(t, "crash")
	flags := "  " + aboutFlags + ".\n"
	log := "\n  The server's log:\n    | panic: I forgot the \"port\"\\x1b[2J\n"
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--", "./nosuch"}, "your server doesn't start: the server can't be started: "},
		{[]string{"--dir", "nosuch", "--", "x"}, "--dir nosuch is no directory (see workbook check --help)\n"},
		{crash, "your server doesn't start: the server ended before it listened: exit status 3\n" + flags + log},
		{slices.Concat(crash, []string{"-addr={addr}"}), "your server doesn't start: the server ended before it listened: exit status 3\n" + log},
		{[]string{"--addr", "127.0.0.1:1"}, "nobody answers at 127.0.0.1:1: dial tcp 127.0.0.1:1: "},
	} {
		for _, part := range [][]string{{"check"}, {"check", "2"}, {"check", "2", "--all"}} {
			code, stdout, stderr := workbook(t, slices.Concat(part, c.args)...)
			rest, ok := strings.CutPrefix(stderr, "workbook: "+c.want)
			if strings.HasSuffix(c.want, ": ") { // the system says why, in one line
				rest = rest[strings.IndexByte(rest, '\n')+1:]
			}
			if code != exitFailed || stdout != "" || !ok || rest != "" {
				t.Errorf("%v %v: got exit code %d, output %q, errors\n%s\nwant\nworkbook: %s", part, c.args, code, stdout, stderr, c.want)
			}
		}
	}
}

// Programs get an object for each case all the same.
func TestServerThatDoesntStartFailsEachCaseInJSON(t *testing.T) {
	t.Parallel()
	code, stdout, stderr := workbook(t, append([]string{"check", "1", "--json"}, server(t, "crash")...)...)
	spec, _ := check.SpecOf(1)
	records := decode(t, stdout).cases
	if code != exitFailed || stderr != "" || len(records) != len(spec.Cases) {
		t.Fatalf("got exit code %d, errors %q, %d objects", code, stderr, len(records))
	}
	for _, r := range records {
		if r.Outcome != "fail" || !strings.HasPrefix(r.Reason, "the server ended before") || r.Cause != aboutFlags {
			t.Errorf("got %+v", r)
		}
	}
}
