package main

import (
	"fmt"
	"strings"

	"mini-redis/final/check"
)

// A nextCase is the output of workbook next: the first case that fails, as a
// conversation in words, what the server did, and how to go on.
type nextCase struct {
	*options
	shell
}

func (p *nextCase) result(check.Result) {}
func (p *nextCase) grade(grade)         {}

func (p *nextCase) end(grades []grade) {
	next := firstFailure(grades)
	if next == nil {
		fmt.Fprintln(p.stdout, "Nothing is left: what could be checked passes.")
		if words := reached(grades); words != "" {
			fmt.Fprintf(p.stdout, "\n%s", words)
		}
		return
	}
	g := grades[len(grades)-1]
	fmt.Fprintf(p.stdout, "%s", describe(next.Case, p.hint, false))
	fmt.Fprintf(p.stdout, "\nWhat your server does:\n%s", next.Text(check.Style{Color: p.color, FindingOnly: true}))
	ways := []string{
		fmt.Sprintf("Passed before it: %d of %d in %s.", g.passed(), len(g.spec.Cases), stepOf(g.spec)),
		"Chapter: " + readCommand(next.Case) + inSection(next.Case),
		"Again:   workbook check " + next.Case.ID + p.again(),
	}
	switch {
	case next.Case.Hint == "" && p.hint:
		ways = append(ways, "This case has no hint.")
	case next.Case.Hint != "" && !p.hint && !next.Guessed:
		ways = append(ways, "Hint:    workbook next --hint"+p.again())
	}
	fmt.Fprintf(p.stdout, "\n%s\n", strings.Join(ways, "\n"))
}

// stepOf names the step of a spec.
func stepOf(spec check.Spec) string {
	if spec.Step == 0 {
		return nameOf(spec)
	}
	return fmt.Sprintf("step %d", spec.Step)
}

// again returns the arguments that start the server, for a shell.
func (o *options) again() string {
	var b strings.Builder
	if o.dir != "." {
		b.WriteString(" --dir " + shellWord(o.dir))
	}
	if o.addr != "" {
		b.WriteString(" --addr " + shellWord(o.addr))
		return b.String()
	}
	b.WriteString(" --")
	for _, word := range o.command {
		b.WriteString(" " + shellWord(word))
	}
	return b.String()
}

// shellWord quotes a word if a shell would take it for something else.
func shellWord(word string) string {
	if word != "" && !strings.ContainsAny(word, " \t\n'\"\\$`*?[]()<>|&;#~!") {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
