package server

import "strings"

// boolean replies with 1 for true and 0 for false.
func (c *conn) boolean(b bool) {
	if b {
		c.out.Int(1)
	} else {
		c.out.Int(0)
	}
}

// bulkOrNull replies with value, or with null if ok is false.
func (c *conn) bulkOrNull(value []byte, ok bool) {
	if ok {
		c.out.Bulk(value)
	} else {
		c.out.Null()
	}
}

// fail replies with an error: message begins with its code, ERR for most.
func (c *conn) fail(message string) {
	c.problem = message
	c.srv.stats.countError(message)
	c.out.Error(message)
}

// wrongArity replies that the command has too many or too few arguments. name is
// in lower case, and "command|subcommand" for a subcommand.
func (c *conn) wrongArity(name string) {
	c.fail("ERR wrong number of arguments for '" + name + "' command")
}

// maxQuoted is how many bytes of an unknown command's or subcommand's name, and of
// its arguments, the error reply quotes.
const maxQuoted = 128

// unknownCommand replies with what the client sent, clipped as in Redis 7.0.
func (c *conn) unknownCommand(args [][]byte) {
	var quoted strings.Builder
	for _, arg := range args[1:] {
		if quoted.Len() >= maxQuoted {
			break
		}
		quoted.WriteString("'" + clip(arg, maxQuoted-quoted.Len()) + "' ")
	}
	c.fail("ERR unknown command '" + clip(args[0], maxQuoted) + "', with args beginning with: " + quoted.String())
}

// unknownSubcommand replies that the container has no such subcommand.
func (c *conn) unknownSubcommand(container *command, name []byte) {
	c.fail("ERR unknown subcommand '" + clip(name, maxQuoted) + "'. Try " + strings.ToUpper(container.name) + " HELP.")
}

// unknownSubcommandOrArity replies that a subcommand takes no such arguments, where
// Redis finds that out only after it has looked the subcommand up.
func (c *conn) unknownSubcommandOrArity(args [][]byte) {
	c.fail("ERR unknown subcommand or wrong number of arguments for '" + clip(args[1], maxQuoted) + "'. Try " + strings.ToUpper(string(args[0])) + " HELP.")
}

// clip returns the first n bytes of b, and those only up to a NUL byte, where C
// strings end.
func clip(b []byte, n int) string {
	s, _, _ := strings.Cut(string(b[:min(n, len(b))]), "\x00")
	return s
}

// is reports whether arg is the word lower, whatever the case of its letters. A NUL byte
// ends arg, as it ends C strings.
func is(arg []byte, lower string) bool {
	if len(arg) > len(lower) && arg[len(lower)] == 0 {
		arg = arg[:len(lower)]
	}
	if len(arg) != len(lower) {
		return false
	}
	for i, b := range arg {
		if toLower(b) != lower[i] {
			return false
		}
	}
	return true
}

// toLower is for ASCII only, as Redis's commands are.
func toLower(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		b += 'a' - 'A'
	}
	return b
}
