package mistakes

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"mini-redis/final/check"
)

var update = flag.Bool("update", false, "write what is printed to the golden files")

// leastMistakes is how many different ones there are to be.
const leastMistakes = 110

// Without a mistake the servers pass every case, so what a planted server fails is the
// mistake's doing.
func TestServerWithoutMistakePassesAllSpecs(t *testing.T) {
	t.Parallel()
	for _, spec := range check.Specs() {
		t.Run(spec.Name, func(t *testing.T) {
			t.Parallel()
			runner := check.Runner{Target: target(spec.Step, ""), Timeout: time.Minute, Parallel: 4}
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
	t.Parallel()
	different := map[mistake]bool{}
	results := playAll(t)
	for i, r := range rows() {
		different[r.mistake] = true
		t.Run(fmt.Sprintf("step%d/%s", r.step, r.mistake), func(t *testing.T) {
			if results[i].Outcome != check.Fail {
				t.Fatalf("%s: %q lets it pass", results[i].Outcome, r.title)
			}
			got, want := printed(t, r, results[i]), golden(t, r)
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

// playAll plays all rows, those at once in which something is waited for in vain, which costs
// next to nothing, and beside them a few of the others.
func playAll(t *testing.T) []check.Result {
	t.Helper()
	results := make([]check.Result, len(rows()))
	var silent, answered errgroup.Group
	answered.SetLimit(8)
	for i, r := range rows() {
		runner := check.Runner{Target: target(r.step, r.mistake), Timeout: r.patience(t)}
		c := caseOf(t, r)
		players := &answered
		if runner.Timeout == inVain {
			players = &silent
		}
		players.Go(func() error {
			for results[i] = range runner.Run(t.Context(), []check.Case{c}) {
			}
			return nil
		})
	}
	silent.Wait() // the players return no error
	answered.Wait()
	return results
}

// learners wait for 2 s for what doesn't come.
const learners = "2s"

// stuck is how long only that takes which is never done. A part of it is waited for the end of a
// server whose connection has ended.
const stuck = 20 * time.Second

// patience is how long the case of a row waits. A mistake that shows by silence is waited for in
// vain, yet long enough for the replies before the silence to come on a busy machine; for the
// others, no machine is too busy.
func (r row) patience(t *testing.T) time.Duration {
	t.Helper()
	if strings.Contains(golden(t, r), learners) {
		return inVain
	}
	return stuck
}

// longest is the longest wait that can be written in a case.
const longest = 5 * time.Second

// wait is the wait in a mistake's case that its server cuts short, as it is written there, "" for
// none. Here it may be the longest.
func (m mistake) wait() string {
	switch m {
	case noConnectionLimit:
		return "nothing 100ms"
	case replyCutAtShutdown, deadlineOnBothWays:
		return "runs 50ms"
	}
	return ""
}

// target is a server with a mistake against a step.
func target(step int, plant mistake) check.Target {
	if step == 1 {
		return plantedEcho(plant)
	}
	return planted(plant)
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
	c := spec.Cases[at]
	short := r.mistake.wait()
	if short == "" {
		return c
	}
	what, _, _ := strings.Cut(short, " ")
	long := fmt.Sprintf("%s %dms", what, longest.Milliseconds())
	cases, err := check.Parse(c.File, []byte(strings.Replace(c.Text(), short, long, 1)))
	if err != nil || slices.Equal(cases[0].Conversation(), c.Conversation()) {
		t.Fatalf("%q has no line %q, or: %v", r.title, short, err)
	}
	cases[0].ID = c.ID
	return cases[0]
}

var (
	freshSuffix = regexp.MustCompile(`-[0-9a-f]{8}\b`)
	place       = regexp.MustCompile(`(?m)(\.spec:)\d+$`)
	caseID      = regexp.MustCompile(`(?m)^(FAIL  )\d+\.\d+`)
	onlyVaries  = regexp.MustCompile(`(?m)^ *~\n`) // such a line may also be missing
)

// printed returns what the learner reads, with a learner's times, and without what differs
// between runs or when a spec gets another case: suffixes, line numbers and IDs.
func printed(t *testing.T, r row, result check.Result) string {
	t.Helper()
	waits, learners := r.patience(t), learners
	if _, short, ok := strings.Cut(r.mistake.wait(), " "); ok {
		waits, learners = longest, short
	}
	text := strings.ReplaceAll(result.Text(check.Style{Hint: true}), waits.String(), learners)
	text = freshSuffix.ReplaceAllString(text, "-suffix")
	if r.varies != "" {
		text = regexp.MustCompile(r.varies).ReplaceAllString(text, "~")
		text = onlyVaries.ReplaceAllString(text, "")
	}
	text = place.ReplaceAllString(text, "${1}LINE")
	return caseID.ReplaceAllString(text, "${1}ID")
}
