package main

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// visible returns a text of the server's for a person to read. What could steer the
// terminal is written as \xNN, byte by byte: control characters (C0 but line break
// and tab, DEL, C1) and what is not UTF-8. "\r\n" becomes "\n".
//
// Unlike quote it leaves letters of any language alone, and a text that holds a
// backslash is not told from one that got it here.
func visible(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	var b strings.Builder
	for s != "" {
		r, size := utf8.DecodeRuneInString(s)
		if r == '\n' || r == '\t' || !unicode.IsControl(r) && (r != utf8.RuneError || size > 1) {
			b.WriteString(s[:size])
		} else {
			for i := range size {
				fmt.Fprintf(&b, `\x%02x`, s[i])
			}
		}
		s = s[size:]
	}
	return b.String()
}

// visibleLine is visible for what has to stay in one line: white space becomes one
// space.
func visibleLine(s string) string { return strings.Join(strings.Fields(visible(s)), " ") }
