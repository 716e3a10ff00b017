//go:build unix

package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// dir is where the program is built, once for all tests.
var dir string

func TestMain(m *testing.M) {
	var err error
	if dir, err = os.MkdirTemp("", "mini-redis-server"); err != nil {
		panic(err)
	}
	flag.Set("test.parallel", "8") // the programs wait most of the time
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

var build = sync.OnceValues(func() (path string, err error) {
	path = filepath.Join(dir, "mini-redis-server")
	if out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return path, nil
})

// A process is the program, running.
type process struct {
	t    *testing.T
	cmd  *exec.Cmd
	addr string
	pipe io.Closer // what log reads from
	log  *bufio.Scanner
	said []string // the log so far
}

// run starts the program on a free port.
func run(t *testing.T, flags ...string) *process {
	t.Helper()
	return start(t, exec.Command(binary(t), append([]string{"--port", "0"}, flags...)...))
}

// runWithFiles does so where the program may open n files.
func runWithFiles(t *testing.T, n int, flags ...string) *process {
	t.Helper()
	args := []string{"-c", `ulimit -n $0 && exec "$@"`, strconv.Itoa(n), binary(t), "--port", "0"}
	return start(t, exec.Command("sh", append(args, flags...)...))
}

// binary builds the program and returns its path.
func binary(t *testing.T) string {
	t.Helper()
	path, err := build()
	require.NoError(t, err)
	return path
}

func start(t *testing.T, cmd *exec.Cmd) *process {
	t.Helper()
	p := &process{t: t, cmd: cmd}
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
	return p
}

// waitFor reads the log up to a line with this text, and returns the line.
func (p *process) waitFor(text string) string {
	p.t.Helper()
	for p.log.Scan() {
		p.said = append(p.said, p.log.Text())
		if strings.Contains(p.log.Text(), text) {
			return p.log.Text()
		}
	}
	p.t.Fatalf("the log has no line with %q:\n%s", text, strings.Join(p.said, "\n"))
	return ""
}

var listening = regexp.MustCompile(`msg="ready: listening" addr=(127\.0\.0\.1:\d+)(?: also=\[::1\]:\d+)? pid=\d+$`)

// ready waits until the program listens.
func (p *process) ready() {
	p.t.Helper()
	match := listening.FindStringSubmatch(p.waitFor("ready"))
	require.NotNil(p.t, match, "%q", p.said)
	p.addr = match[1]
}

func (p *process) signal(s os.Signal) {
	p.t.Helper()
	require.NoError(p.t, p.cmd.Process.Signal(s))
}

// wantExit reads the rest of the log and fails the test unless the program exits
// with code 0.
func (p *process) wantExit() {
	p.t.Helper()
	for p.log.Scan() {
		p.said = append(p.said, p.log.Text())
	}
	if err := p.cmd.Wait(); err != nil {
		p.t.Errorf("the program ended with %v", err)
	}
}

// dial returns a connection to the program.
func (p *process) dial() net.Conn {
	p.t.Helper()
	conn, err := net.Dial("tcp", p.addr)
	require.NoError(p.t, err)
	p.t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(time.Minute))
	return conn
}

// converse sends lines, and returns all that is answered.
func (p *process) converse(lines string) string {
	p.t.Helper()
	conn := p.dial()
	go io.WriteString(conn, lines)
	reply, err := io.ReadAll(conn)
	require.NoError(p.t, err)
	return string(reply)
}

// stick connects a client that asks for 64 MB of replies and reads one byte, so
// that a write of the server does not end.
func (p *process) stick() {
	p.t.Helper()
	conn := p.dial()
	fmt.Fprintf(conn, "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$%d\r\n%s\r\n%s", 1<<20, make([]byte, 1<<20), strings.Repeat("GET k\r\n", 64))
	_, err := io.ReadFull(conn, make([]byte, len("+OK\r\n$")))
	require.NoError(p.t, err)
}
