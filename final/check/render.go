package check

import (
	"fmt"
	"strings"

	"mini-redis/final/internal/terminal"
)

// A Style is how a failure is printed.
type Style struct {
	Color bool // with ANSI colours, for a terminal
	Hint  bool // with the case's hint, which a guessed cause has anyway

	// NoPlace leaves out where the case stands, for readers who don't have the file.
	NoPlace bool

	// FindingOnly leaves out that, the title and the conversation, for readers who
	// have just seen them.
	FindingOnly bool
}

// Text explains a failed case: what it is about, what was said, what was
// expected and what came, and the probable cause. It ends with a newline. A case
// that passed or was skipped gets one line.
func (r Result) Text(style Style) string {
	t := printer{color: style.Color}
	switch r.Outcome {
	case Pass:
		t.line(green, "pass", "  %s  %s", r.Case.ID, r.Case.Title)
		return t.String()
	case Skip:
		t.line(yellow, "skip", "  %s  %s (%s)", r.Case.ID, r.Case.Title, r.Reason)
		return t.String()
	}
	if !style.FindingOnly {
		t.line(red, "FAIL", "  %s  %s", r.Case.ID, r.Case.Title)
		if len(r.Said) > 0 {
			t.WriteByte('\n')
		}
		for _, said := range r.Said {
			t.line("", "", "    %s", said)
		}
	}
	r.difference(&t)
	t.WriteByte('\n')
	for _, sentence := range []string{r.Reason, r.Meanwhile, r.Cause} {
		if sentence != "" {
			t.line("", "", "  %s", ended(sentence))
		}
	}
	if len(r.Goroutines) > 0 {
		t.line("", "", "\n  Where its goroutines stand:")
	}
	for _, line := range r.Goroutines {
		t.line("", "", "    %s", terminal.Visible(line))
	}
	if r.Log != "" {
		t.line("", "", "\n  The server's log:")
		for log := range strings.Lines(r.Log) {
			t.line("", "", "    | %s", terminal.Visible(strings.TrimRight(log, "\r\n")))
		}
	}
	if (style.Hint || r.Guessed) && r.Case.Hint != "" {
		t.line(yellow, "\n  Hint:", " %s", r.Case.Hint)
	}
	if !style.NoPlace && !style.FindingOnly && r.Line > 0 {
		t.line("", "", "\n  %s:%d", r.Case.File, r.Line)
	}
	return t.String()
}

func (r Result) difference(t *printer) {
	if r.Want == "" && r.Got == "" {
		return
	}
	t.WriteByte('\n')
	t.line(green, "  expected  ", "%s", r.Want)
	t.line(red, "  got       ", "%s", r.Got)
	if r.Caret >= 0 {
		t.line("", "", "            %s^", strings.Repeat(" ", r.Caret))
	}
}

// ended returns a sentence with the mark at its end.
func ended(sentence string) string {
	if strings.HasSuffix(sentence, "?") || strings.HasSuffix(sentence, ".") {
		return sentence
	}
	return sentence + "."
}

// The colours are those of ANSI terminals.
const (
	red    = "\x1b[31m"
	green  = "\x1b[32m"
	yellow = "\x1b[33m"
	plain  = "\x1b[0m"
)

type printer struct {
	strings.Builder
	color bool
}

// line prints word, coloured, and the rest, and ends the line.
func (p *printer) line(color, word, format string, args ...any) {
	if p.color && color != "" {
		word = color + word + plain
	}
	p.WriteString(word)
	fmt.Fprintf(p, format, args...)
	p.WriteByte('\n')
}
