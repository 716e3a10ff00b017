//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var structured = regexp.MustCompile(`^time=\S+ level=(DEBUG|INFO|WARN|ERROR) msg=\S`)

// A signal ends the program at once if nobody waits for a reply, even a signal that
// comes as soon as the program says that it is ready.
func TestSignalsEndTheProgram(t *testing.T) {
	t.Parallel()
	for _, signal := range []os.Signal{syscall.SIGTERM, syscall.SIGINT} {
		p := run(t)
		p.ready()
		p.signal(signal)
		p.wantExit()
		require.Len(t, p.said, 3, "the log")
		for i, want := range []string{`msg="ready: listening"`, `msg="shutting down; a second signal forces it" grace=10s`, `msg="shut down"`} {
			if !structured.MatchString(p.said[i]) || !strings.Contains(p.said[i], " level=INFO "+want) {
				t.Errorf("%v: line %d of the log is %q, want %s", signal, i, p.said[i], want)
			}
		}
	}
}

func TestSecondSignalForcesTheEnd(t *testing.T) {
	t.Parallel()
	p := run(t, "--grace-period", "1h")
	p.ready()
	p.stick()
	p.signal(syscall.SIGTERM)
	p.waitFor("shutting down")
	p.signal(syscall.SIGINT)
	line := p.waitFor("shut")
	if want := "level=WARN msg=\"shutdown forced: connections were cut off\" cause="; !strings.Contains(line, want) {
		t.Errorf("got %q, want %s", line, want)
	}
	p.wantExit()
}

// Both signals are taken, also if they come at the same moment.
func TestTwoSignalsAtOnceForceTheEnd(t *testing.T) {
	t.Parallel()
	p := run(t, "--grace-period", "1h")
	p.ready()
	p.stick()
	for _, signal := range []os.Signal{syscall.SIGSTOP, syscall.SIGTERM, syscall.SIGINT, syscall.SIGCONT} {
		p.signal(signal) // what comes after the first arrives together, at the last
	}
	p.waitFor("shutdown forced")
	p.wantExit()
}

func TestGracePeriodForcesTheEnd(t *testing.T) {
	t.Parallel()
	p := run(t, "--grace-period", "10ms")
	p.ready()
	p.stick()
	p.signal(syscall.SIGTERM)
	p.waitFor("shutting down")
	line := p.waitFor("shut")
	if want := "cause=\"context deadline exceeded\""; !strings.Contains(line, want) {
		t.Errorf("got %q, want %s", line, want)
	}
	p.wantExit()
}

// At debug level the log tells of each client, by default it does not.
func TestLogLevelFiltersTheLog(t *testing.T) {
	t.Parallel()
	p := run(t)
	p.ready()
	conn := p.dial()
	fmt.Fprint(conn, "QUIT\r\n")
	reply, err := io.ReadAll(conn)
	require.NoError(t, err)
	require.Equal(t, "+OK\r\n", string(reply))
	p.signal(syscall.SIGTERM)
	p.wantExit()
	require.Len(t, p.said, 3, "the log")

	p = run(t, "--loglevel", "debug")
	p.ready()
	p.dial().Close()
	p.waitFor(`level=DEBUG msg="client connected" id=1 addr=127.0.0.1:`)
	p.waitFor(`level=DEBUG msg="client gone" id=1 addr=127.0.0.1:`)
	p.signal(syscall.SIGTERM)
	p.wantExit()
	for _, line := range p.said {
		if !structured.MatchString(line) {
			t.Errorf("%q is no line of a log", line)
		}
	}
}

// The command SHUTDOWN is like a first signal: it lets replies in flight out, and a
// signal after it forces the end.
func TestShutdownCommandEndsTheProgram(t *testing.T) {
	t.Parallel()
	p := run(t)
	p.ready()
	conn := p.dial()
	fmt.Fprint(conn, "SET k v\r\nSHUTDOWN NOSAVE\r\n")
	reply, err := io.ReadAll(conn)
	require.NoError(t, err)
	require.Equal(t, "+OK\r\n", string(reply))
	p.waitFor(`msg="shut down"`)
	p.wantExit()

	p = run(t, "--grace-period", "1h")
	p.ready()
	p.stick()
	fmt.Fprint(p.dial(), "SHUTDOWN\r\n")
	p.waitFor("shutting down")
	p.signal(syscall.SIGTERM)
	p.waitFor(`level=WARN msg="shutdown forced: connections were cut off" cause=`)
	p.wantExit()
}

// CONFIG SET loglevel changes the level of the running program.
func TestLogLevelChangesAtRunTime(t *testing.T) {
	t.Parallel()
	p := run(t)
	p.ready()
	conn := p.dial()
	fmt.Fprint(conn, "PING\r\nCONFIG SET loglevel debug\r\nQUIT\r\n")
	reply, err := io.ReadAll(conn)
	require.NoError(t, err)
	require.Equal(t, "+PONG\r\n+OK\r\n+OK\r\n", string(reply))
	p.waitFor(`level=DEBUG msg="client gone"`)
	p.signal(syscall.SIGTERM)
	p.wantExit()
	require.NotContains(t, strings.Join(p.said, "\n"), "name=ping")
}

