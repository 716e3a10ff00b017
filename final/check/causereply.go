package check

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
)

// article names a kind of reply.
func article(k kind) string {
	switch k {
	case simpleKind:
		return "a simple string"
	case errorKind:
		return "an error"
	case integerKind:
		return "an integer"
	case bulkKind:
		return "a bulk string"
	case arrayKind:
		return "an array"
	case nullKind:
		return "null ($-1)"
	}
	return "a reply"
}

// causeOf says what is probably wrong with a reply that doesn't match p.
func (p pattern) causeOf(b []byte, f frame, suffix string) string {
	if p.kind == eitherKind {
		return "it is none of the replies that are expected here"
	}
	if p.kind != f.kind {
		return p.causeOfKind(b, f)
	}
	switch p.kind {
	case simpleKind, errorKind:
		return p.causeOfText(string(f.text), suffix)
	case integerKind:
		return p.causeOfInteger(f.integer)
	case bulkKind:
		return causeOfBulk(p.bulk.bytes(suffix), string(f.text))
	case arrayKind:
		return p.causeOfArray(b, f, suffix)
	}
	return ""
}

func (p pattern) causeOfKind(b []byte, f frame) string {
	sent, _, _ := strings.Cut(string(b[f.start:f.end]), "\r\n")
	switch {
	case f.kind == errorKind:
		return fmt.Sprintf("your server replied with an error where %s was expected", article(p.kind))
	case p.kind == nullKind && f.kind == bulkKind && len(f.text) == 0:
		return "your server sent an empty string; a value that isn't there is null, $-1"
	case p.kind == errorKind:
		return fmt.Sprintf("your server sent %s, %s, where an error was expected: it should have refused", quoteCode(sent), article(f.kind))
	}
	return fmt.Sprintf("your server sent %s, %s, where %s was expected", quoteCode(sent), article(f.kind), article(p.kind))
}

func quoteCode(s string) string { return "`" + clip(escape(s)) + "`" }

func (p pattern) causeOfText(got, suffix string) string {
	want := strings.ReplaceAll(p.text, mark, suffix)
	switch {
	case strings.EqualFold(want, got):
		return "upper and lower case matter in the text of a reply"
	case p.kind == errorKind:
		return "it is an error, as it should be, but with another text"
	}
	return "the text differs"
}

func (p pattern) causeOfInteger(got int64) string {
	between := func(n int64) bool { return p.low <= n && n <= p.high }
	switch {
	case got > 1000 && (between(got/1000) || between(got/1000+1)):
		return "the number looks like milliseconds where seconds were expected"
	case got > 0 && got <= p.high/1000 && p.low > 500*got:
		return "the number looks like seconds where milliseconds were expected"
	case got == -2 && p.low > 0 && p.low < p.high: // of all ranges, those of TTL and PTTL
		return "-2 says that the key isn't there: has it expired too soon?"
	case p.low == p.high:
		return fmt.Sprintf("the number should be %d", p.low)
	}
	return fmt.Sprintf("the number should lie between %d and %d", p.low, p.high)
}

func causeOfBulk(want, got string) string {
	switch {
	case strings.TrimRight(got, "\r\n") == want:
		return "the string has the end of a line in it that belongs to the protocol"
	case strings.Trim(got, `"`) == want:
		return "the string has quotes around it that belong to the spec"
	case got == "":
		return "the string is empty"
	case strings.HasPrefix(want, got):
		return fmt.Sprintf("the string is cut: %d bytes of %d", len(got), len(want))
	case len(got) == len(want):
		return "the string has the right length but other bytes: were they overwritten, or taken from another one?"
	}
	return "it is another string"
}

func (p pattern) causeOfArray(b []byte, f frame, suffix string) string {
	if len(p.items) != len(f.items) {
		return fmt.Sprintf("the array should have %d elements, not %d", len(p.items), len(f.items))
	}
	if p.anyOrder {
		return "an element of the array is another one (their order doesn't matter)"
	}
	for i, item := range f.items {
		if p.items[i].match(b, item, suffix) >= 0 {
			return fmt.Sprintf("element %d of the array: %s", i+1, p.items[i].causeOf(b, item, suffix))
		}
	}
	return ""
}

// causeOfBytes says what is probably wrong with raw bytes.
func causeOfBytes(want, got []byte) string {
	switch {
	case len(got) == 0:
		return "does the server answer this at all, and is what it writes flushed?"
	case bytes.Equal(bytes.ReplaceAll(want, []byte("\r\n"), []byte("\n")), got):
		return "the lines end with LF alone: they should end with CR LF"
	case bytes.EqualFold(want, got):
		return "upper and lower case matter"
	case bytes.HasPrefix(want, got):
		return "the bytes are right, but some are missing"
	}
	return "these aren't the bytes that were expected"
}

// causeOfHalfReply explains a reply that has begun and doesn't end.
func causeOfHalfReply(received []byte) string {
	if len(received) == 0 {
		return ""
	}
	line := strings.TrimRight(string(received), "\r\n")
	_, _, err := readLine(received, 0)
	switch {
	case errors.Is(err, errIncomplete):
		return fmt.Sprintf("%s has no end: a line ends with CR LF", quoteShort(line))
	case received[0] == '$':
		return "a bulk string is incomplete: its length counts its bytes, and CR LF comes after them"
	case received[0] == '*':
		return "an array is incomplete: as many elements must follow as it announces"
	}
	return ""
}
