// Package terminal makes texts of other people's fit to be printed on a terminal, and
// tells how much room they take there.
package terminal

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible returns a text for a person to read. What could steer the terminal, or make it
// show something else than there is, is written as \xNN, byte by byte: control
// characters (C0 but line break and tab, DEL, C1), characters without a shape of
// their own, such as those that turn the direction of writing, Unicode's line and
// paragraph breaks, and what is not UTF-8. "\r\n" becomes "\n".
//
// It leaves letters of any language alone, and the two joiners that some languages and
// emoji need. A text that holds a backslash is not told from one that got it here.
func Visible(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	var b strings.Builder
	for s != "" {
		r, size := utf8.DecodeRuneInString(s)
		if shows(r) && (r != utf8.RuneError || size > 1) {
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

// VisibleLine is Visible for what has to stay in one line: white space becomes one
// space.
func VisibleLine(s string) string { return strings.Join(strings.Fields(Visible(s)), " ") }

func shows(r rune) bool {
	switch r {
	case '\n', '\t', '\u200c', '\u200d': // the joiners: zero-width non-joiner, zero-width joiner
		return true
	}
	return !unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}
