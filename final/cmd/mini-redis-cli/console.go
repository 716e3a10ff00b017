package main

import (
	"bufio"
	"context"
	"io"
	"os"
	"os/signal"

	"golang.org/x/term"
)

// A console is the terminal that a person types at.
type console struct {
	io.ReadWriter

	// raw makes the terminal hand over each key as it is pressed, until restore is
	// called. Ctrl-C is a key then, not a signal.
	raw func() (restore func(), err error)

	// width returns the number of columns.
	width func() int

	// resized tells of each change of the width, until stop is called.
	resized func() (changes <-chan os.Signal, stop func())

	// readPassword reads a line that is not echoed. Ctrl-C is errInterrupted.
	readPassword func() (string, error)
}

// surroundings is the shell of the process.
func surroundings() shell {
	sh := shell{
		stdin:            bufio.NewReader(os.Stdin),
		stdout:           os.Stdout,
		stderr:           os.Stderr,
		getenv:           os.Getenv,
		stdoutIsTerminal: term.IsTerminal(int(os.Stdout.Fd())),
		interruptible: func() (context.Context, context.CancelFunc) {
			return signal.NotifyContext(context.Background(), os.Interrupt)
		},
	}
	if term.IsTerminal(int(os.Stdin.Fd())) {
		sh.console = processConsole()
	}
	return sh
}

// processConsole is the terminal that the process was started from. Standard input
// has to be one.
func processConsole() *console {
	in := int(os.Stdin.Fd())
	return &console{
		ReadWriter: struct {
			io.Reader
			io.Writer
		}{os.Stdin, os.Stdout},
		raw: func() (func(), error) {
			state, err := term.MakeRaw(in)
			if err != nil {
				return nil, err
			}
			return func() { term.Restore(in, state) }, nil
		},
		width: func() int {
			// Of standard output, since Windows knows no size of an input.
			width, _, err := term.GetSize(int(os.Stdout.Fd()))
			if err != nil || width < 1 {
				return 80
			}
			return width
		},
		resized:      terminalResized,
		readPassword: func() (string, error) { return readPassword(in) },
	}
}

// readPassword reads a line from a terminal without echo. Ctrl-C brings the echo back
// and is errInterrupted; the read goes on then, until the program ends.
func readPassword(terminal int) (string, error) {
	state, err := term.GetState(terminal)
	if err != nil {
		return "", err
	}
	interrupt := make(chan os.Signal, 1)
	signal.Notify(interrupt, os.Interrupt)
	defer signal.Stop(interrupt)
	type line struct {
		text []byte
		err  error
	}
	read := make(chan line, 1)
	go func() {
		text, err := term.ReadPassword(terminal)
		read <- line{text, err}
	}()
	select {
	case l := <-read:
		return string(l.text), l.err
	case <-interrupt:
		term.Restore(terminal, state)
		return "", errInterrupted
	}
}
