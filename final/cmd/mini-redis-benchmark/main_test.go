package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"mini-redis/final/resp"
	"mini-redis/final/server"
	"mini-redis/final/servertest"
)

// start serves s on a free port of the loopback interface and returns its address.
func start(t *testing.T, s *server.Server) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return servertest.Serve(t, l, s).Addr
}

// ask sends one command to the server at addr and returns its reply.
func ask(t *testing.T, addr string, command ...string) resp.Reply {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write(resp.AppendCommand(nil, command...)); err != nil {
		t.Fatal(err)
	}
	reply, err := resp.NewReplyReader(conn).ReadReply()
	if err != nil {
		t.Fatal(err)
	}
	return reply
}

// calls returns how often the server at addr has executed a command.
func calls(t *testing.T, addr, command string) string {
	t.Helper()
	stats := ask(t, addr, "INFO", "commandstats").Str
	m := regexp.MustCompile(`(?m)^cmdstat_` + command + `:calls=(\d+),`).FindStringSubmatch(stats)
	if m == nil {
		return "none"
	}
	return m[1]
}

// Every workload executes as many commands as were asked for, in all rounds together.
func TestServerCountsTheRequestsAskedFor(t *testing.T) {
	addr := start(t, new(server.Server))
	var stdout, stderr strings.Builder
	code := execute(t.Context(), strings.Fields("-addr "+addr+" -t set,get,incr,publish,mset,ping_inline --rounds 2 -n 501 -c 7 -P 8 -d 5 -r 20 --csv"), &stdout, &stderr)
	if code != 0 || stderr.Len() > 0 {
		t.Fatalf("exit code %d, %s", code, stderr.String())
	}
	for _, command := range []string{"set", "get", "incr", "publish", "mset"} {
		if got := calls(t, addr, command); got != "1002" {
			t.Errorf("%s was executed %s times, want 1002", command, got)
		}
	}
	// Each connection of each run begins with a PING.
	if got := calls(t, addr, "ping"); got != fmt.Sprint(1002+6*2*7) {
		t.Errorf("ping was executed %s times, want 1002 and 84", got)
	}
	if got := ask(t, addr, "DBSIZE").Int; got != 40 {
		t.Errorf("there are %d keys, want 20 of SET and 20 of INCR", got)
	}
	if got := ask(t, addr, "GET", "key:000000000007").Str; got != "xxxxx" {
		t.Errorf("the value is %q, want 5 bytes", got)
	}
	rows, err := csv.NewReader(strings.NewReader(stdout.String())).ReadAll()
	if err != nil || len(rows) != 7 {
		t.Errorf("%v, %q", err, rows)
	}
}

func TestServersAreComparedAndDrawn(t *testing.T) {
	first, second := start(t, new(server.Server)), start(t, new(server.Server))
	file := filepath.Join(t.TempDir(), "bench.svg")
	var stdout, stderr strings.Builder
	code := execute(t.Context(), strings.Fields("-addr one="+first+" -addr two="+second+" -t set,ping --rounds 3 -n 40 --threads 2 --svg "+file), &stdout, &stderr)
	if code != 0 || stderr.Len() > 0 {
		t.Fatalf("exit code %d, %s", code, stderr.String())
	}
	for _, want := range []string{
		`(?m)^SET +one +\S+ +1\.00 `, `(?m)^SET +two +\S+ +\d+\.\d\d `, `(?m)^PING_INLINE +two `, `(?m)^PING_MBULK +one `, "medians of 3 rounds",
	} {
		if !regexp.MustCompile(want).MatchString(stdout.String()) {
			t.Errorf("%s is not in\n%s", want, stdout.String())
		}
	}
	for _, addr := range []string{first, second} {
		if got := calls(t, addr, "set"); got != "120" {
			t.Errorf("SET was executed %s times, want 120", got)
		}
	}
	image, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if texts := strings.Join(svgTexts(t, string(image)), "\n"); !strings.Contains(texts, "two") || !strings.Contains(texts, "PING_MBULK") {
		t.Errorf("the drawing says %s", texts)
	}
}

func TestErrorsOfServersEndTheProgram(t *testing.T) {
	open := start(t, new(server.Server))
	locked := start(t, &server.Server{Password: "secret"})
	full := start(t, &server.Server{MaxClients: 2, RejectClients: true})
	nobody, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody.Close()
	ask(t, open, "SET", "counter:000000000000", "x")
	for _, tt := range []struct{ args, want string }{
		{"-t set,incr -addr a=" + open, "INCR on a: the server answered: ERR value is not an integer or out of range"},
		{"-addr a=" + locked, "SET on a: the server answered: NOAUTH Authentication required."},
		{"-addr a=" + locked + " -a wrong", "the server answered: WRONGPASS "},
		{"-addr a=" + full + " -c 3", "the server answered: ERR max number of clients reached"},
		{"-addr a=" + nobody.Addr().String(), "SET on a: dial tcp"},
	} {
		var stdout, stderr strings.Builder
		code := execute(t.Context(), strings.Fields(tt.args+" -n 20"), &stdout, &stderr)
		got := stderr.String()
		if code != 1 || !strings.Contains(got, tt.want) || strings.Count(got, "\n") != 1 {
			t.Errorf("%s: exit code %d, got %q, want one line with %q", tt.args, code, got, tt.want)
		}
		complete := strings.Contains(stdout.String(), "\nSET ")
		if strings.Contains(tt.args, "incr") != complete || !complete && stdout.Len() > 0 {
			t.Errorf("%s: stdout has\n%s", tt.args, stdout.String())
		}
	}
}

func TestPasswordOpensTheServer(t *testing.T) {
	addr := start(t, &server.Server{Password: "secret"})
	for _, args := range []string{"-a secret", "--user default -a secret"} {
		var stderr strings.Builder
		if code := execute(t.Context(), strings.Fields(args+" -t set -n 10 -addr "+addr), io.Discard, &stderr); code != 0 {
			t.Errorf("%s: exit code %d, %s", args, code, stderr.String())
		}
	}
}

func TestInterruptIsToldAndShowsTheResults(t *testing.T) {
	addr := start(t, new(server.Server))
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	var stderr strings.Builder
	stdout := &trigger{text: "SET ", fire: interrupt}
	code := execute(ctx, strings.Fields("-t set,get,incr -n 100 -addr "+addr), stdout, &stderr)
	if code != exitInterrupted || stderr.String() != "mini-redis-benchmark: interrupted; these are the results so far\n" {
		t.Errorf("exit code %d, %q", code, stderr.String())
	}
	if got := stdout.String(); !strings.Contains(got, "\nSET ") || strings.Contains(got, "\nINCR ") {
		t.Errorf("got\n%s", got)
	}
}

func TestInterruptBeforeTheFirstResultIsToldSo(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()
	var stdout, stderr strings.Builder
	code := execute(ctx, strings.Fields("-addr "+start(t, new(server.Server))), &stdout, &stderr)
	if code != exitInterrupted || stdout.Len() > 0 || stderr.String() != "mini-redis-benchmark: interrupted before there was a result\n" {
		t.Errorf("exit code %d, %q, %q", code, stdout.String(), stderr.String())
	}
}

// A trigger calls fire when text has been written to it.
type trigger struct {
	strings.Builder
	text string
	fire func()
}

func (w *trigger) Write(b []byte) (int, error) {
	if strings.Contains(string(b), w.text) {
		w.fire()
	}
	return w.Builder.Write(b)
}
