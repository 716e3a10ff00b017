package server

import "strings"

// rangeExchanges are about parts of values.
var rangeExchanges = []exchange{
	{`SET k hello | GETRANGE k 0 -1 | GETRANGE k 1 3 | GETRANGE k -3 -2 | GETRANGE k 4 100`, "+OK\r\n$5\r\nhello\r\n$3\r\nell\r\n$2\r\nll\r\n$1\r\no\r\n"},
	{`SET k hello | GETRANGE k 5 10 | GETRANGE k 3 2 | GETRANGE k -2 -3`, "+OK\r\n$0\r\n\r\n$0\r\n\r\n$0\r\n\r\n"},
	{`SET k hello | GETRANGE k -100 1 | GETRANGE k -9223372036854775808 9223372036854775807`, "+OK\r\n$2\r\nhe\r\n$5\r\nhello\r\n"},
	// An end before the start of the value is taken for its first byte …
	{`SET k hello | GETRANGE k 0 -100 | GETRANGE k -200 -100`, "+OK\r\n$1\r\nh\r\n$1\r\nh\r\n"},
	// … but not if both ends are counted from the end, and in the wrong order.
	{`SET k hello | GETRANGE k -100 -200`, "+OK\r\n$0\r\n\r\n"},
	{`SET k "" | GETRANGE k 0 0 | GETRANGE k 0 -1`, "+OK\r\n$0\r\n\r\n$0\r\n\r\n"},
	{`GETRANGE nosuch 0 -1`, "$0\r\n\r\n"},
	{`GETRANGE k x 0 | GETRANGE k 0 x | GETRANGE k 0 9223372036854775808`, strings.Repeat(notInteger, 3)},
	{`GETRANGE k 0`, "-ERR wrong number of arguments for 'getrange' command\r\n"},
	{`SET k hello | SUBSTR k 1 -2 | SUBSTR k x 0`, "+OK\r\n$3\r\nell\r\n-ERR value is not an integer or out of range\r\n"},
	{`SUBSTR k 0`, "-ERR wrong number of arguments for 'substr' command\r\n"},

	{`SET k hello | SETRANGE k 1 ipp | GET k | SETRANGE k 3 pier | GET k`, "+OK\r\n:5\r\n$5\r\nhippo\r\n:7\r\n$7\r\nhippier\r\n"},
	{`SETRANGE k 2 a | GET k | SETRANGE k 5 b | GET k`, ":3\r\n$3\r\n\x00\x00a\r\n:6\r\n$6\r\n\x00\x00a\x00\x00b\r\n"},
	{`SET k v EX 100 | SETRANGE k 1 a | TTL k`, "+OK\r\n:2\r\n:100\r\n"},
	// Nothing to write is nothing to do, whatever the offset is.
	{`SETRANGE k 0 "" | SETRANGE k 9223372036854775807 "" | EXISTS k`, ":0\r\n:0\r\n:0\r\n"},
	{`SET k abc | SETRANGE k 1000000000 ""`, "+OK\r\n:3\r\n"},
	{`SETRANGE k -1 a | SETRANGE k -1 "" | SETRANGE k x a | SETRANGE k 9223372036854775808 a`, "-ERR offset is out of range\r\n-ERR offset is out of range\r\n-ERR value is not an integer or out of range\r\n-ERR value is not an integer or out of range\r\n"},
	{`SETRANGE k 536870912 a | SETRANGE k 536870911 ab | SETRANGE k 9223372036854775807 a | EXISTS k`, "-ERR string exceeds maximum allowed size (proto-max-bulk-len)\r\n-ERR string exceeds maximum allowed size (proto-max-bulk-len)\r\n-ERR string exceeds maximum allowed size (proto-max-bulk-len)\r\n:0\r\n"},
	{`SET k abc | SETRANGE k 536870909 abcd | GET k`, "+OK\r\n-ERR string exceeds maximum allowed size (proto-max-bulk-len)\r\n$3\r\nabc\r\n"},
	{`SETRANGE k 0`, "-ERR wrong number of arguments for 'setrange' command\r\n"},
}
