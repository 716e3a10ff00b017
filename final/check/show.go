package check

import (
	"fmt"
	"strings"
)

const (
	clipLength = 100 // bytes of what is shown
	before     = 40  // of them in front of the first difference
)

// clip shortens s to what fits on a line.
func clip(s string) string {
	if len(s) <= clipLength {
		return s
	}
	return s[:clipLength] + "…"
}

// quoteShort is quote, shortened.
func quoteShort(s string) string {
	if len(s) <= clipLength {
		return quote(s)
	}
	return `"` + escape(s[:clipLength]) + `…"`
}

// show returns a reply as it is written in a spec file, shortened.
func show(f frame) string {
	switch f.kind {
	case simpleKind, errorKind, integerKind:
		return string(f.kind) + clip(escape(string(f.text)))
	case nullKind:
		return "nil"
	case bulkKind:
		if len(f.text) > clipLength {
			return fmt.Sprintf(`"%s…" (%d bytes)`, escape(string(f.text[:before])), len(f.text))
		}
		return quote(string(f.text))
	}
	words := []string{"["}
	for i, item := range f.items {
		if i == 20 {
			words = append(words, fmt.Sprintf("… (%d elements)", len(f.items)))
			break
		}
		words = append(words, show(item))
	}
	return strings.Join(append(words, "]"), " ")
}

// window returns the part of b around the byte at, escaped, and the column of
// that byte in it. Two texts shown with the same at stand below each other.
func window(b []byte, at int) (text string, column int) {
	start := 0
	if at > clipLength/2 {
		start = at - before
		text, column = "…", 1
	}
	end := min(start+clipLength, len(b))
	if start < end {
		text += escape(string(b[start:end]))
	}
	if end < len(b) {
		text += "…"
	}
	return text, column + len(escape(string(b[min(start, len(b)):min(at, len(b))])))
}
