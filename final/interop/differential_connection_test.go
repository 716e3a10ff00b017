package interop

import (
	"strings"
)

// connectionMakers make the commands on connections, the server and its commands.
func connectionMakers() []maker {
	return []maker{
		{"PING", func(d drawer) []string { return pick(d, nil, []string{d.value()}) }},
		{"ECHO", func(d drawer) []string { return []string{d.value()} }},
		{"SELECT", func(d drawer) []string { return []string{pick(d, "0", "0", "1", "16", "-1", d.integer())} }},
		{"HELLO", drawer.hello},
		{"HELLO", drawer.hello},
		{"AUTH", func(d drawer) []string {
			return pick(d, []string{"x"}, []string{"default", "x"}, []string{"default", ""}, []string{"nobody", "x"}, []string{""}, []string{"default", d.junk()})
		}},
		{"RESET", drawer.nothing},
		{"CLIENT", drawer.client},
		{"CLIENT", drawer.client},
		{"CLIENT", drawer.client},
		{"CLIENT", drawer.client},
		{"COMMAND", drawer.commandInfo},
		{"COMMAND", drawer.commandInfo},
		{"COMMAND", drawer.commandInfo},
		{"TIME", drawer.nothing},
		{"INFO", drawer.info},
		{"CONFIG", drawer.configGet},
		{"QUIT", drawer.rarely},
	}
}

// authMakers make what clients say to a server with a password.
func authMakers() []maker {
	return []maker{
		{"AUTH", func(d drawer) []string {
			return pick(d, []string{password}, []string{"default", password}, []string{"wrong"}, []string{"default", "wrong"}, []string{"nobody", password}, []string{""}, []string{"default", password, "x"})
		}},
		{"HELLO", func(d drawer) []string {
			return append([]string{pick(d, "3", "2", "4")}, pick(d, nil, []string{"AUTH", "default", password}, []string{d.spell("AUTH"), "default", password, "SETNAME", d.name()},
				[]string{"SETNAME", d.name(), "AUTH", "default", password}, []string{"AUTH", "default", "wrong"}, []string{"AUTH", "nobody", password}, []string{"AUTH", password}, []string{"SETNAME", "x"})...)
		}},
		{"RESET", drawer.nothing},
		{"QUIT", drawer.rarely},
	}
}

// rarely draws no arguments, now and then, and else some, which most commands
// without arguments refuse.
func (d drawer) rarely() []string {
	if d.oneIn(4) {
		return nil
	}
	return []string{d.junk()}
}

func (d drawer) hello() (args []string) {
	if d.oneIn(8) {
		return nil
	}
	args = []string{pick(d, "2", "3", "3", "2", "1", "4", d.integer(), d.junk())}
	for range d.upTo(2) {
		switch d.upTo(4) {
		case 0:
			args = append(args, d.spell("SETNAME"), d.name())
		case 1:
			args = append(args, d.spell("AUTH"), pick(d, "default", "nobody"), pick(d, "x", ""))
		case 2:
			args = append(args, d.spell(pick(d, "SETNAME", "AUTH")))
		case 3:
			args = append(args, d.spell("AUTH"), "default")
		case 4:
			args = append(args, d.junk())
		}
	}
	return args
}

// name draws names of connections, good and bad ones.
func (d drawer) name() string {
	return pick(d, "me", "you", "", "a-b:c", "a b", "a\nb", "\x7f", "ü", "~!", strings.Repeat("n", 300), "\x00")
}

// client draws the subcommands of CLIENT that one connection may use alone.
func (d drawer) client() []string {
	switch d.upTo(9) {
	case 0:
		return []string{d.spell("ID")}
	case 1:
		return []string{d.spell("GETNAME")}
	case 2, 3:
		return []string{d.spell("SETNAME"), d.name()}
	case 4:
		return []string{d.spell("INFO")}
	case 5:
		return append([]string{d.spell("LIST")}, d.clientListOptions()...)
	case 6:
		return []string{d.spell("REPLY"), d.spell(pick(d, "ON", "ONN", ""))}
	case 7:
		return []string{d.spell("NO-EVICT"), d.spell(pick(d, "ON", "OFF", "foo"))}
	case 8:
		return pick(d, []string{}, []string{d.junk()}, []string{d.junk(), d.junk()}, []string{"ID", "x"}, []string{"GETNAME", "x"}, []string{"SETNAME"}, []string{"INFO", "x"}, []string{"REPLY"}, []string{"NO-EVICT"})
	default:
		return append([]string{d.spell("KILL")}, d.clientKillMisses()...)
	}
}

func (d drawer) clientListOptions() (args []string) {
	switch d.upTo(5) {
	case 0:
		return nil
	case 1:
		return []string{d.spell("TYPE"), d.spell(pick(d, "normal", "pubsub", "master", "replica", "slave", "foo", ""))}
	case 2, 3:
		args = []string{d.spell("ID")}
		for range d.upTo(3) {
			args = append(args, pick(d, "<id:0>", "<id:0>", "999999999", "-1", "0", d.integer()))
		}
		return args
	case 4:
		return []string{d.spell("TYPE"), "normal", d.spell("ID"), "<id:0>"}
	}
	return []string{d.junk()}
}

// clientKillMisses draws CLIENT KILL that kills nobody, or is wrong.
func (d drawer) clientKillMisses() (args []string) {
	if d.oneIn(4) {
		return []string{pick(d, "127.0.0.1:1", "", "foo", "1.2.3.4:6379", "<id:0>")}
	}
	for range 1 + d.upTo(2) {
		switch d.upTo(6) {
		case 0:
			args = append(args, d.spell("ID"), pick(d, "999999999", "0", "-1", "abc", d.integer()+"000000000"))
		case 1:
			args = append(args, d.spell(pick(d, "ADDR", "LADDR")), pick(d, "127.0.0.1:1", "foo", ""))
		case 2:
			args = append(args, d.spell("TYPE"), d.spell(pick(d, "master", "replica", "slave", "foo", "")))
		case 3:
			args = append(args, d.spell("USER"), pick(d, "nobody", "Default", ""))
		case 4:
			args = append(args, d.spell("SKIPME"), d.spell(pick(d, "yes", "no", "maybe")))
			args = append(args, "ID", "999999999") // else it could kill
		case 5:
			args = append(args, d.junk(), d.junk())
		case 6:
			args = append(args, "ID", "999999999", d.spell(pick(d, "ID", "ADDR", "SKIPME")))
		}
	}
	return args
}
