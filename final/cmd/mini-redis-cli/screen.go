package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// A screen shows a hint behind the cursor while a line is edited: it lies between
// a term.Terminal, which knows no hints, and the terminal itself.
//
// The hint goes up with the terminal's next write and is wiped off when the next key
// arrives, before the terminal gets to see it. So the terminal never has to know of
// it. Keys arrive one byte at a time, or a hint could outlive the key after its own.
type screen struct {
	io.ReadWriter
	hint  string // goes up with the next Write
	shown bool   // a hint stands behind the cursor
}

func (s *screen) Read(p []byte) (int, error) {
	n, err := s.ReadWriter.Read(p[:min(1, len(p))])
	if s.shown {
		s.shown = false
		io.WriteString(s.ReadWriter, "\x1b[K")
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

// suggest sets the hint, cut to the room that is left behind used columns of width:
// it must not reach the next row.
func (s *screen) suggest(hint string, used, width int) {
	room := width - 1 - used%width
	if runes := []rune(hint); len(runes) > room {
		hint = string(runes[:max(room, 0)])
	}
	s.hint = hint
}
