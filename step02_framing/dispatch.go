package framing

import (
	"fmt"
	"strings"
)

// A Handler executes one command. It calls reply once for each of its replies,
// in order; most commands have one. args[0] is the command's name, as the
// client spelled it, and the arity is checked. Handlers run in many goroutines
// at once.
type Handler func(reply func(Frame), args []string)

// A Command is an entry of a [Table].
type Command struct {
	// Arity is the number of arguments, the name counted, as in Redis's COMMAND
	// INFO: n means exactly n, -n means n or more.
	Arity  int
	Handle Handler
}

// A Table holds commands by their names in lower case.
type Table map[string]Command

// Find returns the handler of the command in args, which is not empty. If the
// table has no such command, or args are too few or too many for it, Find
// returns the error reply that says so, with Redis's texts. Otherwise problem
// is nil.
func (t Table) Find(args []string) (handle Handler, problem Frame) {
	name := Lower(args[0])
	c, ok := t[name]
	switch {
	case !ok:
		return nil, unknownCommand(args)
	case c.Arity >= 0 && len(args) != c.Arity, len(args) < -c.Arity:
		return nil, Errorf("ERR wrong number of arguments for '%s' command", name)
	}
	return c.Handle, nil
}

// unknownCommand quotes what the client sent, but at most 128 bytes each of the
// name and of the arguments.
func unknownCommand(args []string) ErrorReply {
	var quoted strings.Builder
	for _, arg := range args[1:] {
		if quoted.Len() >= 128 {
			break
		}
		fmt.Fprintf(&quoted, "'%s' ", clip(arg, 128-quoted.Len()))
	}
	return Errorf("ERR unknown command '%s', with args beginning with: %s", clip(args[0], 128), &quoted)
}

// clip returns the first n bytes of s, or what precedes a NUL byte, with which
// strings end in C.
func clip(s string, n int) string {
	s, _, _ = strings.Cut(s[:min(n, len(s))], "\x00")
	return s
}

// Lower returns s with the letters A to Z in lower case, and no others: to
// Unicode, the Kelvin sign is a capital k, but to Redis it is no letter at all.
func Lower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] += 'a' - 'A'
		}
	}
	return string(b)
}

// Commands returns this step's commands, in a table of the caller's own.
func Commands() Table {
	return Table{
		"ping": {-1, ping},
		"echo": {2, echoBack},
	}
}

func ping(reply func(Frame), args []string) {
	switch len(args) {
	case 1:
		reply(SimpleString("PONG"))
	case 2:
		reply(Bulk(args[1]))
	default:
		reply(Errorf("ERR wrong number of arguments for 'ping' command"))
	}
}

func echoBack(reply func(Frame), args []string) {
	reply(Bulk(args[1]))
}
