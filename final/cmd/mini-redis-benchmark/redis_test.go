package main

import (
	"bufio"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
)

// startRedis starts a redis-server on a free port and returns its address. It skips
// the test where the programs are not installed.
func startRedis(t *testing.T) string {
	t.Helper()
	for _, program := range []string{"redis-server", "redis-benchmark"} {
		if _, err := exec.LookPath(program); err != nil {
			if os.Getenv("CI") != "" {
				t.Fatal(program + " is not installed")
			}
			t.Skip(program + " is not installed")
		}
	}
	for range 5 { // another program may take the port first
		if addr, ok := tryRedis(t); ok {
			return addr
		}
	}
	t.Fatal("redis-server does not start")
	return ""
}

func tryRedis(t *testing.T) (addr string, ok bool) {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr = free.Addr().String()
	free.Close()
	_, port, _ := net.SplitHostPort(addr)
	cmd := exec.Command("redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no")
	cmd.Dir = t.TempDir()
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var draining sync.WaitGroup
	t.Cleanup(func() {
		cmd.Process.Kill()
		draining.Wait()
		cmd.Wait()
	})
	log := bufio.NewScanner(stdout)
	for log.Scan() {
		if strings.Contains(log.Text(), "Ready to accept connections") {
			draining.Go(func() { io.Copy(io.Discard, stdout) })
			return addr, true
		}
	}
	return "", false
}

// A redis-server takes every workload, and counts as many commands as ours.
func TestRedisCountsTheRequestsAskedFor(t *testing.T) {
	addr := startRedis(t)
	var stderr strings.Builder
	code := execute(t.Context(), strings.Fields("-addr "+addr+" -t set,get,incr,publish,mset,ping -n 501 -c 7 -P 8 -r 20"), io.Discard, &stderr)
	if code != 0 {
		t.Fatalf("exit code %d, %s", code, stderr.String())
	}
	for _, command := range []string{"set", "get", "incr", "publish", "mset"} {
		if got := calls(t, addr, command); got != "501" {
			t.Errorf("%s was executed %s times, want 501", command, got)
		}
	}
	if got := ask(t, addr, "DBSIZE").Int; got != 40 {
		t.Errorf("there are %d keys, want 40", got)
	}
}

// What reads the output of redis-benchmark --csv finds the same columns here, and the
// same names of tests.
func TestCSVIsThatOfRedisBenchmark(t *testing.T) {
	addr := startRedis(t)
	_, port, _ := net.SplitHostPort(addr)
	flags := []string{"-p", port, "-n", "100", "-c", "2", "-t", "ping,set,get,incr,mset", "--csv"}
	theirs, err := exec.CommandContext(t.Context(), "redis-benchmark", flags...).Output()
	if err != nil {
		t.Fatal(err)
	}
	var ours, stderr strings.Builder
	if code := execute(t.Context(), flags, &ours, &stderr); code != 0 {
		t.Fatalf("exit code %d, %s", code, stderr.String())
	}
	want, got := strings.Fields(strings.ReplaceAll(string(theirs), " ", "_")), strings.Fields(strings.ReplaceAll(ours.String(), " ", "_"))
	if len(got) != len(want) || !strings.HasPrefix(got[0], want[0]+",") {
		t.Fatalf("got  %q\nwant %q, and more columns", got, want)
	}
	for i := range want {
		name, _, _ := strings.Cut(want[i], ",")
		if !strings.HasPrefix(got[i], name+",") {
			t.Errorf("got %s, want %s", got[i], name)
		}
	}
}
