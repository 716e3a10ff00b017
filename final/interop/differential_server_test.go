package interop

import (
	"strconv"
	"strings"
)

// statisticsMakers make what counts the other commands, and what sets it back.
func statisticsMakers() []maker {
	stats := func(d drawer) []string { return []string{pick(d, "stats", "keyspace", "commandstats", "errorstats")} }
	return []maker{
		{"INFO", stats}, {"INFO", stats}, {"INFO", stats}, {"INFO", stats},
		{"CONFIG", func(d drawer) []string { return []string{"RESETSTAT"} }},
	}
}

// commandInfo draws the subcommands of COMMAND.
func (d drawer) commandInfo() []string {
	names := func(least int) (all []string) {
		for range least + d.upTo(3) {
			all = append(all, d.spell(pick(d, "get", "set", "foo", "", "client", "config", d.anyName(), d.anyName(), "client|id", "config|get", "pubsub|numsub", "command|count", "get|x", "client|foo")))
		}
		return all
	}
	switch d.upTo(8) {
	case 0:
		return []string{d.spell("COUNT")}
	case 1:
		return append([]string{d.spell("INFO")}, names(pick(d, 1, 1, 0))...)
	case 2, 3:
		return append([]string{d.spell("INFO")}, names(1)...)
	case 4:
		return append([]string{d.spell("DOCS")}, names(1)...)
	case 5:
		return append([]string{d.spell("LIST")}, pick(d, nil, nil,
			[]string{d.spell("FILTERBY"), d.spell("PATTERN"), d.glob()},
			[]string{d.spell("FILTERBY"), d.spell("PATTERN"), pick(d, "get*", "*", "G*", "*key", "client|*")},
			[]string{d.spell("FILTERBY"), d.spell("ACLCAT"), pick(d, "string", "read", "foo", "dangerous")},
			[]string{d.spell("FILTERBY"), d.spell("MODULE"), "foo"},
			[]string{d.spell("FILTERBY")}, []string{d.junk()}, []string{"FILTERBY", d.junk(), "x"})...)
	case 6:
		return append([]string{d.spell("GETKEYS")}, d.getKeys()...)
	case 7:
		return pick(d, nil, []string{d.junk()}, []string{d.junk(), d.junk()}, []string{"COUNT", "x"}, []string{"GETKEYS"}, []string{"GETKEYS", d.junk()}, []string{"DOCS", "nosuch"})
	}
	return append([]string{d.spell("GETKEYS")}, d.getKeys()...)
}

// anyName draws the name of a command in scope.
func (d drawer) anyName() string {
	return pick(d, append(append(stringMakers(), keyMakers()...), connectionMakers()...)...).name
}

// getKeys draws a command for COMMAND GETKEYS.
func (d drawer) getKeys() []string {
	makers := append(append(stringMakers(), keyMakers()...), connectionMakers()[:7]...)
	m := pick(d, makers...)
	return d.spoil(append(command{d.spell(m.name)}, m.args(d)...))
}

func (d drawer) info() (args []string) {
	for range pick(d, 1, 0, 2) {
		args = append(args, d.spell(pick(d, "server", "clients", "memory", "stats", "keyspace", "replication", "cpu", "foo", "", "default", "all", "everything", "persistence", "cluster", "errorstats", "commandstats", "modules")))
	}
	return args
}

func (d drawer) configGet() []string {
	switch d.upTo(5) {
	case 0:
		return pick(d, nil, []string{d.junk()}, []string{d.junk(), d.junk()}, []string{d.spell("GET")}, []string{d.spell("SET")}, []string{d.spell("SET"), "maxmemory"},
			[]string{"SET", "foo", "bar"}, []string{"SET", d.junk(), d.junk()}, []string{"RESETSTAT", "x"}, []string{"SET", "foo", "bar", "foo", "baz"}, []string{"SET", "save"})
	case 1:
		return []string{d.spell("RESETSTAT")}
	}
	args := []string{d.spell("GET")}
	for range 1 + d.upTo(2) {
		args = append(args, d.spell(pick(d, "*", "max*", "maxmemory", "save", "appendonly", "client-output-buffer-limit", "proto-max-bulk-len", "timeout", "databases", "requirepass", "port", "nosuch", "m?xmemory", "[ms]a*", "", "bind", "notify-keyspace-events", d.junk())))
	}
	return args
}

// unknown draws commands that no server knows: names of every kind, but none that
// redis-server knows up to a NUL. It compares names as C strings, yet hashes all of
// their bytes with a seed of its own: about one process in 250 takes "get\x00" for
// GET. The same goes for the names of parameters.
func (d drawer) unknown() command {
	args := command{pick(d, "foo", "FOO", "", " ", "get ", "foo\x00", "GETT", "\r\n", "a\r\nb\n", "%s%n", "'", "\"", "\x00\xff", "sub|command", "client|id", "config|get",
		strings.Repeat("u", 127), strings.Repeat("u", 128), strings.Repeat("u", 129), strings.Repeat("u", 300), "ünknown", "*1", strconv.Itoa(d.upTo(1000)))}
	for range d.upTo(12) {
		args = append(args, pick(d, d.value(), d.junk(), "a", strings.Repeat("a", d.upTo(130)), "with space", "q'uote"))
	}
	return args
}
