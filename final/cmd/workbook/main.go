// Command workbook tells learners what a server of their own does, what it
// doesn't do yet, and why:
//
//	workbook new DIR                        a module to start in
//	workbook check [PART] -- COMMAND…       starts the server that COMMAND runs, and checks it
//	workbook check [PART] --addr HOST:PORT  checks one that runs already
//	workbook next -- COMMAND…               the next case to get right, in words
//	workbook watch [PART] -- COMMAND…       checks again whenever a file changes
//	workbook show CASE                      one conversation, in bytes and in words
//	workbook read STEP                      the chapter
//	workbook answer STEP                    the files to compare one's own with, and their code
//	workbook list [PART]                    steps, or the cases of one
//
// Nothing is remembered between runs: what a server does is found out again each
// time. The specs, chapters and answers are part of the program, so it works offline
// and anywhere, and names nothing that only the repository has. The exit code is 0 if
// all that was asked for passes, else 1.
//
// A check passes these files in turn:
//
//	options (part) → start → check → report (milestones), next or records
package main

import (
	"context"
	"embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
)

func main() {
	survivePipes()
	ctx, stop := signal.NotifyContext(context.Background(), endSignals()...)
	context.AfterFunc(ctx, stop) // so that a second signal kills
	os.Exit(execute(ctx, os.Args[1:], surroundings()))
}

// Exit codes. That of an interrupt is the shells' convention.
const (
	exitOK          = 0
	exitFailed      = 1
	exitInterrupted = 130
)

// A shell is what the program was started in.
type shell struct {
	stdout, stderr io.Writer
	color          bool      // standard output is a terminal that wants colours
	live           io.Writer // a terminal to show progress on, or nil
}

func surroundings() shell {
	sh := shell{stdout: os.Stdout, stderr: os.Stderr}
	sh.color = isTerminal(os.Stdout) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	if isTerminal(os.Stderr) {
		sh.live = os.Stderr
	}
	return sh
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// A command does its work with the arguments after its name. It returns the
// exit code, or what is wrong with the arguments.
type command func(ctx context.Context, args []string, sh shell) (int, error)

func commandOf(name string) command {
	switch name {
	case "new":
		return runNew
	case "check":
		return runCheck
	case "next":
		return runNext
	case "watch":
		return runWatch
	case "show":
		return runShow
	case "read":
		return runRead
	case "answer":
		return runAnswer
	case "list":
		return runList
	}
	return nil
}

// execute is main with its surroundings as parameters: the end of ctx is the
// interrupt. It returns the exit code.
func execute(ctx context.Context, args []string, sh shell) int {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	sh.stdout = &lifeline{sh.stdout, cancel}
	code := runCommand(ctx, args, sh)
	if err := outputLost(ctx); err != nil {
		return complainOfLoss(sh, err)
	}
	return code
}

func runCommand(ctx context.Context, args []string, sh shell) int {
	if len(args) == 0 {
		fmt.Fprint(sh.stderr, helpFor(""))
		return exitFailed
	}
	name, rest := args[0], args[1:]
	if name == "help" || name == "-h" || name == "-help" || name == "--help" {
		return printHelp(rest, sh)
	}
	run := commandOf(name)
	if run == nil {
		return complain(sh, fmt.Errorf("there is no command %q (see workbook --help)", name))
	}
	code, err := run(ctx, rest, sh)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return printHelp([]string{name}, sh)
	case err != nil:
		return complain(sh, fmt.Errorf("%w (see workbook %s --help)", err, name))
	}
	return code
}

// complain says what went wrong, and returns the exit code.
func complain(sh shell, err error) int {
	fmt.Fprintln(sh.stderr, "workbook:", err)
	return exitFailed
}

// help has what --help says: all.txt, and a file for each command.
//
//go:embed help/*.txt
var help embed.FS

// helpFor returns the help for a command, "" for none if there is no such
// command. Without a name it is the overview.
func helpFor(name string) string {
	if name == "" {
		name = "all"
	}
	text, err := help.ReadFile("help/" + name + ".txt")
	if err != nil {
		return ""
	}
	return string(text)
}

func printHelp(names []string, sh shell) int {
	name := ""
	if len(names) > 0 {
		name = names[0]
	}
	text := helpFor(name)
	if text == "" {
		return complain(sh, fmt.Errorf("there is no command %q (see workbook --help)", name))
	}
	fmt.Fprint(sh.stdout, text)
	return exitOK
}
