package main

import (
	"errors"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/term"
)

// repl asks a person for commands until that person leaves. A lost connection is
// reported, and the next command opens another one.
func (s *session) repl() error {
	s.reconnect()
	defer s.drop()
	e := newEditor(s)
	for {
		line, err := e.readLine()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		switch err := s.interruptibleLine(line); {
		case errors.Is(err, errQuit):
			return nil
		case errors.Is(err, errStreamEnded):
			s.reconnect()
		case err != nil:
			s.report(err)
		}
	}
}

// interruptibleLine executes a line that Ctrl-C cuts short.
func (s *session) interruptibleLine(line string) error {
	ctx, release := s.interruptible()
	defer release()
	err := s.line(ctx, line)
	if ctx.Err() != nil {
		io.WriteString(s.stdout, "\n") // behind the ^C that the terminal shows
	}
	return err
}

// reconnect connects and reports if that failed.
func (s *session) reconnect() {
	ctx, release := s.interruptible()
	defer release()
	if err := s.connect(ctx); err != nil {
		s.report(err)
	}
}

// prompt is what stands before the line being edited.
func (s *session) prompt() string {
	if s.link == nil {
		return "not connected> "
	}
	host := s.host
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if s.inTransaction {
		return host + ":" + s.port + "(TX)> "
	}
	return host + ":" + s.port + "> "
}

// An editor reads lines from the console, with history, completion and hints.
type editor struct {
	session  *session
	console  *console
	terminal *term.Terminal
	screen   *screen
	colour   bool
}

func newEditor(s *session) *editor {
	e := &editor{session: s, console: s.console, screen: &screen{ReadWriter: s.console}}
	e.terminal = term.NewTerminal(e.screen, "")
	e.terminal.History = openHistory(historyPath(s.getenv))
	e.terminal.AutoCompleteCallback = e.key
	e.colour = s.getenv("NO_COLOR") == "" && s.getenv("TERM") != "dumb"
	return e
}

// readLine returns the next line, or io.EOF at Ctrl-D and Ctrl-C. The terminal is
// raw only meanwhile, so that Ctrl-C is a signal while a command runs.
func (e *editor) readLine() (string, error) {
	restore, err := e.console.raw()
	if err != nil {
		return "", err
	}
	defer restore()
	e.terminal.SetSize(e.console.width(), 24)
	e.terminal.SetPrompt(e.session.prompt())
	line, err := e.terminal.ReadLine()
	if err != nil {
		io.WriteString(e.console, "\r\n")
	}
	return line, err
}

// key is called for each key that edits the line. Tab completes; any other key only
// brings up the hint for the line it makes.
func (e *editor) key(line string, pos int, key rune) (string, int, bool) {
	switch {
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
	if completed != line {
		e.suggest(completed)
		return completed, len(completed), true
	}
	show := strings.Join(choices, "  ")
	if len(choices) == 0 {
		show = strings.TrimSpace(hint(docs, line))
	}
	if show != "" {
		io.WriteString(e.terminal, show+"\n")
	}
	return "", 0, false
}

// suggest shows the arguments to come behind line. Without colours a hint could not
// be told from what was typed, so there is none.
func (e *editor) suggest(line string) {
	if !e.colour {
		return
	}
	used := utf8.RuneCountInString(e.session.prompt() + line)
	e.screen.suggest(hint(e.session.commandDocs(), line), used, e.console.width())
}
