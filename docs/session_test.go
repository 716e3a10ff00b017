package docs_test

import (
	"fmt"
	"regexp"
	"strings"
)

// An action is one line of a console fence, or the lines of output between two
// others.
type action struct {
	kind actionKind
	line int    // index into the fence's body
	text string // the command, what is typed, or a line of output
}

type actionKind int

const (
	run       actionKind = iota // "$ command"
	input                       // "> text", typed into the command that runs
	interrupt                   // "^C"
	output                      // any other line
)

// typedLine also takes redis-cli's own prompt, so that a session can be shown
// as it looks on a terminal.
var typedLine = regexp.MustCompile(`^(?:127\.0\.0\.1:6379)?> (.*)$`)

func actions(body []string) (list []action) {
	for len(body) > 0 && body[len(body)-1] == "" {
		body = body[:len(body)-1]
	}
	for i, line := range body {
		a := action{output, i, line}
		if command, ok := strings.CutPrefix(line, "$ "); ok {
			a = action{run, i, command}
		} else if m := typedLine.FindStringSubmatch(line); m != nil {
			a = action{input, i, m[1]}
		} else if line == "^C" {
			a = action{interrupt, i, ""}
		}
		list = append(list, a)
	}
	return list
}

// serverName and terminalName read a console fence's info string:
// `console [server] [terminal]`.
func serverName(f fence) string {
	if len(f.Info) > 1 && (f.Info[1] == "final" || stepOf(f.Info[1]) > 0) {
		return f.Info[1]
	}
	return ""
}

func terminalName(f fence) string {
	words := f.Info[1:]
	if serverName(f) != "" {
		words = words[1:]
	}
	return strings.Join(words, " ")
}

var runsServer = regexp.MustCompile(`\bgo run (?:-race )?\./(step\d\d_[a-z]+/server|final(?:/cmd/mini-redis-server)?)(?:\s|$)`)

// startsServer finds the path of a server that a command runs from source, as
// FindStringSubmatchIndex does. What the checker starts is the checker's own.
func startsServer(command string) []int {
	if strings.HasPrefix(command, "workbook ") {
		return nil
	}
	return runsServer.FindStringSubmatchIndex(command)
}

// withPort turns a command of a chapter into the one that is run: 6379 becomes
// port, and a server started from source gets the flag that makes it listen
// there.
func withPort(command, port string) string {
	changed := regexp.MustCompile(`\b6379\b`).ReplaceAllString(command, port)
	at := startsServer(command)
	if at == nil || changed != command || regexp.MustCompile(`-(addr|port)\b`).MatchString(command) {
		return changed
	}
	return command[:at[3]] + portFlag(command[at[2]:at[3]], port) + command[at[3]:]
}

// portFlag is how a server is told where to listen.
func portFlag(server, port string) string {
	if strings.HasPrefix(server, "final") {
		return " --port " + port
	}
	return " -addr 127.0.0.1:" + port
}

// asShown turns what a command printed into what a chapter shows: port becomes
// 6379, and blanks at the end of a line go. With ended false an unfinished last
// line is left out, since more of it may come.
func asShown(text, port string, ended bool) string {
	if !ended {
		text = text[:strings.LastIndexByte(text, '\n')+1]
	} else if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	text = regexp.MustCompile(`\b`+port+`\b`).ReplaceAllString(text, "6379")
	return regexp.MustCompile(`(?m)[ \t\r]+$`).ReplaceAllString(text, "")
}

// expectation compiles lines of expected output. `...` stands for any number of
// lines if it is alone on its line, and for any text within one.
func expectation(want []string, end string) *regexp.Regexp {
	var re strings.Builder
	re.WriteString(`\A`)
	for _, line := range want {
		if strings.TrimSpace(line) == "..." {
			re.WriteString(`(?:.*\n)*?`)
			continue
		}
		re.WriteString(strings.ReplaceAll(regexp.QuoteMeta(line), `\.\.\.`, `.*`) + `\n`)
	}
	return regexp.MustCompile(re.String() + end)
}

// begins tells whether got begins with the lines of want.
func begins(want []string, got string) bool { return expectation(want, "").MatchString(got) }

// equals tells whether got is want and nothing more.
func equals(want []string, got string) bool { return expectation(want, `\z`).MatchString(got) }

// firstMismatch is the index of the first line of want that got does not have
// in its place, len(want) if there is none.
func firstMismatch(want []string, got string) int {
	n := len(want)
	for n > 0 && !begins(want[:n], got) {
		n--
	}
	return n
}

// difference describes the first line at which got is not want.
func difference(want []string, got string) string {
	n := firstMismatch(want, got)
	rest := got[expectation(want[:n], "").FindStringIndex(got)[1]:]
	next, _, more := strings.Cut(rest, "\n")
	switch {
	case n == len(want):
		return fmt.Sprintf("there is more output: %q", next)
	case n > 0 && strings.TrimSpace(want[n-1]) == "...":
		return fmt.Sprintf("no line is %q", want[n])
	case !more:
		return fmt.Sprintf("the output ends before %q", want[n])
	}
	return fmt.Sprintf("want %q, got %q", want[n], next)
}

// hopeless tells whether got already has another line where want has its first
// mismatch, so that waiting for more cannot help.
func hopeless(want []string, got string) bool {
	n := firstMismatch(want, got)
	for _, line := range want[:min(n+1, len(want))] {
		if strings.TrimSpace(line) == "..." {
			return false
		}
	}
	return n < len(want) && strings.Count(got, "\n") > n
}
