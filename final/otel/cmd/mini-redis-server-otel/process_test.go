//go:build unix

package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mini-redis/final/otel/internal/collector"
)

// dir is where the program is built, once for all tests.
var dir string

func TestMain(m *testing.M) {
	var err error
	if dir, err = os.MkdirTemp("", "mini-redis-server-otel"); err != nil {
		panic(err)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

var build = sync.OnceValues(func() (path string, err error) {
	path = filepath.Join(dir, "mini-redis-server-otel")
	if out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return path, nil
})

// A process is the program, running, with its log.
type process struct {
	t    *testing.T
	cmd  *exec.Cmd
	addr string
	pipe io.Closer // what log reads from
	log  *bufio.Scanner
	said []string
}

var listening = regexp.MustCompile(`msg="ready: listening" addr=(127\.0\.0\.1:\d+)`)

// start starts the program on a free port, and waits until it listens.
func start(t *testing.T, endpoint string, flags ...string) *process {
	t.Helper()
	path, err := build()
	require.NoError(t, err)
	p := &process{t: t, cmd: exec.Command(path, append([]string{"--port", "0"}, flags...)...)}
	p.cmd.Env = append(os.Environ(), "OTEL_EXPORTER_OTLP_ENDPOINT="+endpoint)
	stderr, err := p.cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, p.cmd.Start())
	hang := time.AfterFunc(time.Minute, func() { p.cmd.Process.Kill() })
	t.Cleanup(func() {
		hang.Stop()
		p.cmd.Process.Kill()
		p.cmd.Wait()
	})
	p.pipe, p.log = stderr, bufio.NewScanner(stderr)
	for p.log.Scan() {
		p.said = append(p.said, p.log.Text())
		if match := listening.FindStringSubmatch(p.log.Text()); match != nil {
			p.addr = match[1]
			return p
		}
	}
	t.Fatalf("the program does not listen:\n%s", strings.Join(p.said, "\n"))
	return nil
}

// converse sends lines, and returns what is answered.
func (p *process) converse(lines string) string {
	p.t.Helper()
	conn, err := net.Dial("tcp", p.addr)
	require.NoError(p.t, err)
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(time.Minute))
	go io.WriteString(conn, lines)
	reply, err := io.ReadAll(conn)
	require.NoError(p.t, err)
	return string(reply)
}

// terminate sends SIGTERM, reads the rest of the log, and wants the exit code 0.
func (p *process) terminate() {
	p.t.Helper()
	require.NoError(p.t, p.cmd.Process.Signal(syscall.SIGTERM))
	for p.log.Scan() {
		p.said = append(p.said, p.log.Text())
	}
	require.NoError(p.t, p.cmd.Wait(), "%q", p.said)
}

// SIGTERM ends the program after it has sent everything, the last records of its log
// included, which is printed as that of mini-redis-server is.
func TestTerminatedProgramHasSentEverything(t *testing.T) {
	t.Parallel()
	c := collector.New(t)
	p := start(t, c.URL)
	require.Equal(t, "+OK\r\n$1\r\nv\r\n+OK\r\n", p.converse("SET k v\r\nGET k\r\nQUIT\r\n"))
	p.terminate()

	var spans, records []string
	for _, s := range c.Spans() {
		spans = append(spans, s.Name)
	}
	for _, r := range c.Records() {
		records = append(records, collector.Text(r.Body))
	}
	require.ElementsMatch(t, []string{"set", "get", "quit", "connection"}, spans)
	require.Equal(t, []string{"ready: listening", "shutting down; a second signal forces it", "shut down"}, records)
	require.Len(t, p.said, len(records), "%q", p.said)
	for i, record := range records {
		require.Contains(t, p.said[i], record)
	}
	require.NotNil(t, c.Metrics()["mini_redis.commands"])
}

// refusing returns an address at which nobody listens.
func refusing(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	return l.Addr().String()
}

// A collector that does not answer keeps the program for as long as main allows; one
// that refuses, not at all. Either way it ends as it should, and says what is lost.
func TestProgramEndsWithoutACollector(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close() // the backlog takes connections until then
	for _, addr := range []string{l.Addr().String(), refusing(t)} {
		p := start(t, "http://"+addr)
		require.Equal(t, "+PONG\r\n+OK\r\n", p.converse("PING\r\nQUIT\r\n"))
		begin := time.Now()
		p.terminate()
		require.Contains(t, strings.Join(p.said, "\n"), `msg="the last telemetry was not sent"`)
		if took := time.Since(begin); took > 30*time.Second {
			t.Errorf("%s: the program has ended after %v", addr, took)
		}
	}
}

// The program outlives its terminal, and those who read its log, in which the SDK
// complains of a collector that is not there. Nobody waits for them either.
func TestProgramOutlivesTerminalAndLog(t *testing.T) {
	signal.Reset(syscall.SIGHUP) // or the program might ignore it only because the test does
	for _, gone := range []bool{true, false} {
		p := start(t, "http://"+refusing(t), "--loglevel", "debug")
		if gone {
			require.NoError(t, p.pipe.Close())
		}
		require.NoError(t, p.cmd.Process.Signal(syscall.SIGHUP))
		const pings = 20_000 // some megabytes of log
		want := strings.Repeat("+PONG\r\n", pings) + "+OK\r\n"
		if got := p.converse(strings.Repeat("PING\r\n", pings) + "QUIT\r\n"); got != want {
			t.Fatalf("got %d bytes of replies, want %d", len(got), len(want))
		}
		require.NoError(t, p.cmd.Process.Signal(syscall.SIGTERM))
		state, err := p.cmd.Process.Wait()
		require.NoError(t, err)
		require.Equal(t, 0, state.ExitCode(), "gone: %t: %v", gone, state)
	}
}

// The flags, and what is wrong with them, are those of mini-redis-server.
func TestFlagsAreThoseOfTheServer(t *testing.T) {
	var stdout, stderr strings.Builder
	require.Equal(t, 0, run([]string{"--help"}, &stdout, &stderr))
	require.Contains(t, stdout.String(), "--maxclients")
	require.Empty(t, stderr.String())
	require.Equal(t, 1, run([]string{"--nosuch"}, &stdout, &stderr))
	require.Contains(t, stderr.String(), "-nosuch (see --help)")
}
