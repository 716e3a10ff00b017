package main

import (
	"fmt"
	"strconv"
	"strings"

	"mini-redis/final/internal/terminal"
	"mini-redis/final/resp"
)

// formatted renders r for a person, as redis-cli --no-raw does, ending in a newline.
// It differs in two things: a big number, which redis-cli 7.0 cannot show, looks like
// a double, and no control character gets through to the terminal.
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
	case resp.KindSimpleString, resp.KindVerbatim:
		b.WriteString(terminal.Visible(r.Str) + "\n")
	case resp.KindError:
		b.WriteString("(error) " + terminal.Visible(r.Str) + "\n")
	case resp.KindInteger:
		fmt.Fprintf(b, "(integer) %d\n", r.Int)
	case resp.KindDouble:
		b.WriteString("(double) " + terminal.Visible(r.Str) + "\n")
	case resp.KindBigNumber:
		b.WriteString("(big number) " + terminal.Visible(r.Str) + "\n")
	case resp.KindBoolean:
		b.WriteString(boolean(r) + "\n")
	case resp.KindBulk:
		b.WriteString(quote(r.Str) + "\n")
	default:
		writeElements(b, r, indent)
	}
}

func boolean(r resp.Reply) string {
	if r.Int != 0 {
		return "(true)"
	}
	return "(false)"
}

// writeElements renders an aggregate, each element behind its number.
func writeElements(b *strings.Builder, r resp.Reply, indent string) {
	mark, empty := ")", "array"
	perNumber := 1 // elements that share a number
	switch r.Kind {
	case resp.KindMap:
		mark, empty, perNumber = "#", "hash", 2
	case resp.KindSet:
		mark, empty = "~", "set"
	case resp.KindPush:
		empty = "push"
	}
	if len(r.Array) == 0 {
		b.WriteString("(empty " + empty + ")\n")
		return
	}
	width := len(strconv.Itoa(len(r.Array) / perNumber))
	deeper := indent + strings.Repeat(" ", width+2)
	for i := 0; i < len(r.Array); i += perNumber {
		if i > 0 {
			b.WriteString(indent)
		}
		fmt.Fprintf(b, "%*d%s ", width, i/perNumber+1, mark)
		if r.Kind == resp.KindMap {
			writeEntry(b, r.Array[i], r.Array[i+1], deeper)
		} else {
			writeFormatted(b, r.Array[i], deeper)
		}
	}
}

// writeEntry renders an entry of a map. A value of several lines begins on a line
// of its own.
func writeEntry(b *strings.Builder, key, value resp.Reply, indent string) {
	var left strings.Builder
	writeFormatted(&left, key, indent)
	b.WriteString(strings.TrimSuffix(left.String(), "\n") + " => ")
	if hasSeveralLines(value) {
		b.WriteString("\n" + indent)
	}
	writeFormatted(b, value, indent)
}

// hasSeveralLines reports whether r takes more than one line, but for line breaks
// in a text that is shown as it is.
func hasSeveralLines(r resp.Reply) bool {
	switch r.Kind {
	case resp.KindMap:
		return len(r.Array) > 2 || len(r.Array) == 2 && hasSeveralLines(r.Array[1])
	case resp.KindArray, resp.KindSet, resp.KindPush:
		return len(r.Array) > 1 || len(r.Array) == 1 && hasSeveralLines(r.Array[0])
	}
	return false
}
