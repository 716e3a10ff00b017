package interop

import "strconv"

// A linearFate is how a batch of commands ends.
type linearFate int

const (
	answered    linearFate = iota
	cutUnread              // the client goes away with the replies unread
	cutHalfRead            // the client goes away after some of the replies
	killed                 // the server closes the connection
	cutHalf                // the client goes away before it has sent all bytes
)

// fate picks how the next batch ends. Most are answered: a command that may have
// had its effect at any later time multiplies what the checker has to try.
func (c *linearClient) fate() linearFate {
	switch fate := linearFate(c.r.IntN(150)); {
	case fate >= cutHalf && fate < cutHalf+4 && c.halves > 0:
		return cutHalf
	case fate == killed && c.run.kill == nil:
	case fate < cutHalf && c.losses > 0:
		return fate
	}
	return answered
}

// value returns a value that nothing else has been set to: a number, so that INCR
// works on it, or now and then a word.
func (c *linearClient) value() string {
	value := strconv.FormatInt(c.run.values.Add(1)*1000, 10)
	if c.r.IntN(10) == 0 {
		return "word" + value
	}
	return value
}

// command returns a random command on random keys.
func (c *linearClient) command() linearCommand {
	names := []string{"GET", "GET", "GET", "MGET", "SET", "SET", "INCR", "INCR", "MSET", "SETNX", "DEL", "GETDEL", "GETDEL"}
	command := linearCommand{name: names[c.r.IntN(len(names))]}
	keys := 1
	switch command.name {
	case "MGET", "MSET":
		keys = 2 + c.r.IntN(2)
	case "DEL":
		keys = 1 + c.r.IntN(2)
	}
	command.keys = c.r.Perm(linearKeys)[:keys]
	for range keys {
		if command.takesValues() {
			command.values = append(command.values, c.value())
		}
	}
	return command
}
