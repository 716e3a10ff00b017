package server

import "strings"

// connectionExchanges are about the connection and the server, and about commands
// that do not exist.
var connectionExchanges = []exchange{
	{`PING`, "+PONG\r\n"},
	{`ping hello`, "$5\r\nhello\r\n"},
	{`PING a b`, "-ERR wrong number of arguments for 'ping' command\r\n"},
	{`ECHO hi`, "$2\r\nhi\r\n"},
	{`ECHO ""`, "$0\r\n\r\n"},
	{`ECHO`, "-ERR wrong number of arguments for 'echo' command\r\n"},
	{`ECHO a b`, "-ERR wrong number of arguments for 'echo' command\r\n"},
	{`QUIT | PING`, "+OK\r\n"},
	{`QUIT now`, "+OK\r\n"},
	{`RESET`, "+RESET\r\n"},
	{`RESET x`, "-ERR wrong number of arguments for 'reset' command\r\n"},
	{`CONFIG`, "-ERR wrong number of arguments for 'config' command\r\n"},
	{`CONFIG GET`, "-ERR wrong number of arguments for 'config|get' command\r\n"},
	{`CONFIG GET maxclients`, "*2\r\n$10\r\nmaxclients\r\n$5\r\n10000\r\n"},
	{`CONFIG GET MAXCLIENT?`, "*2\r\n$10\r\nmaxclients\r\n$5\r\n10000\r\n"},
	{`CONFIG GET save`, "*2\r\n$4\r\nsave\r\n$0\r\n\r\n"},
	{`CONFIG GET appendonly`, "*2\r\n$10\r\nappendonly\r\n$2\r\nno\r\n"},
	{`CONFIG GET nosuch`, "*0\r\n"},
	{`CONFIG nosuch`, "-ERR unknown subcommand 'nosuch'. Try CONFIG HELP.\r\n"},
	{`CONFIG nosuch x`, "-ERR unknown subcommand 'nosuch'. Try CONFIG HELP.\r\n"},
	{`CONFIG "a\r\nb\x00c"`, "-ERR unknown subcommand 'a  b'. Try CONFIG HELP.\r\n"},
	{`CONFIG get save`, "*2\r\n$4\r\nsave\r\n$0\r\n\r\n"},
	{`Config Get SAV? nosuch`, "*2\r\n$4\r\nsave\r\n$0\r\n\r\n"},

	// What is unknown is quoted up to a NUL byte, without line breaks, and not for ever.
	{`nosuch`, "-ERR unknown command 'nosuch', with args beginning with: \r\n"},
	{`nosuch a b c`, "-ERR unknown command 'nosuch', with args beginning with: 'a' 'b' 'c' \r\n"},
	{`nosuch "a\x00b" "c\r\nd"`, "-ERR unknown command 'nosuch', with args beginning with: 'a' 'c  d' \r\n"},
	{`"get\x00" k`, "-ERR unknown command 'get', with args beginning with: 'k' \r\n"},
	{`"no\x00such" a`, "-ERR unknown command 'no', with args beginning with: 'a' \r\n"},
	{`"no\r\nsuch" a`, "-ERR unknown command 'no  such', with args beginning with: 'a' \r\n"},
	{`"" a`, "-ERR unknown command '', with args beginning with: 'a' \r\n"},
	{`get|x a`, "-ERR unknown command 'get|x', with args beginning with: 'a' \r\n"},
	{`config|get save`, "-ERR unknown command 'config|get', with args beginning with: 'save' \r\n"},
	{strings.Repeat("a", 140) + " b", "-ERR unknown command '" + strings.Repeat("a", 128) + "', with args beginning with: 'b' \r\n"},
	{"nosuch " + strings.Repeat("b", 140) + " cc", "-ERR unknown command 'nosuch', with args beginning with: '" + strings.Repeat("b", 128) + "' \r\n"},
	{"nosuch " + strings.Repeat("b", 112) + " cccccccccccccccc dd", "-ERR unknown command 'nosuch', with args beginning with: '" + strings.Repeat("b", 112) + "' 'ccccccccccccc' \r\n"},
	{"CONFIG " + strings.Repeat("a", 140), "-ERR unknown subcommand '" + strings.Repeat("a", 128) + "'. Try CONFIG HELP.\r\n"},
}
