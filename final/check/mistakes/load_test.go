package mistakes

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"mini-redis/final/check"
)

// loadCase returns a case about load.
func loadCase(t *testing.T, id string) check.Case {
	t.Helper()
	cases := check.Load().Cases
	i := slices.IndexFunc(cases, func(c check.Case) bool { return c.ID == id })
	if i < 0 {
		t.Fatalf("there is no case %s", id)
	}
	return cases[i]
}

// What no client sees, but the machine, is caught by the case that is about it, and named.
func TestMistakesThatTheMachineSees(t *testing.T) {
	needLinux(t)
	t.Parallel()
	for _, c := range check.Load().Cases {
		catchLoad(t, c.ID)
	}
}

// catchLoad wants a case about load to catch the mistakes that it is about.
func catchLoad(t *testing.T, id string) {
	t.Helper()
	for _, test := range []struct {
		mistake mistake
		id      string
		reason  string
		cause   string
	}{
		{acceptErrorCrashes, "load.descriptors", "the server has ended", "the server crashed: exit status 2"},
		{acceptErrorEnds, "load.descriptors", "nobody is served any more, after 10s", "an error of accept has ended the loop"},
		{acceptErrorSpins, "load.descriptors", "the server keeps a processor busy while it can accept nobody", "it tries to accept again at once"},
		{promiseIsTaken, "load.promises", "memory is taken for what has only been announced", "make no buffer of the announced length"},
		{elementsAreTaken, "load.promises", "memory is taken for what has only been announced", "make no room for as many elements"},
		{outboxUnbounded, "load.replies", "memory fills with replies that the client doesn't read", "replies wait in memory without bound"},
		{goroutineStays, "load.connections", "10000 clients have come and gone, and memory has grown", "a goroutine or thread that doesn't end"},
	} {
		if test.id != id {
			continue
		}
		t.Run(string(test.mistake), func(t *testing.T) {
			t.Parallel()
			runner := check.Runner{Target: process(test.mistake)}
			for r := range runner.Run(t.Context(), []check.Case{loadCase(t, test.id)}) {
				if r.Outcome != check.Fail || r.Reason != test.reason || !strings.Contains(r.Cause, test.cause) {
					t.Errorf("got\n%s\nwant %s, %s", r.Text(check.Style{}), test.reason, test.cause)
				}
			}
		})
	}
}

// Servers without a mistake pass, however different they are.
func TestSoundServersPassUnderLoad(t *testing.T) {
	needLinux(t)
	t.Parallel()
	passLoad(t, map[string]check.Command{
		"small":  process(""),
		"step 1": built(t, "../../../step01_echo/server", "-addr", "127.0.0.1:{port}"),
		"final":  built(t, "../../cmd/mini-redis-server", "--port", "{port}"),
		"redis":  redis(t),
	})
}

// redis is the command for redis-server, without arguments if it isn't installed.
func redis(t *testing.T) check.Command {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err == nil {
		return check.Command{
			Args: []string{"redis-server", "--port", "{port}", "--save", "", "--appendonly", "no"}, Dir: t.TempDir(),
		}
	} else if os.Getenv("CI") != "" {
		t.Error("redis-server is not installed")
	}
	return check.Command{}
}

// passLoad wants the servers to pass the cases about load, those of step 1 and of Redis as far as
// the cases are about them.
func passLoad(t *testing.T, servers map[string]check.Command) {
	t.Helper()
	for name, target := range servers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if len(target.Args) == 0 {
				t.Skip("it is not installed")
			}
			runner := check.Runner{Target: target}
			for r := range runner.Run(t.Context(), check.Load().Cases) {
				want := check.Pass
				switch {
				case name == "redis" && r.Case.OwnRule != "":
					want = check.Fail
				case name == "step 1" && (r.Case.ID == "load.promises" || r.Case.ID == "load.replies"):
					want = check.Skip
				}
				if r.Outcome != want {
					t.Errorf("got\n%s\nwant %s", r.Text(check.Style{}), want)
				}
			}
		})
	}
}

// Where the machine can't be asked, the cases say why.
func TestLoadSaysWhyItCannotBePlayed(t *testing.T) {
	inProcess := check.InProcess(func(_, _ context.Context, l net.Listener, _ check.Limits) error { return l.Close() })
	for want, target := range map[string]check.Target{
		"it needs a server that is a program, and is started for it": inProcess,
		"it needs a server of its own, which must be started for it": check.Address("127.0.0.1:1"),
	} {
		runner := check.Runner{Target: target}
		for r := range runner.Run(t.Context(), check.Load().Cases) {
			if r.Outcome != check.Skip || r.Reason != want {
				t.Errorf("got\n%s\nwant %s", r.Text(check.Style{}), want)
			}
		}
	}
}

func needLinux(t *testing.T) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells what its programs take")
	}
}

// built returns the command for a program of this module.
func built(t *testing.T, dir string, args ...string) check.Command {
	t.Helper()
	program := filepath.Join(t.TempDir(), "server")
	if out, err := exec.Command("go", "build", "-o", program, dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return check.Command{Args: append([]string{program}, args...)}
}
