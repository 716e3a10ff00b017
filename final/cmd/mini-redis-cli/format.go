package main

import (
	"fmt"
	"strconv"
	"strings"

	"mini-redis/final/resp"
)

// formatted renders r for a person, ending in a newline.
func formatted(r resp.Reply) string {
	var b strings.Builder
	writeFormatted(&b, r, "")
	return b.String()
}

// writeFormatted indents each line of r after the first by indent: the first
// line stands behind what the caller has written.
func writeFormatted(b *strings.Builder, r resp.Reply, indent string) {
	switch r.Kind {
	case resp.KindNull:
		b.WriteString("(nil)\n")
	case resp.KindSimpleString:
		b.WriteString(r.Str + "\n")
	case resp.KindError:
		b.WriteString("(error) " + r.Str + "\n")
	case resp.KindInteger:
		fmt.Fprintf(b, "(integer) %d\n", r.Int)
	case resp.KindBulk:
		b.WriteString(quote(r.Str) + "\n")
	case resp.KindArray:
		if len(r.Array) == 0 {
			b.WriteString("(empty array)\n")
		}
		width := len(strconv.Itoa(len(r.Array)))
		for i, element := range r.Array {
			if i > 0 {
				b.WriteString(indent)
			}
			fmt.Fprintf(b, "%*d) ", width, i+1)
			writeFormatted(b, element, indent+strings.Repeat(" ", width+len(") ")))
		}
	}
}

// quote puts s in double quotes and escapes what isn't printable ASCII, so that
// any bytes can be told apart, and the result be typed as an argument.
func quote(s string) string {
	b := []byte{'"'}
	for i := range len(s) {
		switch c := s[i]; c {
		case '\\', '"':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, `\n`...)
		case '\r':
			b = append(b, `\r`...)
		case '\t':
			b = append(b, `\t`...)
		case '\a':
			b = append(b, `\a`...)
		case '\b':
			b = append(b, `\b`...)
		default:
			if c < ' ' || c > '~' {
				b = fmt.Appendf(b, `\x%02x`, c)
			} else {
				b = append(b, c)
			}
		}
	}
	return string(append(b, '"'))
}

// unformatted renders r for a program: strings as they are, one a line, nothing
// for null, and an empty line behind an error.
func unformatted(r resp.Reply) string {
	switch r.Kind {
	case resp.KindInteger:
		return strconv.FormatInt(r.Int, 10) + "\n"
	case resp.KindError:
		return r.Str + "\n\n"
	case resp.KindArray:
		if len(r.Array) == 0 {
			return "\n"
		}
		var b strings.Builder
		for _, element := range r.Array {
			b.WriteString(unformatted(element))
		}
		return b.String()
	default:
		return r.Str + "\n"
	}
}
