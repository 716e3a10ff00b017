// Package markdown reads a page of the book as far as its tests look into it: what
// fences show, where links lead, what can be linked to, and how much there is to read.
package markdown

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// A Page is one Markdown file.
type Page struct {
	Path    string // slash-separated, from the repository's root
	Fences  []Fence
	Links   []Link
	Words   int             // outside fences and comments
	Anchors map[string]bool // what a #fragment may name
	Unended int             // line of a fence without an end, 0 if all have one
}

// A Fence is one block of code or of a terminal session.
type Fence struct {
	Path    string // of its page
	Line    int    // of the opening ```
	Section string // the heading of the first or second level that it stands under
	Before  string // the last line above it that isn't blank
	Info    []string
	Body    []string // lines, without blanks at their ends
}

// Lang is the fence's language, the first word after its ```.
func (f Fence) Lang() string {
	if len(f.Info) == 0 {
		return ""
	}
	return f.Info[0]
}

// At names line i of the fence's body as path:line.
func (f Fence) At(i int) string { return fmt.Sprintf("%s:%d", f.Path, f.Line+1+i) }

// A Link is a link, a picture or the definition of a link.
type Link struct {
	Line   int
	Target string
}

// Parse reads a page.
func Parse(path string, source []byte) Page {
	context := parser.NewContext()
	root := goldmark.New(goldmark.WithExtensions(extension.Table)).Parser().Parse(text.NewReader(source), parser.WithContext(context))
	r := &reader{source: source, slugs: map[string]int{}, page: Page{Path: path, Anchors: map[string]bool{}}}
	ast.Walk(root, r.visit) // visit never fails
	for _, definition := range context.References() {
		target := string(definition.Destination())
		r.page.Links = append(r.page.Links, Link{r.line(bytes.Index(source, []byte("]: "+target))), target})
	}
	r.page.Words += countWords(r.prose.String())
	return r.page
}

// A reader gathers what Parse returns.
type reader struct {
	source  []byte
	page    Page
	section string
	slugs   map[string]int // how many headings have a slug
	prose   strings.Builder
}

var (
	namedPlace = regexp.MustCompile(`<a (?:id|name)="([^"]+)"`)
	tag        = regexp.MustCompile(`(?s)<!--.*?-->|<[^>]*>`)
)

func (r *reader) visit(node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		if node.Type() == ast.TypeBlock {
			r.prose.WriteByte('\n')
		}
		return ast.WalkContinue, nil
	}
	switch node := node.(type) {
	case *ast.FencedCodeBlock:
		r.fence(node)
	case *ast.Heading:
		r.heading(node)
	case *ast.Link:
		r.page.Links = append(r.page.Links, Link{r.line(node.Pos()), string(node.Destination)})
	case *ast.Image:
		r.page.Links = append(r.page.Links, Link{r.line(node.Pos()), string(node.Destination)})
	case *ast.HTMLBlock:
		html := string(node.Lines().Value(r.source))
		if node.HasClosure() {
			html += string(node.ClosureLine.Value(r.source))
		}
		r.html(html)
		r.prose.WriteString(tag.ReplaceAllString(html, " "))
	case *ast.RawHTML:
		r.html(string(node.Segments.Value(r.source)))
	case *ast.Text:
		r.prose.Write(node.Segment.Value(r.source))
		if node.SoftLineBreak() || node.HardLineBreak() {
			r.prose.WriteByte('\n')
		}
	}
	return ast.WalkContinue, nil
}

func (r *reader) html(html string) {
	for _, m := range namedPlace.FindAllStringSubmatch(html, -1) {
		r.page.Anchors[m[1]] = true
	}
}

func (r *reader) fence(node *ast.FencedCodeBlock) {
	f := Fence{Path: r.page.Path, Line: r.line(node.Pos()), Section: r.section}
	above := strings.Split(strings.TrimRight(string(r.source[:node.Pos()]), " \t\r\n"), "\n")
	f.Before = above[len(above)-1]
	if node.Info != nil {
		f.Info = strings.Fields(string(node.Info.Segment.Value(r.source)))
	}
	end := f.Line + 1
	for i := range node.Lines().Len() {
		segment := node.Lines().At(i)
		f.Body = append(f.Body, strings.TrimRight(string(segment.Value(r.source)), " \t\r\n"))
		end = r.line(segment.Start) + 1
	}
	lines := bytes.Split(r.source, []byte("\n"))
	if end > len(lines) || strings.Trim(string(lines[end-1]), "`~ \t\r>") != "" || len(bytes.TrimSpace(lines[end-1])) < 3 {
		r.page.Unended = f.Line
	}
	r.page.Fences = append(r.page.Fences, f)
}

func (r *reader) heading(node *ast.Heading) {
	var title strings.Builder
	ast.Walk(node, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if t, ok := n.(*ast.Text); ok && entering {
			title.Write(t.Segment.Value(r.source))
		}
		return ast.WalkContinue, nil
	})
	if node.Level <= 2 {
		r.section = title.String()
	}
	slug := slugify(title.String())
	if n := r.slugs[slug]; n > 0 {
		r.page.Anchors[fmt.Sprintf("%s-%d", slug, n)] = true
	}
	r.slugs[slug]++
	r.page.Anchors[slug] = true
}

// line returns the number of the line that an offset lies in.
func (r *reader) line(offset int) int {
	return 1 + bytes.Count(r.source[:max(offset, 0)], []byte("\n"))
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

// slugify makes a heading's anchor the way code hosts do: lower case, blanks
// to hyphens, other punctuation dropped.
func slugify(title string) string {
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
