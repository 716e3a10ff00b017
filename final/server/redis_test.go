package server

import (
	"bufio"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The exchanges hold on redis-server too, if it is installed.
func TestRedisGivesTheSameReplies(t *testing.T) {
	socket := startRedis(t)
	for _, e := range exchanges() {
		if dependsOnSeed[e.sent] {
			continue
		}
		if got := e.compared(ask(t, socket, e.arrays())); got != e.want {
			t.Errorf("%s\ngot  %q\nwant %q", e.sent, got, e.want)
		}
	}
	for _, e := range protocolExchanges {
		if got := ask(t, socket, e.sent); got != e.want {
			t.Errorf("%.100q\ngot  %q\nwant %q", e.sent, got, e.want)
		}
	}
}

// dependsOnSeed are exchanges with a name that redis-server knows up to a NUL. It
// compares names as C strings, but finds them by a hash of all bytes, whose seed each
// process draws: about one in 250 takes such a name for the one it knows.
var dependsOnSeed = map[string]bool{
	`"get\x00" k`:                  true,
	`CONFIG SET "maxmemory\x00" 1`: true,
}

// ask returns all that the server behind socket answers to these bytes, once it
// has no keys.
func ask(t *testing.T, socket, sent string) string {
	t.Helper()
	conn, err := net.Dial("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(time.Minute))
	if _, err := io.WriteString(conn, "FLUSHALL\r\n"+sent); err != nil {
		t.Fatal(err)
	}
	conn.(*net.UnixConn).CloseWrite()
	all, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimPrefix(string(all), "+OK\r\n")
}

// startRedis starts a redis-server with these flags besides its own, and returns the
// path of the Unix socket that it listens on: unlike a port, no other program can
// take it first.
func startRedis(t *testing.T, flags ...string) (socket string) {
	t.Helper()
	return startRedisBy(t, []string{"redis-server"}, flags...)
}

// startRedisBy starts it by a command, to which the flags are added.
func startRedisBy(t *testing.T, command []string, flags ...string) (socket string) {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("redis-server is not installed")
		}
		t.Skip("redis-server is not installed")
	}
	dir, err := os.MkdirTemp("", "redis") // t.TempDir is too long a name for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	socket = filepath.Join(dir, "socket")
	flags = append(flags, "--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no", "--dir", dir)
	redis := exec.CommandContext(t.Context(), command[0], append(command[1:], flags...)...)
	log, err := redis.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := redis.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		redis.Process.Kill()
		redis.Wait()
	})
	var said []string
	for lines := bufio.NewScanner(log); lines.Scan(); {
		said = append(said, lines.Text())
		if strings.Contains(lines.Text(), "ready to accept connections") {
			return socket
		}
	}
	t.Fatalf("redis-server did not start:\n%s", strings.Join(said, "\n"))
	return ""
}
