package server

import "strings"

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
