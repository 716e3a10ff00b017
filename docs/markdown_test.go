package docs_test

import (
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"unicode"
)

// A page is one Markdown file, taken apart as far as the checks need it.
type page struct {
	path    string // slash-separated, from the repository's root
	fences  []fence
	links   []link
	words   int             // outside fences and comments
	anchors map[string]bool // what a #fragment may name
	unended int             // line of a fence without an end, 0 if all have one
}

// A fence is one block of code or of a terminal session.
type fence struct {
	path    string // of its page
	line    int    // of the opening ```
	section string // the "## " heading it stands under
	info    []string
	body    []string
}

// lang is the fence's language, the first word after its ```.
func (f fence) lang() string {
	if len(f.info) == 0 {
		return ""
	}
	return f.info[0]
}

// at names line i of the fence's body as path:line.
func (f fence) at(i int) string { return fmt.Sprintf("%s:%d", f.path, f.line+1+i) }

type link struct {
	line   int
	target string
}

var (
	openFence  = regexp.MustCompile("^( *)(```+|~~~+) *([^`]*)$")
	heading    = regexp.MustCompile(`^(#{1,6}) +(.*?)[ #]*$`)
	codeSpan   = regexp.MustCompile("(`+)[^`].*?`+")
	comment    = regexp.MustCompile(`<!--.*?-->`)
	inlineLink = regexp.MustCompile(`\]\(<?([^()\s<>]*(?:\([^()\s]*\))?[^()\s<>]*)>?(?:\s+"[^"]*")?\)`)
	definition = regexp.MustCompile(`^ {0,3}\[[^\]]+\]:\s+<?(\S+?)>?(?:\s|$)`)
	namedPlace = regexp.MustCompile(`<a (?:id|name)="([^"]+)"`)
)

// parsePage takes Markdown apart line by line. It knows what the book uses:
// fences, # headings, inline and reference links, comments within a line.
func parsePage(path, text string) page {
	p := page{path: path, anchors: map[string]bool{}}
	var open *fence
	var indent, marker, section string
	slugs := map[string]int{}
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimRight(line, " \t\r")
		if open != nil {
			if end := strings.TrimSpace(line); strings.HasPrefix(end, marker) && strings.Trim(end, marker[:1]) == "" {
				p.fences = append(p.fences, *open)
				open = nil
				continue
			}
			open.body = append(open.body, dedent(line, indent))
			continue
		}
		if m := openFence.FindStringSubmatch(line); m != nil {
			indent, marker = m[1], m[2]
			open = &fence{path: path, line: i + 1, section: section, info: strings.Fields(m[3])}
			continue
		}
		if m := heading.FindStringSubmatch(line); m != nil {
			if len(m[1]) <= 2 {
				section = m[2]
			}
			slug := slugify(m[2])
			if n := slugs[slug]; n > 0 {
				p.anchors[fmt.Sprintf("%s-%d", slug, n)] = true
			}
			slugs[slug]++
			p.anchors[slug] = true
		}
		for _, m := range namedPlace.FindAllStringSubmatch(line, -1) {
			p.anchors[m[1]] = true
		}
		prose := comment.ReplaceAllString(line, "")
		p.words += countWords(inlineLink.ReplaceAllString(prose, "]"))
		prose = codeSpan.ReplaceAllString(prose, "")
		for _, re := range []*regexp.Regexp{inlineLink, definition} {
			for _, m := range re.FindAllStringSubmatch(prose, -1) {
				p.links = append(p.links, link{i + 1, m[1]})
			}
		}
	}
	if open != nil {
		p.unended = open.line
	}
	return p
}

// dedent takes the indent of a fence in a list off one of its lines.
func dedent(line, indent string) string {
	for i := 0; i < len(indent) && strings.HasPrefix(line, " "); i++ {
		line = line[1:]
	}
	return line
}

// countWords counts what a reader would: runs of text with a letter or digit.
func countWords(prose string) (n int) {
	for word := range strings.FieldsSeq(prose) {
		if strings.ContainsFunc(word, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			n++
		}
	}
	return n
}

// slugify makes a heading's anchor the way code hosts do: lower case, spaces
// to hyphens, other punctuation dropped.
func slugify(title string) string {
	title = regexp.MustCompile(`\]\([^)]*\)`).ReplaceAllString(title, "]")
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return -1
	}, title)
}

// pages parses every Markdown file of the repository.
func pages(fsys fs.FS) (list []page, err error) {
	err = walk(fsys, ".md", func(name string) error {
		text, err := fs.ReadFile(fsys, name)
		list = append(list, parsePage(name, string(text)))
		return err
	})
	return list, err
}
