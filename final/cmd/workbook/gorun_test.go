package main

import (
	"reflect"
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
	code, stdout, stderr := workbook(t, "check", "1", "--dir", t.TempDir(), "--", "go", "run", "./nosuch")
	if code != exitFailed || stdout != "" || !strings.HasPrefix(stderr, "your server doesn't build:\n") || strings.Count(stderr, "\n") < 2 {
		t.Errorf("got exit code %d, output %q, errors %q", code, stdout, stderr)
	}
}
