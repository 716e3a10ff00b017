package server

import (
	"maps"
	"slices"
	"strings"
)

// A command is an entry of the table, or a subcommand of one.
type command struct {
	// name is in lower case. newTable puts the container's before a subcommand's,
	// as in "config|get".
	name string

	// arity is the number of arguments, the name counted: n means exactly n, -n
	// means n or more. A subcommand counts the name of its container, too.
	arity int

	flags flags
	keys  []keySpec

	// tips tell cluster clients and proxies how to treat the command.
	tips []string

	// run executes the command and writes its replies to c.out. args[0] is the
	// name as the client spelled it; the arity is right. args alias the read
	// buffer and must not be kept. It is nil in a container that does nothing
	// by itself.
	run func(c *conn, args [][]byte)

	since   string // the version of Redis that had it first
	syntax  string // the arguments, as Redis's documentation writes them
	summary string // one sentence

	// sub declares the subcommands of a container; subs is the same by name, without
	// the container's.
	sub  []command
	subs map[string]*command

	group group         // set by inGroup
	stats *commandStats // set by newTable
}

// flags is a set of properties of a command.
type flags uint16

// The flags of COMMAND INFO, in the order in which Redis lists them. Several
// tell of features that only Redis has; clients read them all the same.
const (
	write flags = 1 << iota
	readonly
	denyOOM
	admin
	pubSub
	noScript
	loading
	stale
	fast
	noAuth // may be sent before AUTH
	noMulti
	allowBusy

	// The rest is not listed there.

	dangerous       // in the ACL category of this name, though not admin
	inConnection    // in the ACL category connection, though of another group
	whileSubscribed // may be sent by a RESP2 client in subscriber mode
	hidden          // Redis 7.0 has no such command, but clients send it
)

// A group is where a command stands in lists of commands.
type group string

const (
	groupConnection group = "connection"
	groupString     group = "string"
	groupGeneric    group = "generic"
	groupPubSub     group = "pubsub"
	groupServer     group = "server"
)

func inGroup(g group, commands []command) []command {
	for i := range commands {
		commands[i].group = g
		inGroup(g, commands[i].sub)
	}
	return commands
}

// A keySpec says which arguments of a command are keys: those from first to last,
// each step-th one. A last below zero counts from the end, -1 being the last
// argument.
type keySpec struct {
	first, last, step int
	access            []string // what the command does with them, as COMMAND INFO names it
	notes             string   // what else COMMAND INFO says of them
}

func oneKey(access string) []keySpec { return keysFrom(1, 1, 1, access) }

func twoKeys(first, second string) []keySpec {
	return slices.Concat(oneKey(first), keysFrom(2, 2, 1, second))
}

func keysFrom(first, last, step int, access string) []keySpec {
	return []keySpec{{first: first, last: last, step: step, access: strings.Fields(access)}}
}

// noted adds notes to the one specification of a command.
func noted(keys []keySpec, notes string) []keySpec {
	keys[0].notes = notes
	return keys
}

func tips(words string) []string { return strings.Fields(words) }

// complete fills in what the declaration leaves out: the container's name, the
// statistics, and HELP for a container.
func (cmd *command) complete(container string) {
	cmd.name = container + cmd.name
	cmd.stats = new(commandStats)
	if cmd.sub == nil {
		return
	}
	help := command{name: "help", arity: 2, flags: loading | stale, run: help, since: "5.0.0",
		summary: "Prints this help.", group: cmd.group}
	if cmd.flags&inConnection != 0 {
		help.flags |= inConnection
	}
	cmd.subs = map[string]*command{}
	for _, sub := range append(cmd.sub, help) {
		cmd.subs[sub.name] = &sub
		sub.complete(cmd.name + "|")
	}
}

// subcommands returns the subcommands of a container, sorted by name.
func (cmd *command) subcommands() []*command {
	var list []*command
	for _, name := range slices.Sorted(maps.Keys(cmd.subs)) {
		list = append(list, cmd.subs[name])
	}
	return list
}

// arityOK reports whether n arguments, the name counted, suit the command.
func (cmd *command) arityOK(n int) bool {
	if cmd.arity >= 0 {
		return n == cmd.arity
	}
	return n >= -cmd.arity
}

// lookup returns the command that args call. If that is a subcommand, container is
// what it belongs to, and cmd is nil if it has none of that name.
func (s *Server) lookup(args [][]byte) (cmd, container *command) {
	cmd = find(s.commands, args[0])
	if cmd == nil || cmd.subs == nil || len(args) == 1 {
		return cmd, nil
	}
	return find(cmd.subs, args[1]), cmd
}

// maxName is the length of the longest command name, and then some.
const maxName = 32

// find returns the entry of table for a name in any case, nil if there is none. It
// does not allocate.
func find(table map[string]*command, name []byte) *command {
	var lower [maxName]byte
	if len(name) > len(lower) {
		return nil
	}
	for i, b := range name {
		lower[i] = toLower(b)
	}
	return table[string(lower[:len(name)])]
}
