package main

import (
	"fmt"
	"strings"

	"mini-redis/final/check"
)

// A report is for a person: a line for each step, then the case to make pass
// next, explained, and last how far the server is.
type report struct {
	*options
	shell
	reasons []string // why cases were skipped, each once
	skipped map[string]int
}

// result explains a failure at once if all are asked for.
func (p *report) result(r check.Result) {
	switch {
	case r.Outcome == check.Skip && r.Reason != outgrown:
		if p.skipped == nil {
			p.skipped = map[string]int{}
		}
		if p.skipped[r.Reason] == 0 {
			p.reasons = append(p.reasons, r.Reason)
		}
		p.skipped[r.Reason]++
	case r.Outcome == check.Fail && p.all:
		fmt.Fprintln(p.stdout, r.Text(p.style()))
	}
}

func (p *report) style() check.Style { return check.Style{Color: p.color, Hint: p.hint} }

func (p *report) grade(g grade) {
	fmt.Fprintf(p.stdout, "%s  step %d  %-9s %s\n", p.sign(g), g.spec.Step, g.spec.Name, summary(g))
	if p.part.whole() || p.all || len(g.failed) < 2 {
		return
	}
	for _, r := range g.failed {
		fmt.Fprintf(p.stdout, "      %-5s %s\n", r.Case.ID, r.Case.Title)
	}
}

// sign is # for a step that is done, - for one with failures, and ? for one
// that could not be judged.
func (p *report) sign(g grade) string {
	switch {
	case g.done():
		return p.paint(green, "#")
	case len(g.failed) > 0:
		return p.paint(red, "-")
	}
	return "?"
}

func summary(g grade) string {
	switch played := len(g.results); {
	case g.outgrown():
		return "outgrown: this server speaks RESP"
	case len(g.failed) == 0 && g.skipped == played:
		return fmt.Sprintf("nothing could be checked: %s skipped", cases(g.skipped))
	case len(g.failed) == 0 && g.skipped > 0:
		return fmt.Sprintf("%s passed, %d skipped", cases(g.passed()), g.skipped)
	case len(g.failed) == 0:
		return fmt.Sprintf("%s passed", cases(g.passed()))
	case played < len(g.spec.Cases):
		return fmt.Sprintf("%d of %s failed; the other %d weren't played", len(g.failed), cases(played), len(g.spec.Cases)-played)
	case g.skipped > 0:
		return fmt.Sprintf("%d of %s failed, %d skipped", len(g.failed), cases(played), g.skipped)
	default:
		return fmt.Sprintf("%d of %s failed", len(g.failed), cases(played))
	}
}

func cases(n int) string {
	if n == 1 {
		return "1 case"
	}
	return fmt.Sprintf("%d cases", n)
}

func (p *report) end(grades []grade) {
	for _, reason := range p.reasons {
		fmt.Fprintf(p.stdout, "   %s skipped: %s\n", cases(p.skipped[reason]), reason)
	}
	var next *check.Result
	for _, g := range grades {
		if len(g.failed) > 0 && next == nil {
			next = &g.failed[0]
		}
	}
	if next != nil {
		p.explain(*next)
	}
	if p.part.whole() {
		counted, others := p.counted()
		fmt.Fprintf(p.stdout, "\n%s %d/%d%s%s\n", p.bar(grades), countDone(grades), counted, needStart(others), nextCase(next))
	}
}

// explain shows the case to make pass next, and where to find help.
func (p *report) explain(r check.Result) {
	if !p.all {
		fmt.Fprintf(p.stdout, "\n%s", r.Text(p.style()))
	}
	ways := []string{fmt.Sprintf("%s (workbook read %d)", chapterOf(r.Case), r.Case.Step), "workbook show " + r.Case.ID}
	if r.Case.Hint != "" && !p.hint {
		ways = append(ways, "--hint")
	}
	fmt.Fprintf(p.stdout, "  Help: %s\n", strings.Join(ways, ", "))
}

// needStart says which steps don't count at an address.
func needStart(others []check.Spec) (text string) {
	for _, spec := range others {
		text += fmt.Sprintf(", step %d needs -- COMMAND", spec.Step)
	}
	return text
}

func nextCase(next *check.Result) string {
	if next == nil {
		return ""
	}
	return fmt.Sprintf("  next: %s  %s", next.Case.ID, next.Case.Title)
}

// bar shows a sign for each step; one that wasn't played is a -.
func (p *report) bar(grades []grade) string {
	var b strings.Builder
	for _, g := range grades {
		b.WriteString(p.sign(g))
	}
	b.WriteString(strings.Repeat("-", len(p.part.specs)-len(grades)))
	return "[" + b.String() + "]"
}

// The colours are those of ANSI terminals.
const (
	red   = "\x1b[31m"
	green = "\x1b[32m"
	plain = "\x1b[0m"
)

func (p *report) paint(color, text string) string {
	if !p.color {
		return text
	}
	return color + text + plain
}
