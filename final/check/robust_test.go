package check_test

import (
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"mini-redis/final/check"
)

const ping = "# PING is answered\n> PING\n< +PONG\n"

func parse(t *testing.T, text string) []check.Case {
	t.Helper()
	cases, err := check.Parse("test.spec", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return cases
}

const (
	hang  = 10 * time.Second       // only what is stuck takes so long
	vain  = 3 * time.Second        // for what is waited for in vain, after replies that may take a while
	short = 200 * time.Millisecond // for the same, where nothing comes before
)

// play returns the results of cases.
func play(t *testing.T, target check.Target, timeout time.Duration, cases []check.Case) (results []check.Result) {
	t.Helper()
	runner := check.Runner{Target: target, Timeout: timeout}
	for result := range runner.Run(t.Context(), cases) {
		results = append(results, result)
	}
	if len(results) != len(cases) {
		t.Fatalf("%d results of %d cases", len(results), len(cases))
	}
	return results
}

// A server may do what it likes: the report says clearly what it did, in
// bounded memory.
func TestBadServersGetAClearReport(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	t.Cleanup(func() {
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > 64<<20 {
			t.Errorf("the reports took %d MB", used>>20)
		}
	})
	const readAll = "# PING is answered\n> PING\n< +PONG\n> PING\n< nothing 5000ms\n"
	for _, test := range []struct {
		mistake, text string
		want          []string
	}{
		{"ends at once", ping, []string{"the server ended before it listened: exit status 7", "mistake: ends at once"}},
		{"never listens", ping, []string{"the server doesn't listen at 127.0.0.1:", "the environment variable PORT", "mistake: never listens"}},
		{"crashes", ping, []string{"the server has ended", "the server crashed: exit status 2", "panic: this server has a bug"}},
		{"never replies", ping, []string{"nothing came within", "is the reply flushed"}},
		{"speaks HTTP", ping, []string{"what came is no reply", `HTTP/1.1 400 Bad Request\r\n`, `"H" is no type byte`}},
		{"floods with one line", ping, []string{"the line doesn't end within 65536 bytes"}},
		{"floods with a bulk string", ping, []string{"the bulk string announces 1000000000 bytes, far more than was asked for"}},
		{"floods with elements", ping, []string{"the server floods its client", "reading was given up after 1"}},
		{"floods with replies", readAll, []string{"something came where nothing was due"}},
		{"floods its log", "# PING is answered\n> PING\n< +OK\n", []string{"the text differs"}},
	} {
		t.Run(test.mistake, func(t *testing.T) {
			t.Parallel()
			target, timeout := check.Command{Args: badServer(test.mistake)}, hang
			switch test.mistake {
			case "never listens":
				target.Patience = vain // it has to start
			case "never replies":
				timeout = short
			}
			result := play(t, target, timeout, parse(t, test.text))[0]
			text := result.Text(check.Style{})
			for _, want := range append(test.want, "FAIL", "PING is answered", "test.spec:") {
				if !strings.Contains(text, want) {
					t.Errorf("no %q in\n%s", want, text)
				}
			}
			if len(text) > 10_000 {
				t.Errorf("the report has %d bytes", len(text))
			}
		})
	}
}

// A server that has closed a connection may be about to end, which takes a while on a busy machine.
func TestServerThatTakesItsTimeToEnd(t *testing.T) {
	t.Parallel()
	result := play(t, check.Command{Args: badServer("takes its time to end")}, hang, parse(t, ping))[0]
	if result.Reason != "the server has ended" || !strings.Contains(result.Cause, "exit status 7") {
		t.Errorf("got\n%s", result.Text(check.Style{}))
	}
}

// When a crash has ended the server, the next case gets another one.
func TestCrashedServerIsStartedAgain(t *testing.T) {
	t.Parallel()
	cases := parse(t, ping+"# PING is answered again\n> PING\n< +PONG\n")
	for _, result := range play(t, check.Command{Args: badServer("crashes")}, hang, cases) {
		if len(result.Said) != 1 || result.Cause != "the server crashed: exit status 2" {
			t.Errorf("got\n%s", result.Text(check.Style{}))
		}
	}
}

// A server that ends before it listens is started once, and reported in every case.
func TestServerThatCannotStartIsTriedOnce(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "starts")
	cases := parse(t, ping+"# PING is answered again\n> PING\n< +PONG\n# And again\n@ own server\n> PING\n< +PONG\n")
	for _, result := range play(t, check.Command{Args: badServer("counts its starts", file)}, hang, cases) {
		if result.Reason != "the server ended before it listened: exit status 7" || !strings.Contains(result.Log, "mistake: counts its starts") {
			t.Errorf("got\n%s", result.Text(check.Style{}))
		}
	}
	if starts, err := os.ReadFile(file); string(starts) != "started\n" {
		t.Errorf("got %q, %v", starts, err)
	}
}

