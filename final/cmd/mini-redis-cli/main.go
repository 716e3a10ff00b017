// Command mini-redis-cli talks to a Redis server and prints replies as redis-cli
// of Redis 7.0 does:
//
//	mini-redis-cli [options] command [argument ...]   sends one command
//	mini-redis-cli [options] < commands.txt           sends a command for each line
//	mini-redis-cli [options]                          on a terminal: asks for commands
//
// Replies are formatted for people if standard output is a terminal, else raw.
// SUBSCRIBE, PSUBSCRIBE and MONITOR print what comes until Ctrl-C. The exit code is
// 0, or 1 after an error reply or if the connection failed. See --help.
//
// A line of input passes these files in turn:
//
//	options → session → (repl | piped | one command) → line → command → link → format
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
)

func main() {
	os.Exit(run(os.Args[1:], surroundings()))
}

// A shell is what the program was started in.
type shell struct {
	stdin          *bufio.Reader
	stdout, stderr io.Writer
	getenv         func(string) string

	// stdoutIsTerminal decides how replies are formatted.
	stdoutIsTerminal bool

	// console is where a person types, nil if standard input is no terminal.
	console *console

	// interruptible returns a context that ends at Ctrl-C, until it is released.
	interruptible func() (ctx context.Context, release context.CancelFunc)
}

// run is main with its surroundings as a parameter. It returns the exit code.
func run(args []string, sh shell) int {
	o, err := parseOptions(args)
	switch {
	case errors.Is(err, errHelp):
		return sh.printed(helpText())
	case err != nil:
		fmt.Fprintf(sh.stderr, "mini-redis-cli: %v (see --help)\n", err)
		return 1
	case o.version:
		return sh.printed("mini-redis-cli " + version() + "\n")
	}
	s := &session{options: o, shell: sh}
	return s.run()
}

// wantsColour reports whether who uses a terminal wants colours on it.
func (sh shell) wantsColour() bool { return sh.getenv("NO_COLOR") == "" && sh.getenv("TERM") != "dumb" }

// printed prints text and returns the exit code.
func (sh shell) printed(text string) int {
	if _, err := io.WriteString(sh.stdout, text); err != nil {
		fmt.Fprintln(sh.stderr, "Error:", cause(err))
		return 1
	}
	return 0
}

// version is what the Go toolchain recorded in the program.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
