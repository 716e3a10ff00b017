package docs_test

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestChaptersAskAndAnswer(t *testing.T) { obeyInPages(t, answeredQuestions) }

// A prompt is a paragraph that asks the reader for something.
type prompt struct {
	text  string
	folds []string // the summaries of what is folded behind it
}

var (
	promptLine = regexp.MustCompile(`^\*\*(Predict|Warm-up|Core|Stretch|\d+)\.\*\* `)
	foldLine   = regexp.MustCompile(`^<details><summary>(.*)</summary>$`)
)

// prompts returns what a chapter asks, by the "## " heading it stands under.
func prompts(text string) map[string][]prompt {
	sections := map[string][]prompt{}
	section, inFence := "", false
	for line := range strings.SplitSeq(text, "\n") {
		if strings.HasPrefix(line, "```") {
			inFence = !inFence
		}
		title, isHeading := strings.CutPrefix(line, "## ")
		fold := foldLine.FindStringSubmatch(line)
		asked := sections[section]
		switch {
		case inFence:
		case isHeading:
			section = title
		case promptLine.MatchString(line):
			sections[section] = append(asked, prompt{text: line})
		case fold != nil && len(asked) > 0:
			asked[len(asked)-1].folds = append(asked[len(asked)-1].folds, fold[1])
		}
	}
	return sections
}

// answeredQuestions: a chapter that is typed has four to seven checkpoints, two to four predictions, four to
// six questions and three exercises. What is asked is answered in a fold right behind it,
// and an exercise has a hint before its answer.
func answeredQuestions(fsys fs.FS, all []page) (findings []string) {
	for _, p := range all {
		if !slices.ContainsFunc(p.Fences, isTyped) {
			continue
		}
		text, err := fs.ReadFile(fsys, p.Path)
		if err != nil {
			return append(findings, err.Error())
		}
		predictions, checkpoints := 0, 0
		asked := prompts(string(text))
		for section, list := range asked {
			want := []string{"Answer"}
			switch {
			case section == "Exercises":
				want = []string{"Hint", "Answer"}
			case section != "Check yourself":
				predictions += len(list)
			}
			for _, q := range list {
				if !slices.Equal(q.folds, want) {
					findings = append(findings, fmt.Sprintf("%s:1: %q has the folds %q behind it, want %q", p.Path, q.text, q.folds, want))
				}
			}
		}
		for _, f := range p.Fences {
			if cp, ok := checkpointOf(f); ok && cp.passes {
				checkpoints++
			}
		}
		for _, count := range []struct {
			what         string
			n, low, high int
		}{
			{"checkpoints", checkpoints, 4, 7},
			{"predictions", predictions, 2, 4},
			{"questions to check oneself", len(asked["Check yourself"]), 4, 6},
			{"exercises", len(asked["Exercises"]), 3, 3},
		} {
			if count.n < count.low || count.n > count.high {
				findings = append(findings, fmt.Sprintf("%s:1: has %d %s, want %d to %d", p.Path, count.n, count.what, count.low, count.high))
			}
		}
	}
	slices.Sort(findings)
	return findings
}