// What the server has started ends with it.
func TestNoProcessIsLeftBehind(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no process groups to signal")
	}
	for name, text := range map[string]string{
		"shared server":     ping,
		"own server":        "# PING is answered\n@ own server\n> PING\n< +PONG\n",
		"server that exits": "# It ends\n@ own server\n> PING\n< +PONG\nstop\nexits\n",
		"failure in a case": "# It fails\n@ own server\n> PING\n< +OK\n",
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "child")
			play(t, check.Command{Args: badServer("leaves a child behind", file)}, hang, parse(t, text))
			addr, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if conn, err := net.Dial("tcp", string(addr)); err == nil {
				conn.Close()
				t.Error("the server's child still runs")
			}
		})
	}
}

// A server that ignores SIGTERM is told so, and ended nevertheless.
func TestServerThatIgnoresSIGTERM(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no SIGTERM")
	}
	cases := parse(t, "# It ends\n@ own server\n> PING\n< +PONG\nstop\nexits\n")
	result := play(t, check.Command{Args: badServer("ignores SIGTERM")}, vain, cases)[0]
	if result.Reason != "the server still runs after 3s" {
		t.Errorf("got\n%s", result.Text(check.Style{}))
	}
}

// Without a handler SIGTERM ends a process, but not with status 0.
func TestServerWithoutAHandlerForSIGTERM(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no SIGTERM")
	}
	cases := parse(t, "# It ends\n@ own server\n> PING\n< +PONG\nstop\nexits\n")
	result := play(t, check.Command{Args: badServer("has no handler")}, hang, cases)[0]
	if result.Got != "signal: terminated" || !strings.Contains(result.Cause, "doesn't handle the signal") {
		t.Errorf("got\n%s", result.Text(check.Style{}))
	}
}

// A program that isn't there is reported once for each case.
func TestProgramThatIsNotThere(t *testing.T) {
	result := play(t, check.Command{Args: []string{"./no-such-program"}}, hang, parse(t, ping))[0]
	if !strings.HasPrefix(result.Reason, "the server can't be started: ") {
		t.Errorf("got %q", result.Reason)
	}
}

// A server that doesn't survive the end of a client's connection fails the case
// after, which is told that it isn't the one to blame, and what was printed.
func TestServerThatEndsWithAClient(t *testing.T) {
	t.Parallel()
	cases := parse(t, ping+"# PING is answered again\n> PING\n< +PONG\n")
	results := play(t, check.Command{Args: badServer("ends with a client")}, hang, cases)
	if results[0].Outcome != check.Pass {
		t.Errorf("got\n%s", results[0].Text(check.Style{}))
	}
	result := results[1]
	if result.Outcome != check.Fail || !strings.Contains(result.Cause, "because the client of the case before") ||
		!strings.Contains(result.Log, "can't read: EOF") {
		t.Errorf("got\n%s", result.Text(check.Style{}))
	}
}

// One that is ended by who only connects, as the runner does to see it listen, is
// told so.
func TestServerThatEndsWhenOneOnlyConnects(t *testing.T) {
	t.Parallel()
	result := play(t, check.Command{Args: badServer("ends when one only connects")}, hang, parse(t, ping))[0]
	if !strings.Contains(result.Cause, "connects and leaves without a word") || !strings.Contains(result.Log, "can't read: EOF") {
		t.Errorf("got\n%s", result.Text(check.Style{}))
	}
}
