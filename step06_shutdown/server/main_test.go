package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// hang is how long anything may take before it counts as stuck.
const hang = time.Minute

// TestCommand runs the command as people do: built, with flags and signals.
func TestCommand(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no signals to send to another process")
	}
	binary := filepath.Join(t.TempDir(), "server")
	out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput()
	require.NoError(t, err, "%s", out)

	for name, signal := range map[string]os.Signal{"SIGINT": os.Interrupt, "SIGTERM": syscall.SIGTERM} {
		t.Run("ends with 0 on "+name, func(t *testing.T) {
			p := run(t, binary)
			subscriber := p.connect("SUBSCRIBE news\r\n", "*3\r\n")
			p.signal(signal)
			p.wantExit(0)
			_, err := io.Copy(io.Discard, subscriber)
			require.NoError(t, err, "the subscriber's connection should have ended properly")
		})
	}
	t.Run("waits for a reply under way after one signal", func(t *testing.T) {
		p := run(t, binary, "-grace", "1h")
		idle, busy := p.connect("PING\r\n", "+PONG\r\n"), p.askForMuch()
		p.signal(syscall.SIGTERM)
		_, err := io.ReadAll(idle)
		require.NoError(t, err)
		n, err := io.Copy(io.Discard, busy)
		require.NoError(t, err)
		require.EqualValues(t, much+len("\r\n"), n, "bytes of the reply")
		p.wantExit(0)
	})
	t.Run("forces the end after two signals", func(t *testing.T) {
		p := run(t, binary, "-grace", "1h")
		busy := p.askForMuch()
		p.signal(syscall.SIGTERM)
		p.waitForLog("a second signal forces it")
		p.signal(os.Interrupt)
		p.waitForLog("shutdown forced: connections were cut off: context canceled")
		p.wantExit(0)
		n, _ := io.Copy(io.Discard, busy)
		require.Less(t, n, int64(much), "bytes of the reply")
	})
	t.Run("forces the end after two signals at once", func(t *testing.T) {
		p := run(t, binary, "-grace", "1h")
		p.askForMuch()
		p.kill("STOP") // what comes now arrives together, at CONT
		p.signal(syscall.SIGTERM)
		p.signal(os.Interrupt)
		p.kill("CONT")
		p.waitForLog("shutdown forced")
		p.wantExit(0)
	})
	t.Run("forces the end after the grace period", func(t *testing.T) {
		p := run(t, binary, "-grace", "1ms")
		p.askForMuch()
		p.signal(syscall.SIGTERM)
		p.waitForLog("shutdown forced: connections were cut off: context deadline exceeded")
		p.wantExit(0)
	})
	t.Run("limits connections", func(t *testing.T) {
		p := run(t, binary, "-max-conns", "3")
		p.connect("CONFIG GET maxclients\r\n", "*2\r\n$10\r\nmaxclients\r\n$1\r\n3\r\n")
		p.signal(os.Interrupt)
		p.wantExit(0)
	})
	t.Run("reports a taken port in one line", func(t *testing.T) {
		taken, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		defer taken.Close()
		ctx, cancel := context.WithTimeout(t.Context(), hang)
		defer cancel()
		cmd := exec.CommandContext(ctx, binary, "-addr", taken.Addr().String())
		var stderr strings.Builder
		cmd.Stderr = &stderr
		cmd.Run()
		require.Equal(t, 1, cmd.ProcessState.ExitCode())
		require.Equal(t, 1, strings.Count(stderr.String(), "\n"), "lines in %q", &stderr)
		require.Contains(t, stderr.String(), taken.Addr().String())
	})
}

// A process is the command while it runs.
type process struct {
	t    *testing.T
	cmd  *exec.Cmd
	log  *bufio.Scanner // its stderr
	addr string
}

// run starts the command on a free port and waits until it listens.
func run(t *testing.T, binary string, flags ...string) *process {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), hang)
	t.Cleanup(cancel) // ends it, if it runs still
	p := &process{t: t, cmd: exec.CommandContext(ctx, binary, append(flags, "-addr", "127.0.0.1:0")...)}
	stderr, err := p.cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, p.cmd.Start())
	p.log = bufio.NewScanner(stderr)
	_, p.addr, _ = strings.Cut(p.waitForLog("listening on "), "listening on ")
	return p
}

// waitForLog returns the next line of the log that contains text.
func (p *process) waitForLog(text string) string {
	p.t.Helper()
	for p.log.Scan() {
		if strings.Contains(p.log.Text(), text) {
			return p.log.Text()
		}
	}
	p.t.Fatalf("the log has ended without %q", text)
	return ""
}

func (p *process) signal(s os.Signal) {
	p.t.Helper()
	require.NoError(p.t, p.cmd.Process.Signal(s))
}

// kill sends a signal by its name, for those that package syscall doesn't have on
// every system.
func (p *process) kill(name string) {
	p.t.Helper()
	out, err := exec.Command("sh", "-c", fmt.Sprintf("kill -%s %d", name, p.cmd.Process.Pid)).CombinedOutput()
	require.NoError(p.t, err, "%s", out)
}

func (p *process) wantExit(code int) {
	p.t.Helper()
	for p.log.Scan() {
		p.t.Log(p.log.Text())
	}
	p.cmd.Wait()
	require.Equal(p.t, code, p.cmd.ProcessState.ExitCode(), "%v", p.cmd.ProcessState)
}

// connect opens a connection, sends a command and reads the start of its reply.
func (p *process) connect(command, reply string) net.Conn {
	p.t.Helper()
	conn, err := net.Dial("tcp", p.addr)
	require.NoError(p.t, err)
	p.t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(hang))
	_, err = io.WriteString(conn, command)
	require.NoError(p.t, err)
	got := make([]byte, len(reply))
	_, err = io.ReadFull(conn, got)
	require.NoError(p.t, err)
	require.Equal(p.t, reply, string(got))
	return conn
}

// much is more than the kernel's buffers hold of an unread reply.
const much = 32 << 20

// askForMuch opens a connection on which a large reply has begun.
func (p *process) askForMuch() net.Conn {
	p.t.Helper()
	value := fmt.Sprintf("$%d\r\n%s\r\n", much, strings.Repeat("x", much))
	header, _, _ := strings.Cut(value, "x")
	return p.connect("*3\r\n$3\r\nSET\r\n$4\r\nmuch\r\n"+value+"GET much\r\n", "+OK\r\n"+header)
}
