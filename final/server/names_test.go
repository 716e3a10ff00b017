package server

import "testing"

// A NUL byte is a part of a command's, a subcommand's and a parameter's name like any
// other, so that there is none of that name. In Redis that depends on where its hash
// tables, which are seeded at random, look for it.
func TestNamesDoNotEndAtNUL(t *testing.T) {
	c := connect(t)
	for _, tt := range []struct {
		command []string
		want    string
	}{
		{[]string{"get\x00", "a"}, "-ERR unknown command 'get', with args beginning with: 'a' "},
		{[]string{"CLIENT", "KILL\x00", "x"}, "-ERR unknown subcommand 'KILL'. Try CLIENT HELP."},
		{[]string{"COMMAND", "INFO", "get\x00", "client|id\x00"}, "[null null]"},
		{[]string{"COMMAND", "DOCS", "get\x00"}, "[]"},
		{[]string{"COMMAND", "GETKEYS", "get\x00", "a"}, "-ERR Invalid command specified"},
		{[]string{"CONFIG", "GET", "timeout\x00"}, "[]"},
		{[]string{"CONFIG", "SET", "timeout\x00", "1"}, "-ERR Unknown option or number of arguments for CONFIG SET - 'timeout'"},
	} {
		if got := show(c.do(tt.command...)); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.command, got, tt.want)
		}
	}
}
