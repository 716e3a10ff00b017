package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// keyInterrupt is what a term.Terminal gets to see for Ctrl-C, in which it would find
// the end of all input: a control character that it hands on (CAN, which is Ctrl-X).
const keyInterrupt = '\x18'

// A screen lies between a term.Terminal and the terminal itself, for what the former
// does not know of: a hint behind the cursor, and Ctrl-C that ends but one line.
//
// The hint goes up with the terminal's next write and is wiped off when the next key
// arrives, before the terminal gets to see it. So the terminal never has to know of
// it. Keys arrive one byte at a time, or a hint could outlive the key after its own.
type screen struct {
	io.ReadWriter
	hint  string // goes up with the next Write
	shown bool   // a hint stands behind the cursor

	// end is what the next Read returns as its error, nil for none.
	end error

	// inEscape is whether an escape sequence has begun, by the rule of term.Terminal
	// that a letter or '~' ends it. Until then it would keep Ctrl-C back.
	inEscape bool
}

func (s *screen) Read(p []byte) (int, error) {
	if err := s.end; err != nil {
		s.end = nil
		return 0, err
	}
	if len(p) < 2 {
		return 0, io.ErrShortBuffer
	}
	n, err := s.ReadWriter.Read(p[:1])
	if s.shown {
		s.shown = false
		io.WriteString(s.ReadWriter, "\x1b[J") // with the rows below, if the window got narrower
	}
	if n == 0 {
		return 0, err
	}
	switch c := p[0]; {
	case c == '\x03' && s.inEscape:
		s.inEscape = false
		return copy(p, []byte{'~', keyInterrupt}), err
	case c == '\x03':
		p[0] = keyInterrupt
	case c == '\x1b':
		s.inEscape = true
	case 'a' <= c|0x20 && c|0x20 <= 'z' || c == '~':
		s.inEscape = false
	}
	return n, err
}

func (s *screen) Write(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil // nothing to show; a pipe would wait for somebody to read it
	}
	n, err := s.ReadWriter.Write(p)
	if s.hint != "" && err == nil && !strings.Contains(string(p), "\n") {
		_, err = fmt.Fprintf(s.ReadWriter, "\x1b[90m%s\x1b[0m\x1b[%dD", s.hint, utf8.RuneCountInString(s.hint))
		s.shown = true
	}
	s.hint = ""
	return n, err
}

// suggest sets the hint to come behind text, cut to the room that is left in its row of
// width columns: it must not reach the next one. There is none if any character might
// not be one column wide, as where the cursor is could not be told.
func (s *screen) suggest(hint, text string, width int) {
	const lastNarrow = 0x2ff // combining and double-width characters come later
	if strings.ContainsFunc(text+hint, func(r rune) bool { return r > lastNarrow }) {
		s.hint = ""
		return
	}
	room := width - 1 - utf8.RuneCountInString(text)%width
	if runes := []rune(hint); len(runes) > room {
		hint = string(runes[:max(room, 0)])
	}
	s.hint = hint
}
