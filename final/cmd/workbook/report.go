package main

import (
	"fmt"
	"strings"

	"mini-redis/final/check"
)

// A report is for a person: a board with a row for each step, then the case to
// make pass next, explained, and last how far the server is. A single case has
// no board.
type report struct {
	*options
	shell
	headed  bool     // the board has its heading
	reasons []string // why cases were skipped, each once
	skipped map[string]int
}

// result explains a failure at once if all are asked for.
func (p *report) result(r check.Result) {
	switch _, single := p.part.single(); {
	case single:
		fmt.Fprint(p.stdout, r.Text(p.style()))
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

func (p *report) style() check.Style {
	return check.Style{Color: p.color, Hint: p.hint, NoPlace: true}
}

// The board's columns. With signsPerLine signs, a blank after each ten, a line
// has 79 characters.
const (
	boardColumns = "%-5s%-10s%-11s%8s  "
	boardIndent  = 36
	signsPerLine = 40
	boardHeading = "# passed  x failed  ~ skipped  . not played"
)

// grade prints the row of a step.
func (p *report) grade(g grade) {
	if _, single := p.part.single(); single {
		return
	}
	if !p.headed {
		p.headed = true
		fmt.Fprintf(p.stdout, boardColumns+"%s\n", "", "step", "", "cases", boardHeading)
	}
	count := fmt.Sprintf("%d of %d", g.passed(), len(g.spec.Cases))
	if len(g.results) == 0 || g.outgrown() {
		count = fmt.Sprint(len(g.spec.Cases))
	}
	row := fmt.Sprintf(boardColumns, nameOf(g.spec), g.spec.Name, g.state(), count)
	if g.state() == "done" || g.state() == "passed" {
		row = strings.Replace(row, g.state(), p.paint(green, g.state()), 1)
	}
	fmt.Fprintf(p.stdout, "%s%s\n", row, p.signs(g))
}

// signs returns a sign for each case, on as many lines as it takes.
func (p *report) signs(g grade) string {
	var b strings.Builder
	for i := range g.spec.Cases {
		switch {
		case i == 0:
		case i%signsPerLine == 0:
			b.WriteString("\n" + strings.Repeat(" ", boardIndent))
		case i%10 == 0:
			b.WriteByte(' ')
		}
		outcome := check.Outcome("")
		if i < len(g.results) {
			outcome = g.results[i].Outcome
		}
		switch outcome {
		case check.Pass:
			b.WriteString(p.paint(green, "#"))
		case check.Fail:
			b.WriteString(p.paint(red, "x"))
		case check.Skip:
			b.WriteByte('~')
		default:
			b.WriteByte('.')
		}
	}
	return b.String()
}

func (p *report) end(grades []grade) {
	next := firstFailure(grades)
	if _, single := p.part.single(); single {
		if next != nil {
			fmt.Fprintf(p.stdout, "\n  Help: %s\n", p.help(*next))
		}
		return
	}
	for _, spec := range p.part.specs[len(grades):] {
		p.grade(grade{spec: spec})
	}
	for _, reason := range p.reasons {
		fmt.Fprintf(p.stdout, "%s skipped: %s\n", cases(p.skipped[reason]), reason)
	}
	if words := reached(grades); words != "" {
		fmt.Fprintf(p.stdout, "\n%s", words)
	}
	if next != nil {
		p.explain(*next, grades)
	}
	if p.part.whole {
		counted, others := p.counted()
		fmt.Fprintf(p.stdout, "\n%d of %d steps done%s%s\n", countDone(grades), counted, needStart(others), nameNext(next))
	}
}

// explain shows the case to make pass next, where to find help, and which others
// fail.
func (p *report) explain(r check.Result, grades []grade) {
	fmt.Fprintln(p.stdout)
	if !p.all {
		fmt.Fprint(p.stdout, r.Text(p.style()))
	} else {
		fmt.Fprintf(p.stdout, "The first to make pass is %s  %s\n", r.Case.ID, r.Case.Title)
	}
	fmt.Fprintf(p.stdout, "\n  Help: %s\n", p.help(r))
	var others []string
	for _, g := range grades {
		for _, f := range g.failed {
			if f.Case.ID != r.Case.ID {
				others = append(others, f.Case.ID)
			}
		}
	}
	if len(others) > 0 && !p.all {
		fmt.Fprintf(p.stdout, "%s\n", wrap("  Also failing: ", others))
	}
}

// help returns the commands that help with a case.
func (o *options) help(r check.Result) string {
	c := r.Case
	ways := []string{readCommand(c), "workbook show " + c.ID}
	if c.Hint != "" && !o.hint && !r.Guessed {
		ways = append(ways, "--hint")
	}
	return strings.Join(ways, ", ")
}

// wrap returns the words after a lead, with blanks between them, on lines of at
// most 79 characters.
func wrap(lead string, words []string) string {
	var b strings.Builder
	b.WriteString(lead)
	column := len(lead)
	for i, word := range words {
		switch {
		case i == 0:
		case column+1+len(word) > 79:
			b.WriteString("\n" + strings.Repeat(" ", len(lead)))
			column = len(lead)
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += len(word)
	}
	return b.String()
}

func cases(n int) string {
	if n == 1 {
		return "1 case"
	}
	return fmt.Sprintf("%d cases", n)
}

// needStart says which steps don't count at an address.
func needStart(others []check.Spec) (text string) {
	for _, spec := range others {
		text += fmt.Sprintf(", step %d needs -- COMMAND", spec.Step)
	}
	return text
}

func nameNext(next *check.Result) string {
	if next == nil {
		return ""
	}
	return fmt.Sprintf("; next: %s  %s", next.Case.ID, next.Case.Title)
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
