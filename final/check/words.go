package check

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// mark stands for a suffix that is fresh in every run of a case, so that keys
// and channels with it meet nobody else's.
const mark = "~"

// counter stands in a line that is repeated for how many times it has been, from 1.
const counter = "{n}"

// maxText is the most bytes that one line may send or expect.
const maxText = 64 << 20

// A word is one argument or a piece of raw bytes.
type word struct {
	text  string // may contain marks
	times int    // how often text is repeated, at least 1
}

// bytes returns what w stands for in a run with that suffix.
func (w word) bytes(suffix string) string {
	return strings.Repeat(strings.ReplaceAll(w.text, mark, suffix), w.times)
}

// numbered returns w with n where it has a counter.
func (w word) numbered(n int) word {
	return word{strings.ReplaceAll(w.text, counter, strconv.Itoa(n)), w.times}
}

// String returns w as it is written, without quotes if it needs none.
func (w word) String() string {
	if w.times == 1 && isBare(w.text) {
		return w.text
	}
	return w.quoted()
}

func (w word) quoted() string {
	if w.times == 1 {
		return quote(w.text)
	}
	return fmt.Sprintf("%s*%d", quote(w.text), w.times)
}

// isBare tells whether s needs no quotes as a word.
func isBare(s string) bool {
	for i := range len(s) {
		if !isVisible(s[i]) {
			return false
		}
	}
	return s != ""
}

func isVisible(b byte) bool { return ' ' < b && b < 0x7f && b != '"' }

// cutWord takes the first word off s, which begins with no blank.
func cutWord(s string) (w word, rest string, err error) {
	if !strings.HasPrefix(s, `"`) {
		end := 0
		for end < len(s) && isVisible(s[end]) {
			end++
		}
		if end < len(s) && s[end] != ' ' {
			return word{}, "", fmt.Errorf("the byte %s can stand only in a string in quotes", quote(s[end:end+1]))
		}
		return word{s[:end], 1}, s[end:], nil
	}
	text, rest, err := cutString(s)
	if err != nil {
		return word{}, "", err
	}
	w = word{text, 1}
	if strings.HasPrefix(rest, "*") {
		end := 1
		for end < len(rest) && '0' <= rest[end] && rest[end] <= '9' {
			end++
		}
		w.times, err = strconv.Atoi(rest[1:end])
		if err != nil || w.times < 2 || w.times > maxText {
			return word{}, "", fmt.Errorf("after the * there must be a number from 2 to %d", maxText)
		}
		rest = rest[end:]
	}
	if len(w.text)*w.times > maxText {
		return word{}, "", fmt.Errorf("the string is longer than %d bytes", maxText)
	}
	return w, rest, nil
}

// cutWords takes all of s apart.
func cutWords(s string) (words []word, err error) {
	for s = strings.TrimLeft(s, " "); s != ""; s = strings.TrimLeft(s, " ") {
		w, rest, err := cutWord(s)
		if err != nil {
			return nil, err
		}
		if rest != "" && rest[0] != ' ' {
			return nil, fmt.Errorf("there must be a blank before %s", rest)
		}
		words = append(words, w)
		s = rest
	}
	return words, nil
}

// quote returns s as a string in quotes: printable ASCII as it is, the rest as
// \r, \n, \t, \", \\ or \xNN. It is what failures print, too.
func quote(s string) string { return `"` + escape(s) + `"` }

func escape(s string) string {
	var b strings.Builder
	for i := range len(s) {
		switch c := s[i]; {
		case c == '\r':
			b.WriteString(`\r`)
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\t':
			b.WriteString(`\t`)
		case c == '"' || c == '\\':
			b.Write([]byte{'\\', c})
		case c < ' ' || c >= 0x7f:
			fmt.Fprintf(&b, `\x%02x`, c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// cutString takes the string in quotes off the beginning of s, and undoes quote.
func cutString(s string) (text, rest string, err error) {
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '"':
			return b.String(), s[i+1:], nil
		case '\\':
			c, length, err := unescape(s[i:])
			if err != nil {
				return "", "", err
			}
			b.WriteByte(c)
			i += length - 1
		default:
			b.WriteByte(s[i])
		}
	}
	return "", "", errors.New("the string in quotes has no end")
}

// unescape returns the byte that the escape at the beginning of s stands for,
// and how long the escape is.
func unescape(s string) (c byte, length int, err error) {
	if len(s) >= 2 {
		switch s[1] {
		case 'r':
			return '\r', 2, nil
		case 'n':
			return '\n', 2, nil
		case 't':
			return '\t', 2, nil
		case '"', '\\':
			return s[1], 2, nil
		case 'x':
			if len(s) < 4 {
				break
			}
			if n, err := strconv.ParseUint(s[2:4], 16, 8); err == nil {
				return byte(n), 4, nil
			}
		}
	}
	return 0, 0, fmt.Errorf(`%s is no escape: there are \r \n \t \" \\ and \xNN`, s[:min(len(s), 2)])
}
