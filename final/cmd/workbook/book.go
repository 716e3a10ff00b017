package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"mini-redis/docs"
	"mini-redis/final/check"
)

// runRead prints a chapter, or the section of it that leads to a case, with what
// is folded left folded unless it is asked for.
func runRead(_ context.Context, args []string, sh shell) (int, error) {
	flags := newFlags()
	all := flags.Bool("all", false, "")
	open := flags.Int("open", 0, "")
	names, err := parseMixed(flags, args)
	if err != nil {
		return 0, err
	}
	if len(names) != 1 {
		return 0, errors.New("name one chapter, such as 1, or a case, such as 2.9")
	}
	name := names[0]
	if p, err := parsePart(names); err == nil {
		name = fmt.Sprint(chapterOf(p.specs[0].Step))
	}
	text, ok := chapter(name)
	if !ok {
		return 0, fmt.Errorf("there is no chapter %q", name)
	}
	folded, folds := fold(text, name, *all)
	switch {
	case *open < 0 || *open > len(folds):
		return 0, fmt.Errorf("--open %d: chapter %s has %d folded parts", *open, name, len(folds))
	case *open > 0:
		fmt.Fprint(sh.stdout, atHome(folds[*open-1]))
		return exitOK, nil
	}
	if strings.Contains(names[0], ".") {
		list := sections(folded)
		if i := slices.IndexFunc(list, func(s section) bool { return s.leadsTo(names[0]) }); i >= 0 {
			folded = list[i].text
		}
	}
	fmt.Fprint(sh.stdout, atHome(folded))
	return exitOK, nil
}

// chapterOf returns the number of the chapter about a step. The cases about load, which are of
// no step, have theirs in the one about servers of one's own.
func chapterOf(step int) int {
	if step == 0 {
		return 8
	}
	return step
}

// chapter returns the text of a chapter by its number.
func chapter(number string) (text string, ok bool) {
	files, err := docs.Chapters.ReadDir(".")
	if err != nil {
		return "", false
	}
	for _, file := range files {
		if strings.HasPrefix(file.Name(), fmt.Sprintf("%02s-", number)) {
			text, err := docs.Chapters.ReadFile(file.Name())
			return string(text), err == nil
		}
	}
	return "", false
}

// eachLine calls visit for each line of Markdown, and says whether it is code or
// a terminal session. A fence's first and last lines are, too.
func eachLine(text string, visit func(line string, fenced bool)) {
	fence := ""
	for line := range strings.Lines(text) {
		mark := strings.TrimLeft(line, " ")
		ticks := mark[:len(mark)-len(strings.TrimLeft(mark, "`"))]
		switch {
		case fence == "" && len(ticks) >= 3:
			fence = ticks
			visit(line, true)
		case fence != "" && strings.TrimSpace(mark) == fence:
			fence = ""
			visit(line, true)
		default:
			visit(line, fence != "")
		}
	}
}

var summary = regexp.MustCompile(`^<details[^>]*>\s*<summary>(.*?)</summary>`)

// fold replaces what stands between <details> and </details> by a line that says
// how to open it, and returns these parts. With open it leaves them where they are.
// A <details> and its <summary> stand on one line.
func fold(text, number string, open bool) (folded string, parts []string) {
	var out, part strings.Builder
	title := ""
	inside := false
	eachLine(text, func(line string, fenced bool) {
		if m := summary.FindStringSubmatch(line); m != nil && !fenced && !inside {
			inside, title = true, m[1]
			part.Reset()
			line = line[len(m[0]):]
		}
		if !inside {
			out.WriteString(line)
			return
		}
		before, after, ends := strings.Cut(line, "</details>")
		if fenced {
			before, ends = line, false
		}
		part.WriteString(before)
		if !ends {
			return
		}
		inside = false
		parts = append(parts, strings.TrimSpace(part.String())+"\n")
		if open {
			fmt.Fprintf(&out, "[%s]\n\n%s", title, parts[len(parts)-1])
		} else {
			fmt.Fprintf(&out, "[+] %s: workbook read %s --open %d", title, number, len(parts))
			if after == "" {
				after = "\n"
			}
		}
		out.WriteString(after)
	})
	return out.String(), parts
}

var (
	chapterLink = regexp.MustCompile(`!?\[([^\]]*)\]\(0?(\d+)-[^)]*\.md(?:#[^)]*)?\)`)
	localLink   = regexp.MustCompile(`!?\[([^\]]*)\]\(([^):]*)\)`)
)

// atHome returns Markdown for a reader who has no files beside it: a link to a
// chapter becomes the command that prints it, and any other to a file its words.
func atHome(text string) string {
	var b strings.Builder
	eachLine(text, func(line string, fenced bool) {
		if !fenced {
			line = chapterLink.ReplaceAllString(line, "$1 (workbook read $2)")
			line = localLink.ReplaceAllString(line, "$1")
		}
		b.WriteString(line)
	})
	return b.String()
}

// A section is a part of a chapter under a heading.
type section struct {
	title string
	text  string // with the heading
}

var heading = regexp.MustCompile(`^#{2,4} +(.*?)\s*$`)

func sections(text string) (list []section) {
	start, at := 0, 0 // of the last section, and of the line
	eachLine(text, func(line string, fenced bool) {
		if m := heading.FindStringSubmatch(line); m != nil && !fenced {
			start = at
			list = append(list, section{title: m[1]})
		}
		at += len(line)
		if len(list) > 0 {
			list[len(list)-1].text = text[start:at]
		}
	})
	return list
}

var checkpoint = regexp.MustCompile(`workbook check ((?:ex)?\d[\w.,-]*\w|load)`)

// leadsTo tells whether a checkpoint of the section, a line such as
// `workbook check 2.1-2.8`, is about a case. One that is about a whole step is
// about no case.
func (s section) leadsTo(id string) bool {
	for _, m := range checkpoint.FindAllStringSubmatch(s.text, -1) {
		p, err := parsePart([]string{m[1]})
		if err != nil || !strings.Contains(m[1], ".") && m[1] != "load" {
			continue
		}
		for _, spec := range p.specs {
			if slices.ContainsFunc(spec.Cases, func(c check.Case) bool { return c.ID == id }) {
				return true
			}
		}
	}
	return false
}

// sectionOf returns the title of the section that leads to a case, "" if the chapter
// doesn't say which.
func sectionOf(c check.Case) string {
	text, _ := chapter(fmt.Sprint(chapterOf(c.Step)))
	for _, s := range sections(text) {
		if s.leadsTo(c.ID) {
			return s.title
		}
	}
	return ""
}

// readCommand returns the command that prints where the book is about a case.
func readCommand(c check.Case) string {
	if sectionOf(c) != "" {
		return "workbook read " + c.ID
	}
	return fmt.Sprintf("workbook read %d", chapterOf(c.Step))
}

// inSection names the section that readCommand prints, if it is one.
func inSection(c check.Case) string {
	if title := sectionOf(c); title != "" {
		return fmt.Sprintf(" (%s)", title)
	}
	return ""
}
