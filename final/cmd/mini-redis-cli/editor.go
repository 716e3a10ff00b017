package main

import (
	"errors"
	"io"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/term"
)

// errAbandoned says that Ctrl-C put an end to a line.
var errAbandoned = errors.New("line abandoned")

// An editor reads lines from the console, with history, completion and hints.
type editor struct {
	session  *session
	console  *console
	history  *history
	terminal *term.Terminal
	screen   *screen
	colour   bool
}

func newEditor(s *session) *editor {
	return &editor{
		session: s, console: s.console,
		history: openHistory(historyPath(s.getenv)),
		screen:  &screen{ReadWriter: s.console},
		colour:  s.wantsColour(),
	}
}

// readLine returns the next line. It returns io.EOF at Ctrl-D and Ctrl-C on an empty
// line. Ctrl-C behind some text abandons that and asks again.
//
// The terminal is raw only meanwhile, so that Ctrl-C is a signal while a command runs.
func (e *editor) readLine() (string, error) {
	restore, err := e.console.raw()
	if err != nil {
		return "", err
	}
	defer restore()
	for {
		if e.terminal == nil {
			e.terminal = term.NewTerminal(e.screen, "")
			e.terminal.History = e.history
			e.terminal.AutoCompleteCallback = e.key
		}
		e.terminal.SetPrompt(e.session.prompt())
		stop := e.followWidth()
		line, err := e.terminal.ReadLine()
		stop()
		switch {
		case err == nil:
			return line, nil
		case !errors.Is(err, errAbandoned):
			io.WriteString(e.console, "\r\n")
			return "", err
		}
		io.WriteString(e.console, "^C\r\n")
		e.terminal = nil // it has no other way to forget a line
	}
}

// followWidth tells the terminal how wide it is, and again whenever that changes, until
// stop is called.
func (e *editor) followWidth() (stop func()) {
	t := e.terminal
	changes, ignore := e.console.resized()
	width := e.console.width()
	t.SetSize(width, 24)
	e.screen.begin(width)
	done := make(chan struct{})
	var following sync.WaitGroup
	following.Go(func() {
		for {
			select {
			case <-changes:
				e.screen.resize(t, e.console.width())
			case <-done:
				return
			}
		}
	})
	return func() {
		ignore()
		close(done)
		following.Wait()
	}
}

// key is called for each key that edits the line. Tab completes; any other key only
// brings up the hint for the line it makes.
func (e *editor) key(line string, pos int, key rune) (string, int, bool) {
	switch {
	case key == keyInterrupt:
		e.screen.end = io.EOF
		if line != "" {
			e.screen.end = errAbandoned
		}
		return line, len(line), true
	case key == '\t' && pos == len(line):
		return e.tab(line)
	case unicode.IsPrint(key) && pos == len(line):
		e.suggest(line + string(key))
	}
	return "", 0, false
}

// tab completes line. If that changes nothing, the words to choose from or the
// arguments to come are shown above it.
func (e *editor) tab(line string) (string, int, bool) {
	docs := e.session.commandDocs()
	completed, choices := complete(docs, line)
	if completed == line {
		show := strings.Join(choices, "  ")
		if len(choices) == 0 {
			show = strings.TrimSpace(hint(docs, line))
		}
		if show == "" {
			return "", 0, false
		}
		e.screen.show(e.terminal, show)
	}
	e.suggest(completed)
	return completed, len(completed), true // which draws the line, and the hint with it
}

// suggest shows the arguments to come behind line. Without colours a hint could not
// be told from what was typed, so there is none.
func (e *editor) suggest(line string) {
	if !e.colour {
		return
	}
	e.screen.suggest(hint(e.session.commandDocs(), line), e.session.prompt()+line, e.console.width())
}
