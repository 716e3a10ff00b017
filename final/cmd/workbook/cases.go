package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"mini-redis/final/check"
)

func runList(_ context.Context, args []string, sh shell) (int, error) {
	names, err := parseMixed(newFlags(), args)
	if err != nil {
		return 0, err
	}
	p, err := parsePart(names)
	if err != nil {
		return 0, err
	}
	if p.whole {
		p.specs = everything()
	}
	for _, spec := range p.specs {
		fmt.Fprintf(sh.stdout, "%-4s %-9s %8s   workbook read %d\n", nameOf(spec), spec.Name, cases(len(spec.Cases)), chapterOf(spec.Step))
		if p.whole {
			continue
		}
		width := 6
		for _, c := range spec.Cases {
			width = max(width, len(c.ID))
		}
		for _, c := range spec.Cases {
			fmt.Fprintf(sh.stdout, "  %-*s %s%s\n", width, c.ID, c.Title, marks(c))
		}
	}
	return exitOK, nil
}

// marks tell what is special about a case.
func marks(c check.Case) (text string) {
	if c.OwnServer {
		text += "  (a server of its own)"
	}
	if c.OwnRule != "" {
		text += "  (Redis does otherwise)"
	}
	return text
}

func runShow(_ context.Context, args []string, sh shell) (int, error) {
	fs := newFlags()
	hint := fs.Bool("hint", false, "")
	names, err := parseMixed(fs, args)
	if err != nil {
		return 0, err
	}
	p, err := parsePart(names)
	if err != nil {
		return 0, err
	}
	c, ok := p.single()
	if !ok {
		return 0, errors.New("name a case, such as 2.9: workbook list STEP names those of a step")
	}
	fmt.Fprintf(sh.stdout, "%s\n%s%s\n", describe(c, *hint, true), readCommand(c), inSection(c))
	return exitOK, nil
}

// describe returns the conversation of c in words, and if asked for in bytes.
func describe(c check.Case, hint, bytes bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s\n", c.ID, c.Title)
	if c.OwnServer {
		fmt.Fprintf(&b, "The case has a server of its own%s.\n", limits(c.Limits))
	}
	if c.OwnRule != "" {
		fmt.Fprintf(&b, "A rule of this workbook's own: %s.\n", strings.TrimSuffix(c.OwnRule, "."))
	}
	if hint && c.Hint != "" {
		fmt.Fprintf(&b, "Hint: %s\n", c.Hint)
	}
	marked := false
	for _, e := range c.Explain() {
		fmt.Fprintf(&b, "\n%s\n    %s\n", e.Line, e.Words)
		if e.Bytes != "" && bytes {
			fmt.Fprintf(&b, "    %s\n", e.Bytes)
		}
		marked = marked || strings.Contains(e.Line, "~")
	}
	switch {
	case marked && bytes:
		fmt.Fprintf(&b, "\n~ stands for a suffix that is another one in each run, here for %s.\n", check.ExampleSuffix)
	case marked:
		b.WriteString("\n~ stands for a suffix that is another one in each run.\n")
	}
	return b.String()
}

func limits(l check.Limits) (text string) {
	if l.MaxConns > 0 {
		text += fmt.Sprintf(", told to serve %d connections at once", l.MaxConns)
	}
	if l.Grace > 0 {
		text += fmt.Sprintf(", told to give clients %v after SIGTERM", l.Grace)
	}
	return text
}
