package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"

	"mini-redis/final/check"
)

// index has a line for each file of the steps: its path and what it is about, in
// the order in which they read best.
//
//go:embed answers.txt
var index string

// code has those files in that order, each after a line `-- path --`. It is a
// copy, since a program can embed only what lies below it, and a test keeps it
// equal to the steps:
//
//	go test ./final/cmd/workbook -run TestAnswersAreTheFilesOfTheSteps -update
//
//go:embed answers.txtar
var code string

// An answer is a file of the finished steps. Their tests are no answers: they
// play the specs by packages that a learner's module doesn't have.
type answer struct {
	path  string // such as "step02_framing/decode.go"
	about string // one line
	code  string
}

// answersOf returns the files of one step.
func answersOf(step int) (list []answer) {
	for line := range strings.Lines(index) {
		path, about, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		if !ok || !strings.HasPrefix(path, stepDir(step)+"/") {
			continue
		}
		_, text, _ := strings.Cut(code, "-- "+path+" --\n")
		text, _, _ = strings.Cut(text, "\n-- ")
		list = append(list, answer{path, about, strings.TrimSuffix(text, "\n") + "\n"})
	}
	return list
}

// stepDir returns the directory of a step, such as step02_framing.
func stepDir(step int) string {
	spec, _ := check.SpecOf(step)
	return fmt.Sprintf("step%02d_%s", spec.Step, spec.Name)
}

// runAnswer prints the index of a step, so that nobody sees by accident what they
// wanted to find, and code only if it is asked for: by a case, a file or --all.
func runAnswer(_ context.Context, args []string, sh shell) (int, error) {
	fs := newFlags()
	all := fs.Bool("all", false, "")
	names, err := parseMixed(fs, args)
	if err != nil {
		return 0, err
	}
	if len(names) == 0 {
		return 0, errors.New("name a step, such as 2, or a case, such as 2.9")
	}
	p, err := parsePart(names[:1])
	if err != nil {
		return 0, err
	}
	step := p.specs[0].Step
	if step == 0 {
		return 0, fmt.Errorf("%s is about each step, and has no answer of its own: name a step, such as 2", names[0])
	}
	list := answersOf(step)
	switch files := names[1:]; {
	case len(files) > 0:
		for _, file := range files {
			i := slices.IndexFunc(list, func(a answer) bool { return a.path == file || a.path == stepDir(step)+"/"+file })
			if i < 0 {
				return 0, fmt.Errorf("step %d has no file %s: workbook answer %d names them", step, file, step)
			}
			fmt.Fprint(sh.stdout, list[i].code)
		}
	case *all || strings.Contains(names[0], "."):
		for i, a := range list {
			if i > 0 {
				fmt.Fprintln(sh.stdout)
			}
			fmt.Fprintf(sh.stdout, "==> %s  %s\n\n%s", a.path, a.about, a.code)
		}
	default:
		printIndex(sh, p.specs[0], list)
	}
	return exitOK, nil
}

func printIndex(sh shell, spec check.Spec, list []answer) {
	fmt.Fprintf(sh.stdout, "The files of step %d, %s, in the order in which they read best:\n\n", spec.Step, spec.Name)
	for _, a := range list {
		fmt.Fprintf(sh.stdout, "  %-30s  %s\n", a.path, a.about)
	}
	file := strings.TrimPrefix(list[1].path, stepDir(spec.Step)+"/")
	fmt.Fprintf(sh.stdout, "\nworkbook answer %d %s prints one of them, workbook answer %d --all prints them all.\n", spec.Step, file, spec.Step)
}
