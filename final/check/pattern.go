package check

import (
	"fmt"
	"math"
	"strings"
)

// A pattern is one expected reply.
type pattern struct {
	kind     kind
	text     string // of a simple string or an error
	prefix   bool   // more may follow text
	bulk     word
	low      int64     // the integer is from low
	high     int64     // to high
	items    []pattern // of an array, or one of which matches
	anyOrder bool      // of the items
}

// A kind is the byte with which a reply of it begins, or one of two that have
// no such byte.
type kind byte

const (
	simpleKind  kind = '+'
	errorKind   kind = '-'
	integerKind kind = ':'
	bulkKind    kind = '$'
	arrayKind   kind = '*'
	nullKind    kind = '0' // $-1
	anyKind     kind = 'a' // any one reply
	eitherKind  kind = 'e' // one of the items
)

// String returns p as it is written.
func (p pattern) String() string {
	switch p.kind {
	case simpleKind, errorKind:
		if p.prefix {
			return string(p.kind) + p.text + "..."
		}
		return string(p.kind) + p.text
	case integerKind:
		if p.low == p.high {
			return fmt.Sprintf(":%d", p.low)
		}
		return fmt.Sprintf(":%d..%d", p.low, p.high)
	case bulkKind:
		return p.bulk.quoted()
	case nullKind:
		return "nil"
	case arrayKind:
		words := []string{"["}
		if p.anyOrder {
			words = append(words, "any-order")
		}
		for _, item := range p.items {
			words = append(words, item.String())
		}
		return strings.Join(append(words, "]"), " ")
	case eitherKind:
		words := make([]string, len(p.items))
		for i, item := range p.items {
			words[i] = item.String()
		}
		return "either " + strings.Join(words, " or ")
	}
	return "any"
}

// numbered returns p with n where its strings have counters.
func (p pattern) numbered(n int) pattern {
	p.bulk = p.bulk.numbered(n)
	p.text = word{p.text, 1}.numbered(n).text
	items := p.items
	p.items = nil
	for _, item := range items {
		p.items = append(p.items, item.numbered(n))
	}
	return p
}

// literal tells whether exactly one sequence of bytes matches p.
func (p pattern) literal() bool {
	switch p.kind {
	case anyKind, eitherKind:
		return false
	case integerKind:
		return p.low == p.high
	case arrayKind:
		for _, item := range p.items {
			if !item.literal() {
				return false
			}
		}
		return !p.anyOrder || len(p.items) < 2
	}
	return !p.prefix
}

// appendTo appends the bytes of a literal pattern, in a run with that suffix.
// Of others it appends bytes of about the length that a match may have.
func (p pattern) appendTo(b []byte, suffix string) []byte {
	switch p.kind {
	case simpleKind, errorKind:
		return fmt.Appendf(b, "%c%s\r\n", p.kind, strings.ReplaceAll(p.text, mark, suffix))
	case integerKind:
		return fmt.Appendf(b, ":%d\r\n", p.high)
	case nullKind:
		return append(b, "$-1\r\n"...)
	case bulkKind:
		data := p.bulk.bytes(suffix)
		return fmt.Appendf(b, "$%d\r\n%s\r\n", len(data), data)
	case eitherKind:
		return p.items[0].appendTo(b, suffix)
	case arrayKind:
		b = fmt.Appendf(b, "*%d\r\n", len(p.items))
		for _, item := range p.items {
			b = item.appendTo(b, suffix)
		}
	}
	return b
}

// size is about how many bytes a match has.
func (p pattern) size() int {
	n := len(p.text) + len(p.bulk.text)*p.bulk.times + len("$\r\n\r\n") + len(fmt.Sprint(int64(math.MinInt64)))
	for _, item := range p.items {
		n += item.size()
	}
	return n
}
