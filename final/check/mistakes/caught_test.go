package mistakes

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"mini-redis/final/check"
)

var update = flag.Bool("update", false, "write what is printed to the golden files")

// leastMistakes is how many different ones there are to be.
const leastMistakes = 30

// Without a mistake the server passes every case of steps 2 to 6, so what a
// planted server fails is the mistake's doing.
func TestServerWithoutMistakePassesAllSpecs(t *testing.T) {
	for _, spec := range check.Specs()[1:] {
		t.Run(spec.Name, func(t *testing.T) {
			t.Parallel()
			runner := check.Runner{Target: planted(""), Timeout: 10 * time.Second, Parallel: 4}
			passed := 0
			for result := range runner.Run(t.Context(), spec.Cases) {
				if result.Outcome != check.Pass {
					t.Errorf("\n%s", result.Text(check.Style{}))
					continue
				}
				passed++
			}
			if passed != len(spec.Cases) {
				t.Errorf("%d of %d cases passed", passed, len(spec.Cases))
			}
		})
	}
}

// Each mistake is caught by the case whose title is about it, and what the
// learner reads is the golden file.
func TestEachMistakeIsCaughtByItsCase(t *testing.T) {
	different := map[mistake]bool{}
	results := playAll(t)
	for i, r := range rows() {
		different[r.mistake] = true
		t.Run(fmt.Sprintf("step%d/%s", r.step, r.mistake), func(t *testing.T) {
			if results[i].Outcome != check.Fail {
				t.Fatalf("%s: %q lets it pass", results[i].Outcome, r.title)
			}
			got, want := printed(r, results[i]), golden(t, r)
			if *update {
				if err := os.WriteFile(r.file(), []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != want {
				t.Errorf("%s: got\n%s\nwant\n%s", r.file(), got, want)
			}
		})
	}
	if len(different) < leastMistakes {
		t.Errorf("there are %d mistakes, want at least %d", len(different), leastMistakes)
	}
}

// playAll plays all rows, many at once, since most of them wait most of the time.
// Those of step 6 move many megabytes, so they are fewer at once.
func playAll(t *testing.T) []check.Result {
	t.Helper()
	results := make([]check.Result, len(rows()))
	var light, heavy errgroup.Group
	light.SetLimit(6)
	heavy.SetLimit(2)
	var starters sync.WaitGroup
	for _, players := range []*errgroup.Group{&light, &heavy} {
		starters.Go(func() {
			for i, r := range rows() {
				if (r.step == 6) != (players == &heavy) {
					continue
				}
				c, want := caseOf(t, r), golden(t, r)
				players.Go(func() error {
					results[i] = play(t.Context(), r, c, want)
					return nil
				})
			}
			players.Wait() // the players return no error
		})
	}
	starters.Wait()
	return results
}

// elusive mistakes show only if things happen at the right moment, which a busy
// machine may miss: their cases are played up to 5 times. All others must be caught
// the first time.
func (m mistake) elusive() bool {
	switch m {
	case oneReadPerCommand, halfCloseDropsReplies, incrementsLost, lockHeldWhileWriting,
		exIsMilliseconds, setKeepsDeadline, noLazyExpiry, nxSeesExpired,
		listenerStaysOpen, replyCutAtShutdown, commandsDroppedAtShutdown, messagesDroppedAtShutdown:
		return true
	}
	return false
}

// timeout is how long a reply may take, zero for as long as a learner's. Before the reply
// that shows that nobody is dropped, 50 MB are published, for which a busy machine
// may need longer.
func (m mistake) timeout() time.Duration {
	if m == subscriberNeverDropped {
		return 10 * time.Second
	}
	return 0
}

// play plays the case of a row against a server with its mistake.
func play(ctx context.Context, r row, c check.Case, want string) (result check.Result) {
	runner := check.Runner{Target: planted(r.mistake), Timeout: r.mistake.timeout()}
	for tries := 5; tries > 0; tries-- {
		for result = range runner.Run(ctx, []check.Case{c}) {
		}
		caught := result.Outcome == check.Fail && (*update || printed(r, result) == want)
		if caught || !r.mistake.elusive() {
			break
		}
	}
	return result
}

// file is where the golden file of a row is.
func (r row) file() string {
	return filepath.Join("testdata", fmt.Sprintf("step%d-%s.txt", r.step, r.mistake))
}

// golden returns what should be printed, "" if there is no golden file yet.
func golden(t *testing.T, r row) string {
	t.Helper()
	text, err := os.ReadFile(r.file())
	if err != nil && !*update {
		t.Error(err)
	}
	return string(text)
}

// caseOf returns the case that must catch the mistake of a row.
func caseOf(t *testing.T, r row) check.Case {
	t.Helper()
	spec, ok := check.SpecOf(r.step)
	at := slices.IndexFunc(spec.Cases, func(c check.Case) bool { return c.Title == r.title })
	if !ok || at < 0 {
		t.Errorf("step %d has no case %q", r.step, r.title)
		return check.Case{}
	}
	return spec.Cases[at]
}

var (
	freshSuffix = regexp.MustCompile(`-[0-9a-f]{8}\b`)
	place       = regexp.MustCompile(`(?m)(\.spec:)\d+$`)
	caseID      = regexp.MustCompile(`(?m)^(FAIL  )\d+\.\d+`)
)

// printed returns what the learner reads, without what differs between runs or
// when a spec gets another case: suffixes, line numbers and IDs.
func printed(r row, result check.Result) string {
	text := freshSuffix.ReplaceAllString(result.Text(check.Style{Hint: true}), "-suffix")
	if r.varies != "" {
		text = regexp.MustCompile(r.varies).ReplaceAllString(text, "~")
	}
	text = place.ReplaceAllString(text, "${1}LINE")
	return caseID.ReplaceAllString(text, "${1}ID")
}
