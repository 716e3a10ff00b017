package server

import "strings"

// scanExchanges are about SCAN. There is one key at most, as more come in no particular order.
var scanExchanges = []exchange{
	{`SCAN 0 | SET k v | SCAN 0`, "*2\r\n$1\r\n0\r\n*0\r\n+OK\r\n*2\r\n$1\r\n0\r\n*1\r\n$1\r\nk\r\n"},
	{`SCAN`, "-ERR wrong number of arguments for 'scan' command\r\n"},
	{`SET "" v | SCAN 0 MATCH * | SCAN 0 MATCH ** | SCAN 0 MATCH ""`, "+OK\r\n*2\r\n$1\r\n0\r\n*1\r\n$0\r\n\r\n*2\r\n$1\r\n0\r\n*0\r\n*2\r\n$1\r\n0\r\n*1\r\n$0\r\n\r\n"},
	{`SET key v | SCAN 0 MATCH k?y | SCAN 0 match x* | SCAN 0 MATCH x* MATCH k*`, "+OK\r\n*2\r\n$1\r\n0\r\n*1\r\n$3\r\nkey\r\n*2\r\n$1\r\n0\r\n*0\r\n*2\r\n$1\r\n0\r\n*1\r\n$3\r\nkey\r\n"},
	{`SET k v | SCAN 0 TYPE string | SCAN 0 TYPE STRING | SCAN 0 TYPE list | SCAN 0 TYPE nosuch | SCAN 0 TYPE list TYPE string`, "+OK\r\n*2\r\n$1\r\n0\r\n*1\r\n$1\r\nk\r\n*2\r\n$1\r\n0\r\n*1\r\n$1\r\nk\r\n*2\r\n$1\r\n0\r\n*0\r\n*2\r\n$1\r\n0\r\n*0\r\n*2\r\n$1\r\n0\r\n*1\r\n$1\r\nk\r\n"},
	{`SET k v | SCAN 0 COUNT 9223372036854775807 MATCH k TYPE string`, "+OK\r\n*2\r\n$1\r\n0\r\n*1\r\n$1\r\nk\r\n"},
	{`SCAN 0 COUNT 0 | SCAN 0 COUNT -1 | SCAN 0 COUNT 0 nosuch`, strings.Repeat(syntaxError, 3)},
	{`SCAN 0 COUNT x | SCAN 0 COUNT 9223372036854775808 | SCAN 0 COUNT " 1"`, strings.Repeat(notInteger, 3)},
	{`SCAN 0 COUNT | SCAN 0 MATCH | SCAN 0 TYPE | SCAN 0 nosuch | SCAN 0 nosuch x | SCAN 0 COUNT 5 MATCH`, strings.Repeat(syntaxError, 6)},
	{`SCAN 0 nosuch x COUNT x | SCAN 0 COUNT x nosuch`, "-ERR syntax error\r\n-ERR value is not an integer or out of range\r\n"},
	{`SCAN x | SCAN x nosuch | SCAN 1x | SCAN 0x0 | SCAN 1.5 | SCAN " 0" | SCAN "0 "`, strings.Repeat(badCursor, 7)},
	{`SCAN 18446744073709551616 | SCAN -18446744073709551616 | SCAN - | SCAN + | SCAN +-0`, strings.Repeat(badCursor, 5)},
	// The cursor is read as C reads one.
	{`SET k v | SCAN "" | SCAN 000 | SCAN +0 | SCAN -0 | SCAN "0\x00x"`, "+OK\r\n*2\r\n$1\r\n0\r\n*1\r\n$1\r\nk\r\n*2\r\n$1\r\n0\r\n*1\r\n$1\r\nk\r\n*2\r\n$1\r\n0\r\n*1\r\n$1\r\nk\r\n*2\r\n$1\r\n0\r\n*1\r\n$1\r\nk\r\n*2\r\n$1\r\n0\r\n*1\r\n$1\r\nk\r\n"},
	{`SCAN 18446744073709551615 | SCAN -1`, "*2\r\n$1\r\n0\r\n*0\r\n*2\r\n$1\r\n0\r\n*0\r\n"},
}
