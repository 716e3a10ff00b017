package check_test

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"

	"mini-redis/final/check"
)

// Each step has as many cases as it takes to say what it does.
func TestSpecsHaveEnoughCases(t *testing.T) {
	atLeast := []int{5, 20, 20, 15, 20, 10}
	specs := check.Specs()
	if len(specs) != len(atLeast) {
		t.Fatalf("there are %d specs, want %d", len(specs), len(atLeast))
	}
	total, own := 0, 0
	for i, spec := range specs {
		n := 0
		for _, c := range spec.Cases {
			n++
			if c.OwnRule != "" {
				own++
			}
		}
		total += n
		t.Logf("step %d, %s: %d cases", spec.Step, spec.Name, n)
		if spec.Step != i+1 || n < atLeast[i] {
			t.Errorf("step %d has %d cases, want step %d with at least %d", spec.Step, n, i+1, atLeast[i])
		}
		if _, err := os.Stat("../../" + spec.Chapter); err != nil {
			t.Errorf("step %d: %v", spec.Step, err)
		}
	}
	t.Logf("%d cases, %d of them own rules", total, own)
	if total < 90 {
		t.Errorf("there are %d cases, want at least 90", total)
	}
}

// A title is a sentence of its own: no two cases of any step have the same, and
// it needs no full stop. IDs and places lead to the case.
func TestTitlesAreSentences(t *testing.T) {
	seen := map[string]string{}
	for _, spec := range slices.Concat(check.Specs(), check.Exercises()) {
		text, err := os.ReadFile("../../" + spec.Cases[0].File)
		if err != nil {
			t.Fatal(err)
		}
		lines := bytes.Split(text, []byte("\n"))
		for _, c := range spec.Cases {
			if seen[c.Title] != "" {
				t.Errorf("%s has the title of %s: %s", c.ID, seen[c.Title], c.Title)
			}
			seen[c.Title] = c.ID
			if strings.ContainsAny(c.Title[len(c.Title)-1:], ".!?") || !unicode.IsUpper(rune(c.Title[0])) || len(c.Title) > 80 {
				t.Errorf("%s: %q is no title", c.ID, c.Title)
			}
			if got := string(lines[c.Line-1]); got != "# "+c.Title {
				t.Errorf("%s: %s:%d is %q", c.ID, c.File, c.Line, got)
			}
		}
	}
}

// The ID of an exercise tells it from the case of a step, and has its step's number.
func TestExercisesHaveIDsOfTheirOwn(t *testing.T) {
	for _, spec := range check.Exercises() {
		step, _ := check.SpecOf(spec.Step)
		if !spec.Exercise || step.Exercise || spec.Name != step.Name || spec.Chapter != step.Chapter {
			t.Errorf("%s, %s: no exercises of step %d", spec.Name, spec.Chapter, step.Step)
		}
		for i, c := range spec.Cases {
			if want := fmt.Sprintf("ex%d.%d", spec.Step, i+1); c.ID != want || c.Step != spec.Step || c.Hint == "" {
				t.Errorf("got %s of step %d, want %s with a hint", c.ID, c.Step, want)
			}
		}
	}
}

// Cases that share a server touch only keys and channels of their own: they
// have a tilde where another case's could be met. Before step 3 there is nothing to share.
func TestSharedServerCasesHaveNamesOfTheirOwn(t *testing.T) {
	for _, spec := range slices.Concat(check.Specs(), check.Exercises()) {
		for _, c := range spec.Cases {
			if c.Step < 3 {
				continue
			}
			for _, line := range c.Conversation() {
				sign, command, _ := strings.Cut(line, " ")
				words := strings.Fields(command)
				switch {
				case c.OwnServer || !strings.HasSuffix(sign, ">"):
				case words[0] == "FLUSHALL" || words[0] == "DBSIZE":
					t.Errorf("%s: %s needs a server of its own", c.ID, line)
				case len(words) > 1 && words[0] != "PING" && words[0] != "ECHO" && !strings.Contains(command, "~"):
					t.Errorf("%s: %s has no tilde", c.ID, line)
				}
			}
		}
	}
}
