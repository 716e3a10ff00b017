package server

import (
	"maps"
	"slices"
	"strings"
)

func commandCount(c *conn, _ [][]byte) { c.out.Int(int64(len(c.srv.commands))) }

// listed returns the commands that Redis 7.0 has, too, sorted by name.
func (s *Server) listed() []*command {
	return visible(slices.SortedFunc(maps.Values(s.commands), byName))
}

// visible returns the commands that are not hidden.
func visible(commands []*command) []*command {
	return slices.DeleteFunc(commands, func(cmd *command) bool { return cmd.flags&hidden != 0 })
}

// named returns the commands of these names, in their order. A subcommand's name is
// "container|subcommand"; nil stands for what does not exist.
func (s *Server) named(names [][]byte) []*command {
	var list []*command
	for _, name := range names {
		parts := slices.Collect(splitName(name))
		cmd, container := s.lookup(parts)
		exact := len(parts) == 1 || len(parts) == 2 && container != nil
		if !exact || cmd != nil && cmd.flags&hidden != 0 {
			cmd = nil
		}
		list = append(list, cmd)
	}
	return list
}

// commandList answers COMMAND LIST [FILTERBY <MODULE | ACLCAT | PATTERN> value], with
// the names of commands and subcommands. There are no modules.
func commandList(c *conn, args [][]byte) {
	var keep func(*command) bool
	switch options := args[2:]; {
	case len(options) == 0:
		keep = func(*command) bool { return true }
	case len(options) != 3 || !is(options[0], "filterby"):
	case is(options[1], "module"):
		keep = func(*command) bool { return false }
	case is(options[1], "aclcat"):
		keep = func(cmd *command) bool {
			return slices.ContainsFunc(cmd.categories(), func(category string) bool { return is(options[2], category) })
		}
	case is(options[1], "pattern"):
		pattern := lowerCase(options[2])
		keep = func(cmd *command) bool { return c.match(pattern, cmd.name) }
	}
	if keep == nil {
		c.fail(errSyntax)
		return
	}
	var names []string
	for _, cmd := range c.srv.listed() {
		for _, cmd := range append([]*command{cmd}, visible(cmd.subcommands())...) {
			if keep(cmd) {
				names = append(names, cmd.name)
			}
		}
	}
	c.out.Array(len(names))
	for _, name := range names {
		c.out.BulkString(name)
	}
}

// commandInfo answers COMMAND, and COMMAND INFO [command-name ...].
func commandInfo(c *conn, args [][]byte) {
	commands := c.srv.listed()
	if len(args) > 2 {
		commands = c.srv.named(args[2:])
	}
	c.out.Array(len(commands))
	for _, cmd := range commands {
		if cmd == nil {
			c.out.Null()
		} else {
			c.describeCommand(cmd)
		}
	}
}

// describeCommand writes the ten elements that COMMAND INFO tells of a command.
func (c *conn) describeCommand(cmd *command) {
	first, last, step := cmd.keyRange()
	c.out.Array(10)
	c.out.BulkString(cmd.name)
	c.out.Int(int64(cmd.arity))
	c.words(cmd.flagNames())
	c.out.Int(int64(first))
	c.out.Int(int64(last))
	c.out.Int(int64(step))
	categories := cmd.categories()
	for i, category := range categories {
		categories[i] = "@" + category
	}
	c.words(categories)
	c.out.Set(len(cmd.tips))
	for _, tip := range cmd.tips {
		c.out.BulkString(tip)
	}
	c.out.Set(len(cmd.keys))
	for _, spec := range cmd.keys {
		c.describeKeys(spec)
	}
	subcommands := visible(cmd.subcommands())
	if len(subcommands) == 0 {
		c.out.Set(0) // as Redis has it; else it is an array
	} else {
		c.out.Array(len(subcommands))
	}
	for _, sub := range subcommands {
		c.describeCommand(sub)
	}
}

// words writes a set of words of the server's own.
func (c *conn) words(words []string) {
	c.out.Set(len(words))
	for _, word := range words {
		c.out.SimpleString(word)
	}
}

// describeKeys writes a key specification. Redis counts the last key from the first
// one, unless it counts from the end.
func (c *conn) describeKeys(spec keySpec) {
	if spec.notes == "" {
		c.out.Map(3)
	} else {
		c.out.Map(4)
		c.out.BulkString("notes")
		c.out.BulkString(spec.notes)
	}
	c.out.BulkString("flags")
	c.words(spec.access)
	c.out.BulkString("begin_search")
	c.search("index", "index", spec.first)
	c.out.BulkString("find_keys")
	last := spec.last
	if last > 0 {
		last -= spec.first
	}
	c.search("range", "lastkey", last, "keystep", spec.step, "limit", 0)
}

// search writes how keys are found: the kind of search, and its parameters, a name
// and a number in turn.
func (c *conn) search(kind string, parameters ...any) {
	c.out.Map(2)
	c.out.BulkString("type")
	c.out.BulkString(kind)
	c.out.BulkString("spec")
	c.out.Map(len(parameters) / 2)
	for _, p := range parameters {
		switch p := p.(type) {
		case string:
			c.out.BulkString(p)
		case int:
			c.out.Int(int64(p))
		}
	}
}

// commandGetKeys answers COMMAND GETKEYS command [arg ...].
func commandGetKeys(c *conn, args [][]byte) {
	call := args[2:]
	cmd, _ := c.srv.lookup(call)
	switch {
	case cmd == nil:
		c.fail("ERR Invalid command specified")
	case len(cmd.keys) == 0:
		c.fail("ERR The command has no key arguments")
	case !cmd.arityOK(len(call)):
		c.fail("ERR Invalid number of arguments specified for command")
	default:
		var keys [][]byte
		for _, spec := range cmd.keys {
			keys = append(keys, spec.of(call)...)
		}
		c.out.Array(len(keys))
		for _, key := range keys {
			c.out.Bulk(key)
		}
	}
}

// help answers HELP of a container: which subcommands it has, and what each does, in
// the format of Redis 7.0.
func help(c *conn, args [][]byte) {
	container := find(c.srv.commands, args[0])
	lines := []string{strings.ToUpper(container.name) + " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:"}
	explain := func(heading, text string) { lines = append(lines, strings.TrimSpace(heading), "    "+text) }
	if container.run != nil {
		explain("(no subcommand)", container.summary)
	}
	for _, sub := range container.sub {
		if sub.flags&hidden == 0 {
			explain(strings.ToUpper(sub.name)+" "+sub.syntax, sub.summary)
		}
	}
	explain("HELP", container.subs["help"].summary)
	c.out.Array(len(lines))
	for _, line := range lines {
		c.out.SimpleString(line)
	}
}
