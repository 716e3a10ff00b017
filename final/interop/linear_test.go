package interop

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
)

// Whatever the clients do at the same time, the replies are those of a store that
// does one command after another, each between its call and its reply. A command
// whose connection is lost is done once or not at all, and one that was not sent
// whole is not done.
func TestConcurrentHistoriesAreLinearizable(t *testing.T) {
	for _, test := range []struct {
		start     func(testing.TB, ...string) *server
		histories int // in CI
	}{
		{startFinal, 200},
		{startRedis, 20},
	} {
		s := test.start(t)
		t.Run(s.name, func(t *testing.T) {
			killer := newClientKiller(t, s)
			for seed := range uint64(volume(test.histories)) {
				run := &linearRun{t: t, addr: s.addr, prefix: fmt.Sprintf("h%d:", seed), kill: killer.kill, losses: 1}
				history := run.play(seed, 1200)
				if len(history) < 1000 {
					t.Errorf("seed %d: %d operations, want at least 1000", seed, len(history))
				}
				if got := linearVerdict(history); got != porcupine.Ok {
					t.Errorf("seed %d: %v; the history is in %s", seed, got, linearPicture(t, seed, history))
				}
				if t.Failed() {
					return
				}
			}
			if killer.kills == 0 && inCI() {
				t.Error("the server closed no connection")
			}
		})
	}
}

// A clientKiller has a server close connections of its other clients.
type clientKiller struct {
	t     *testing.T
	mu    sync.Mutex // one question at a time
	conn  net.Conn
	in    *bufio.Reader
	kills int // so far; guarded by mu
}

func newClientKiller(t *testing.T, s *server) *clientKiller {
	t.Helper()
	conn := s.dial()
	return &clientKiller{t: t, conn: conn, in: bufio.NewReader(conn)}
}

// kill has the server close the connection from addr. One that the server has not yet
// accepted stays open.
func (k *clientKiller) kill(addr string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.conn.SetDeadline(time.Now().Add(time.Minute))
	io.WriteString(k.conn, linearRequest([]string{"CLIENT", "KILL", "ADDR", addr}))
	switch reply, err := linearReply(k.in); reply {
	case ":1\r\n":
		k.kills++
	case ":0\r\n":
	default:
		k.t.Errorf("CLIENT KILL ADDR %s: %q, %v", addr, reply, err)
	}
}

func TestCheckerPassesServerWithoutFault(t *testing.T) {
	for seed := range uint64(volume(10)) {
		run := &linearRun{t: t, addr: servePlanted(t, noFault), losses: 1}
		if got := linearVerdict(run.play(seed, 1200)); got != porcupine.Ok {
			t.Errorf("seed %d: %v", seed, got)
		}
	}
}

func TestCheckerRejectsEachPlantedFault(t *testing.T) {
	for _, fault := range []plantedFault{
		staleGet, lostIncr, twoStepMset, lateDel, sharedGetdel, forgetfulNx, halfCommand, rashGet,
	} {
		t.Run(string(fault), func(t *testing.T) {
			const histories = 20 // the first one has shown each fault so far
			for seed := range uint64(histories) {
				run := &linearRun{t: t, addr: servePlanted(t, fault)}
				switch got := linearVerdict(run.play(seed, 1200)); got {
				case porcupine.Illegal:
					return
				case porcupine.Unknown:
					t.Fatalf("seed %d: the checker gave up", seed)
				}
			}
			t.Errorf("%d histories passed", histories)
		})
	}
}

// linearVerdict checks one history. porcupine.Unknown says that the checker gave up.
func linearVerdict(history []porcupine.Operation) porcupine.CheckResult {
	return porcupine.CheckOperationsTimeout(linearModel(), history, 20*time.Second)
}

// linearPicture draws a history for a browser. The file outlives the test if it
// runs with -artifacts.
func linearPicture(t *testing.T, seed uint64, history []porcupine.Operation) (path string) {
	t.Helper()
	path = filepath.Join(t.ArtifactDir(), fmt.Sprintf("history-%d.html", seed))
	_, info := porcupine.CheckOperationsVerbose(linearModel(), history, 20*time.Second)
	if err := porcupine.VisualizePath(linearModel(), info, path); err != nil {
		t.Error(err)
	}
	return path
}
