package interop

import (
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// built is the directory of the program under test, removed after all tests.
var built = sync.OnceValues(func() (dir string, err error) {
	return os.MkdirTemp("", "mini-redis-interop")
})

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, err := built(); err == nil {
		os.RemoveAll(dir)
	}
	os.Exit(code)
}

// program builds the server once, as the root module builds it: with -race if the
// tests run with it. FINAL_BINARY names a binary to be used instead.
var program = sync.OnceValues(func() (path string, err error) {
	if path := os.Getenv("FINAL_BINARY"); path != "" {
		return path, nil
	}
	dir, err := built()
	if err != nil {
		return "", err
	}
	path = filepath.Join(dir, "mini-redis-server")
	args := []string{"build", "-o", path}
	if raceEnabled {
		args = append(args, "-race")
	}
	build := exec.Command("go", append(args, "./final/cmd/mini-redis-server")...)
	build.Dir = filepath.Join("..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
})

// inCI reports whether the tests run at full volume, and whether what they need
// must be there.
func inCI() bool { return os.Getenv("CI") != "" }

// volume is n in CI, a tenth of it otherwise, and at least 1.
func volume(n int) int {
	if inCI() {
		return n
	}
	return max(1, n/10)
}

// A server is a process that speaks RESP on a loopback port.
type server struct {
	name string // redis or final
	addr string // 127.0.0.1:PORT
	cmd  *exec.Cmd
	t    testing.TB
	log  *logBuffer
	once sync.Once
	err  error // of the exit
}

// startRedis starts redis-server on a free port, without persistence, in a
// directory of its own. The flags come last, so they may override any other; a
// test that wants the port of a server that it stopped passes --port. Without
// redis-server the test is skipped, or in CI fails.
func startRedis(t testing.TB, flags ...string) *server {
	t.Helper()
	path, err := exec.LookPath("redis-server")
	if err != nil {
		if inCI() {
			t.Fatal("redis-server is not installed")
		}
		t.Skip("redis-server is not installed")
	}
	dir := t.TempDir()
	for attempt := 1; ; attempt++ {
		port := freePort(t)
		args := append([]string{"--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", dir}, flags...)
		s, err := start(t, "redis", path, args, regexp.MustCompile(`eady to accept connections`))
		if err == nil {
			s.addr = net.JoinHostPort("127.0.0.1", lastFlag(args, "--port"))
			return s
		}
		if attempt == 5 || !strings.Contains(err.Error(), "Address already in use") {
			t.Fatal(err)
		}
	}
}

// startFinal starts the server of this project on a free port, or on the one that
// --port among the flags says.
func startFinal(t testing.TB, flags ...string) *server {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	ready := regexp.MustCompile(`ready: listening.*?(127\.0\.0\.1:\d+)`)
	s, err := start(t, "final", path, append([]string{"--port", "0"}, flags...), ready)
	if err != nil {
		t.Fatal(err)
	}
	s.addr = ready.FindStringSubmatch(s.log.String())[1]
	return s
}

// start runs a program and waits until its output matches ready. The process ends
// with the test.
func start(t testing.TB, name, path string, args []string, ready *regexp.Regexp) (*server, error) {
	t.Helper()
	s := &server{name: name, cmd: exec.Command(path, args...), t: t, log: &logBuffer{}}
	out, in, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	s.cmd.Stdout, s.cmd.Stderr = in, in
	err = s.cmd.Start()
	in.Close()
	if err != nil {
		out.Close()
		return nil, err
	}
	found := make(chan bool, 1)
	s.log.wait.Go(func() {
		defer out.Close()
		s.log.follow(out, ready, found)
	})
	s.killBeforeDeadline()
	if !<-found {
		err := s.cmd.Wait()
		return nil, fmt.Errorf("%s %q did not start: %v\n%s", name, args, err, s.log)
	}
	t.Cleanup(s.stop)
	return s, nil
}

// freePort returns a loopback port that was free a moment ago, below those that systems
// hand out by themselves, so that no connection takes it in the meantime.
func freePort(t testing.TB) string {
	t.Helper()
	var failure error
	for range 100 {
		port := strconv.Itoa(20000 + rand.IntN(10000))
		l, err := net.Listen("tcp", "127.0.0.1:"+port)
		if err == nil {
			l.Close()
			return port
		}
		failure = err
	}
	t.Fatal(failure)
	return ""
}

// lastFlag returns the value that the last flag of this name has among args.
func lastFlag(args []string, name string) (value string) {
	for i, arg := range args[:len(args)-1] {
		if arg == name {
			value = args[i+1]
		}
	}
	return value
}