// In JSON each line of the log is one object, and the first has the address.
func TestLogInJSON(t *testing.T) {
	t.Parallel()
	p := run(t, "--log-format", "json")
	line := p.waitFor("ready")
	var ready struct{ Msg, Addr string }
	require.NoError(t, json.Unmarshal([]byte(line), &ready))
	require.Equal(t, "ready: listening", ready.Msg)
	conn, err := net.Dial("tcp", ready.Addr)
	require.NoError(t, err)
	conn.Close()
	p.signal(syscall.SIGTERM)
	p.wantExit()
	for _, line := range p.said {
		require.True(t, json.Valid([]byte(line)), line)
	}
}

// A password from the environment is in neither the log nor the answers for debugging,
// and one from the command line is not told either.
func TestPasswordIsNotTold(t *testing.T) {
	t.Setenv("MINI_REDIS_PASSWORD", "secret-of-env")
	for _, flags := range [][]string{nil, {"--requirepass", "secret-of-flag"}} {
		p := run(t, append(flags, "--loglevel", "debug", "--debug-addr", "127.0.0.1:0")...)
		match := regexp.MustCompile(` debug=(\S+) pid=`).FindStringSubmatch(p.waitFor("ready"))
		require.NotNil(t, match, "%q", p.said)
		p.addr = regexp.MustCompile(` addr=(\S+) `).FindStringSubmatch(p.said[0])[1]

		secret := "secret-of-env"
		if flags != nil {
			secret = flags[1]
		}
		conn := p.dial()
		fmt.Fprintf(conn, "PING\r\nAUTH %s\r\nPING\r\nQUIT\r\n", secret)
		reply, err := io.ReadAll(conn)
		require.NoError(t, err)
		require.Equal(t, "-NOAUTH Authentication required.\r\n+OK\r\n+PONG\r\n+OK\r\n", string(reply))

		for _, page := range []string{"vars", "pprof/", "pprof/goroutine?debug=2", "pprof/cmdline", "pprof/heap?debug=1"} {
			r, err := http.Get("http://" + match[1] + "/debug/" + page)
			require.NoError(t, err)
			body, err := io.ReadAll(r.Body)
			require.NoError(t, err)
			r.Body.Close()
			require.NotEmpty(t, body)
			require.NotContains(t, string(body), "secret-of", page)
		}
		p.signal(syscall.SIGTERM)
		p.wantExit()
		require.NotContains(t, strings.Join(p.said, "\n"), "secret-of")
	}
}

// resident returns how much of the program is in memory, in bytes. It does not ask the
// program, which would make garbage.
func (p *process) resident() int {
	p.t.Helper()
	statm, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", p.cmd.Process.Pid))
	require.NoError(p.t, err)
	var all, resident int // pages
	_, err = fmt.Sscan(string(statm), &all, &resident)
	require.NoError(p.t, err)
	return resident * os.Getpagesize()
}

// The memory of flushed keys goes back to the operating system soon, though there are no
// more commands.
func TestMemoryIsGivenBack(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("memory is read from /proc")
	}
	p := run(t, "--processors", "1")
	p.ready()
	const values, size = 64, 1 << 20
	var commands strings.Builder
	for i := range values {
		fmt.Fprintf(&commands, "*3\r\n$3\r\nSET\r\n$2\r\n%02d\r\n$%d\r\n%s\r\n", i, size, make([]byte, size))
	}
	require.Equal(t, strings.Repeat("+OK\r\n", values+1), p.converse(commands.String()+"QUIT\r\n"))
	full := p.resident()
	require.Greater(t, full, values*size)
	require.Equal(t, "+OK\r\n+OK\r\n", p.converse("FLUSHALL\r\nQUIT\r\n"))
	for begin := time.Now(); p.resident() > full-values/2*size; {
		if time.Since(begin) > 45*time.Second { // by itself the runtime takes minutes
			t.Fatalf("%d of %d bytes are still in memory", p.resident(), full)
		}
		<-time.After(10 * time.Millisecond) // and leave the program a processor
	}
	p.signal(syscall.SIGTERM)
	p.wantExit()
}

// The program uses as many processors as it is told to, whatever the machine has.
func TestProcessorsAreAsManyAsTheFlagSays(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 3} {
		p := run(t, "--processors", fmt.Sprint(n), "--debug-addr", "127.0.0.1:0")
		match := regexp.MustCompile(` debug=(\S+) pid=`).FindStringSubmatch(p.waitFor("ready"))
		r, err := http.Get("http://" + match[1] + "/debug/vars")
		require.NoError(t, err)
		defer r.Body.Close()
		var vars struct{ Runtime map[string]float64 }
		require.NoError(t, json.NewDecoder(r.Body).Decode(&vars))
		require.Equal(t, float64(n), vars.Runtime["/sched/gomaxprocs:threads"])
		p.signal(syscall.SIGTERM)
		p.wantExit()
	}
}
