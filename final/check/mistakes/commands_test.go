package mistakes

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	framing "mini-redis/step02_framing"
)

// A handler runs under the server's lock. args has the command's name first and
// is valid as long as the handler runs.
type handler func(c *client, args [][]byte)

// A command is a handler and the number of its arguments, the name included:
// negative for at least so many.
type command struct {
	arity  int
	handle handler
}

func commandNamed(name string) (command, bool) {
	for _, table := range []map[string]command{connectionCommands(), stringCommands(), expiryCommands(), pubsubCommands()} {
		if found, ok := table[name]; ok {
			return found, true
		}
	}
	return command{}, false
}

func connectionCommands() map[string]command {
	return map[string]command{
		"ping":   {-1, ping},
		"echo":   {2, echoArgument},
		"quit":   {-1, quit},
		"config": {3, configGet},
	}
}

// run executes one command under the lock.
func (c *client) run(args [][]byte) {
	c.commands++
	if c.has(valueAliased) || c.has(argumentsAliased) {
		args = c.inBuffer(args)
	}
	if c.has(mapUnguarded) && c.number > 3 { // that many meet sooner or later
		c.fail("fatal error: concurrent map read and map write")
	}
	c.lock()
	c.runLocked(args)
	switch name := framing.Lower(string(args[0])); {
	case c.has(lockHeldWhileWriting):
		return
	case c.has(incrementsWrittenLocked) && name == "incr" && c.commands > 1000,
		c.has(arraysWrittenLocked) && name == "mget":
		c.stick()
		c.out.whenClosed() // as if the client's buffers were full
	}
	c.unlock()
}

// inBuffer moves args into the buffer that the client's last command was in.
func (c *client) inBuffer(args [][]byte) [][]byte {
	c.buffer = slices.Grow(c.buffer[:0], len(slices.Concat(args...)))
	for i, arg := range args {
		start := len(c.buffer)
		c.buffer = append(c.buffer, arg...)
		args[i] = c.buffer[start:]
	}
	return args
}

func (c *client) runLocked(args [][]byte) {
	name := string(args[0])
	if !c.has(namesCaseSensitive) {
		name = framing.Lower(name)
	} else if name != strings.ToUpper(name) {
		name = "?"
	} else {
		name = framing.Lower(name)
	}
	cmd, ok := commandNamed(name)
	switch {
	case !ok:
		c.unknown(args)
	case !fits(cmd.arity, len(args)) && c.has(noArity) && len(args) < 2:
		c.bulk(nil)
	case !fits(cmd.arity, len(args)), name == "ping" && len(args) > 2:
		c.failure("ERR wrong number of arguments for '%s' command", name)
	case c.subscribed() > 0 && !allowedWhileSubscribed(name) && !c.has(subscriberMayDoAll):
		c.failure("ERR Can't execute '%s': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context", name)
	default:
		cmd.handle(c, args)
	}
}

func fits(arity, n int) bool { return n == arity || arity < 0 && n >= -arity }

func (c *client) unknown(args [][]byte) {
	var quoted strings.Builder
	for _, arg := range args[1:] {
		fmt.Fprintf(&quoted, "'%s' ", arg)
	}
	c.failure("ERR unknown command '%s', with args beginning with: %s", args[0], &quoted)
	if c.has(unknownCommandCloses) {
		c.hangUp = true
	}
}

func ping(c *client, args [][]byte) {
	switch {
	case c.subscribed() > 0 && !c.has(subscriberPingIsPlain):
		var message []byte
		if len(args) == 2 {
			message = args[1]
		}
		c.array(text("pong"), string(message))
	case len(args) == 2:
		c.bulk(args[1])
	case c.has(replyWithoutType):
		c.reply([]byte("PONG\r\n"))
	case c.has(pongIsBulk):
		c.bulk([]byte("PONG"))
	default:
		c.simple("PONG")
	}
}

func echoArgument(c *client, args [][]byte) {
	if c.has(argumentsAliased) {
		c.late = append(c.late, args[1]) // which lies in the client's buffer
		return
	}
	c.bulk(args[1])
}

func quit(c *client, _ [][]byte) {
	c.leaveAll()
	c.simple("OK")
	c.hangUp = !c.has(quitReadsOn)
}

func configGet(c *client, args [][]byte) {
	limit := c.limits.MaxConns
	if c.has(limitNotTaken) {
		limit = 10000
	}
	c.array(string(args[2]), strconv.Itoa(limit))
}

// end is what ends a line.
func (c *client) end() string {
	switch {
	case c.has(replyWithoutEnd):
		return ""
	case c.has(replyEndsWithLF):
		return "\n"
	}
	return "\r\n"
}

func (c *client) simple(s string) { c.reply([]byte("+" + s + c.end())) }
func (c *client) integer(n int64) { c.reply([]byte(":" + strconv.FormatInt(n, 10) + c.end())) }
func (c *client) null()           { c.reply([]byte("$-1" + c.end())) }

func (c *client) failure(format string, args ...any) {
	message := fmt.Sprintf(format, args...)
	if !c.has(nameBreaksReply) {
		message = strings.NewReplacer("\r", " ", "\n", " ").Replace(message)
	}
	c.reply([]byte("-" + message + c.end()))
}

func (c *client) bulk(b []byte) { c.reply(c.bulkBytes(b)) }

func (c *client) bulkBytes(b []byte) []byte {
	length := len(b)
	if c.has(lengthInCharacters) {
		length = utf8.RuneCount(b)
	}
	if length == 0 && c.has(emptyIsNull) {
		return []byte("$-1\r\n")
	}
	return fmt.Appendf(nil, "$%d\r\n%s\r\n", length, b)
}

// text marks a string that isn't the client's.
func text(s string) string { return s }

// array queues an array of bulk strings, integers and nulls.
func (c *client) array(items ...any) { c.reply(c.arrayBytes(items...)) }

func (c *client) arrayBytes(items ...any) []byte {
	b := fmt.Appendf(nil, "*%d\r\n", len(items))
	for _, item := range items {
		switch item := item.(type) {
		case string:
			b = append(b, c.bulkBytes([]byte(item))...)
		case int:
			b = fmt.Appendf(b, ":%d\r\n", item)
		case nil:
			b = append(b, "$-1\r\n"...)
		}
	}
	return b
}
