package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// progress is a line on a terminal that is written over and over.
type progress struct {
	w     io.Writer // nil where nobody looks
	shown int       // characters that are on the line
}

// maxLine keeps the line from being wrapped on a small terminal, where it could
// not be written over.
const maxLine = 76

func (p *progress) show(line string) {
	if p.w == nil {
		return
	}
	if utf8.RuneCountInString(line) > maxLine {
		line = string([]rune(line)[:maxLine-1]) + "…"
	}
	p.clear()
	fmt.Fprint(p.w, line)
	p.shown = utf8.RuneCountInString(line)
}

// clear empties the line, for something else to be printed there.
func (p *progress) clear() {
	if p.w == nil || p.shown == 0 {
		return
	}
	fmt.Fprintf(p.w, "\r%s\r", strings.Repeat(" ", p.shown))
	p.shown = 0
}
