package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/term"
)

// keyInterrupt is what a term.Terminal gets to see for Ctrl-C, in which it would find
// the end of all input: a control character that it hands on (CAN, which is Ctrl-X).
const keyInterrupt = '\x18'

// A screen lies between a term.Terminal and the terminal itself, for what the former
// does not know of: a hint behind the cursor, Ctrl-C that ends but one line, and a
// change of the width.
//
// The hint goes up with the terminal's next write and is wiped off when the next key
// arrives, before the terminal gets to see it. So the terminal never has to know of
// it. Keys arrive one byte at a time, or a hint could outlive the key after its own.
type screen struct {
	io.ReadWriter

	// mu is held while something is written, too: drawn has to be what the terminal shows.
	mu      sync.Mutex
	hint    string // goes up with the next Write; guarded by mu, as are the next ones
	shown   bool   // a hint stands behind the cursor
	drawn   drawn  // without the hint
	resized int    // the width that the terminal has changed to, 0 if drawn has the right one
	aside   bool   // a text above the line comes next, up to a line break by itself

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
	s.wipeHint()
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
	s.mu.Lock()
	defer s.mu.Unlock()
	text := string(p)
	if s.resized != 0 && repaints(text) {
		text = s.drawAgain(text)
	}
	if !s.aside || text == "\r\n" || leadingSequence(text) != "" {
		text = s.drawn.write(text)
	}
	_, err := io.WriteString(s.ReadWriter, text)
	if s.hint != "" && err == nil && !strings.Contains(text, "\n") {
		_, err = fmt.Fprintf(s.ReadWriter, "\x1b[90m%s\x1b[0m\x1b[%dD", s.hint, utf8.RuneCountInString(s.hint))
		s.shown = true
	}
	s.hint = ""
	s.aside = s.aside && text != "\r\n"
	if err != nil {
		return 0, err
	}
	return len(p), nil
}

// show shows a line of text above the line that is edited.
func (s *screen) show(t *term.Terminal, text string) {
	s.mu.Lock()
	s.aside = true
	s.mu.Unlock()
	io.WriteString(t, text+"\n")
}

// wipeHint wipes the hint off, if there is one.
func (s *screen) wipeHint() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shown {
		s.shown = false
		io.WriteString(s.ReadWriter, "\x1b[J") // with the rows below, if the window got narrower
	}
}

// begin says that a prompt is going to be written where the cursor is.
func (s *screen) begin(width int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drawn, s.resized = drawn{width: width}, 0
}

// resize has t draw its line again for a terminal that has become so wide.
func (s *screen) resize(t *term.Terminal, width int) {
	s.mu.Lock()
	if s.drawn.width != width {
		s.resized = width
	}
	s.mu.Unlock()
	t.SetSize(width, 24)
}

// repaints reports whether text is what term.Terminal writes when its size changes:
// rows are cleared, and the prompt follows.
func repaints(text string) bool {
	clears := false
	for sequence := leadingSequence(text); sequence != ""; sequence = leadingSequence(text) {
		clears = clears || sequence == "\x1b[K"
		text = text[len(sequence):]
	}
	return clears && text != ""
}

// drawAgain returns what clears all that is drawn and then draws the line as text
// does, which would clear it for itself. But term.Terminal guesses what other terminals make of
// their rows when the width changes, and leaves some there.
func (s *screen) drawAgain(text string) string {
	for sequence := leadingSequence(text); sequence != ""; sequence = leadingSequence(text) {
		text = text[len(sequence):]
	}
	up := ""
	if rows := s.drawn.above(s.resized, s.shown); rows > 0 {
		up = fmt.Sprintf("\x1b[%dA", rows)
	}
	s.drawn, s.resized = drawn{width: s.resized}, 0
	s.hint, s.shown = "", false
	return up + "\r\x1b[J" + text
}

// suggest sets the hint to come behind text, cut to the room that is left in its row of
// width columns: it must not reach the next one. There is none if any character might
// not be one column wide, as where the cursor is could not be told.
func (s *screen) suggest(hint, text string, width int) {
	s.mu.Lock()
	defer s.mu.Unlock()
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
