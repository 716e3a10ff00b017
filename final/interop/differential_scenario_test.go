package interop

import (
	"fmt"
	"strconv"
	"strings"
)

// A command is a name and its arguments as they are sent. Parts of the form
// <word:n> are replaced when it is sent, see [run.expand].
type command []string

// String shows the command in one line.
func (c command) String() string {
	words := make([]string, len(c))
	for i, arg := range c {
		words[i] = arg
		if len(arg) > 200 {
			words[i] = fmt.Sprintf("%.100q...(%d bytes)", arg, len(arg))
		} else if q := strconv.Quote(arg); arg == "" || strings.Contains(arg, " ") || q != `"`+arg+`"` {
			words[i] = q
		}
	}
	return strings.Join(words, " ")
}

// A step is a command on one of a scenario's connections.
type step struct {
	conn int
	args command

	// then are commands sent right behind, so that the rule for args can judge the
	// reply by theirs: KEYS * behind RANDOMKEY.
	then []command
}

func (s step) String() string {
	text := fmt.Sprintf("%d> %v", s.conn, s.args)
	for _, c := range s.then {
		text += fmt.Sprintf("\n%d> %v", s.conn, c)
	}
	return text
}

// A scenario is what both servers are put through, from an empty keyspace and
// on connections of its own.
type scenario struct {
	protocols []int // of each connection, 2 or 3; its length is their number
	steps     []step

	// unmarked scenarios have no PING between the commands, and RESET and CLIENT
	// REPLY ON at the end: for those on one connection whose replies CLIENT REPLY
	// suppresses.
	unmarked bool

	// stepwise scenarios have no pipelines: before each step all that is on its way
	// to the other connections arrives. For CLIENT KILL, behind which it may be lost.
	stepwise bool

	// locked scenarios are for servers with a password, on connections that have yet
	// to give it; their marks are unknown commands, which need none.
	locked bool

	// configured scenarios change parameters, which are set back before each.
	configured bool

	// alone scenarios begin when no other client is connected, but one that does
	// nothing: for those whose replies depend on other clients or on ids.
	alone bool
}

// String shows the steps, one a line, with the connection's number in front.
func (s scenario) String() string {
	var b strings.Builder
	for i, protocol := range s.protocols {
		if protocol == 3 {
			fmt.Fprintf(&b, "%d> HELLO 3\n", i)
		}
	}
	for _, step := range s.steps {
		fmt.Fprintln(&b, step)
	}
	return b.String()
}

func (s scenario) GoString() string { return "\n" + s.String() }
