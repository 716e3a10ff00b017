package check

import (
	"errors"
	"fmt"
	"strings"

	"mini-redis/final/resp"
)

// cutPattern takes one expected reply off the beginning of s. At the top level
// the text of a simple string or an error goes to the end of the line; inside
// brackets, to the next blank.
func cutPattern(s string, top bool) (p pattern, rest string, err error) {
	switch {
	case s == "":
		return p, "", errors.New("a reply is missing")
	case s[0] == '+' || s[0] == '-':
		return cutText(s, top)
	case s[0] == ':':
		return cutInteger(s)
	case s[0] == '"':
		w, rest, err := cutWord(s)
		return pattern{kind: bulkKind, bulk: w}, rest, err
	case s[0] == '[':
		return cutArray(s)
	}
	name, rest := cutName(s)
	switch name {
	case "nil":
		return pattern{kind: nullKind}, rest, nil
	case "any":
		return pattern{kind: anyKind}, rest, nil
	case "either":
		return cutEither(rest)
	}
	return p, "", fmt.Errorf(`%s is no reply: there are +text -text :1 :1..9 "bulk string" nil any either and [ … ]`, name)
}

// cutEither takes the replies after either, with or between them. Texts go to the
// next blank, as in an array.
func cutEither(s string) (p pattern, rest string, err error) {
	p.kind = eitherKind
	for {
		item, rest, err := cutPattern(strings.TrimLeft(s, " "), false)
		switch {
		case err != nil:
			return p, "", err
		case item.kind == eitherKind:
			return p, "", errors.New("after either come replies with or between them")
		}
		p.items = append(p.items, item)
		more, ok := strings.CutPrefix(strings.TrimLeft(rest, " "), "or ")
		if !ok && len(p.items) < 2 {
			return p, "", errors.New("after either come two or more replies with or between them")
		}
		if !ok {
			return p, rest, p.checkDepth(maxDepth)
		}
		s = more
	}
}

// cutName takes what comes before the next blank or bracket off s.
func cutName(s string) (name, rest string) {
	end := strings.IndexAny(s, " ]")
	if end < 0 {
		end = len(s)
	}
	return s[:end], s[end:]
}

func cutText(s string, top bool) (p pattern, rest string, err error) {
	text := s
	if !top {
		text, rest = cutName(s)
	}
	p.kind = kind(text[0])
	p.text, p.prefix = strings.CutSuffix(text[1:], "...")
	for i := range len(p.text) {
		if c := p.text[i]; c < ' ' || c >= 0x7f {
			return p, "", fmt.Errorf("the byte %s can't be expected here: use raw", quote(string(c)))
		}
	}
	return p, rest, nil
}

func cutInteger(s string) (p pattern, rest string, err error) {
	name, rest := cutName(s)
	first, last, isRange := strings.Cut(name[1:], "..")
	if !isRange {
		last = first
	}
	low, ok1 := resp.ParseInt([]byte(first))
	high, ok2 := resp.ParseInt([]byte(last))
	switch {
	case !ok1 || !ok2:
		return p, "", fmt.Errorf("%s is no integer: write :7, or :1..9 for one from 1 to 9", name)
	case low > high || isRange && low == high:
		return p, "", fmt.Errorf("%s is no range: the first number must be the smaller one", name)
	}
	return pattern{kind: integerKind, low: low, high: high}, rest, nil
}

func cutArray(s string) (p pattern, rest string, err error) {
	p.kind = arrayKind
	s = strings.TrimLeft(s[1:], " ")
	if name, rest := cutName(s); name == "any-order" {
		p.anyOrder = true
		s = strings.TrimLeft(rest, " ")
	}
	for !strings.HasPrefix(s, "]") {
		if s == "" {
			return p, "", errors.New("the array has no end: a ] is missing")
		}
		item, rest, err := cutPattern(s, false)
		if err != nil {
			return p, "", err
		}
		if rest != "" && rest[0] != ' ' && rest[0] != ']' {
			return p, "", fmt.Errorf("there must be a blank before %s", rest)
		}
		p.items = append(p.items, item)
		s = strings.TrimLeft(rest, " ")
	}
	return p, s[1:], p.checkDepth(maxDepth)
}

// checkDepth wants at most n arrays inside each other.
func (p pattern) checkDepth(n int) error {
	if n == 0 {
		return fmt.Errorf("arrays may be nested %d deep", maxDepth)
	}
	for _, item := range p.items {
		if item.kind == arrayKind || item.kind == eitherKind {
			if err := item.checkDepth(n - 1); err != nil {
				return err
			}
		}
	}
	return nil
}
