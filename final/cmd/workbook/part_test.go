package main

import (
	"strings"
	"testing"

	"mini-redis/final/check"
)

// A part is made of steps, cases, exercises and ranges of them, in the book's order
// and each case once, however it is asked for.
func TestPartsAreRangesAndLists(t *testing.T) {
	steps := check.Specs()
	last := func(step int) string { return steps[step-1].Cases[len(steps[step-1].Cases)-1].ID }
	for asked, want := range map[string]string{
		"2.1-2.3":             "2.1 2.2 2.3",
		"3.4,3.2":             "3.2 3.4",
		"3.4 3.2,3.4":         "3.2 3.4",
		last(1) + "-2.2":      last(1) + " 2.1 2.2",
		"ex3.2-ex3.3,1.1":     "1.1 ex3.2 ex3.3",
		"ex3":                 "ex3.1 ex3.2 ex3.3",
		"load.replies,2.1":    "2.1 load.replies",
		"load.promises-load":  "load.promises load.replies load.connections",
		last(5) + "-6.1, 1.2": "1.2 " + last(5) + " 6.1",
	} {
		p, err := parsePart(strings.Fields(asked))
		var got []string
		for _, spec := range p.specs {
			for _, c := range spec.Cases {
				got = append(got, c.ID)
			}
		}
		if strings.Join(got, " ") != want || err != nil || p.whole {
			t.Errorf("%s: got %v, %v, want %s", asked, got, err, want)
		}
	}
	for asked, want := range map[string]int{"": 6, "3": 1, "1-3": 3, "2,ex3,4.1": 3} {
		p, err := parsePart(strings.Fields(asked))
		if len(p.specs) != want || err != nil || p.whole != (asked == "") {
			t.Errorf("%q: got %d specs, %v, want %d", asked, len(p.specs), err, want)
		}
	}
	if p, _ := parsePart([]string{"1-2"}); !isComplete(p.specs[0]) || !isComplete(p.specs[1]) {
		t.Error("a whole step is taken for a part of one")
	}
	if p, _ := parsePart([]string{"1.2-2"}); isComplete(p.specs[0]) || !isComplete(p.specs[1]) {
		t.Error("a part of a step is taken for a whole one")
	}
}
