package server

import "strings"

// nameExchanges are about the commands that give a value another name.
var nameExchanges = []exchange{
	{`SET a 1 | RENAME a b | GET a | GET b`, "+OK\r\n+OK\r\n$-1\r\n$1\r\n1\r\n"},
	{`RENAME a b`, "-ERR no such key\r\n"},
	{`RENAME a a`, "-ERR no such key\r\n"},
	{`RENAME a`, "-ERR wrong number of arguments for 'rename' command\r\n"},
	{`SET a 1 | RENAME a a | GET a`, "+OK\r\n+OK\r\n$1\r\n1\r\n"},
	{`SET a 1 PXAT 33177117420500 | SET b 2 | RENAME a b | GET b | PEXPIRETIME b`, "+OK\r\n+OK\r\n+OK\r\n$1\r\n1\r\n:33177117420500\r\n"},
	{`SET a 1 | SET b 2 EX 100 | RENAME a b | TTL b`, "+OK\r\n+OK\r\n+OK\r\n:-1\r\n"},
	{`SET a 1 | RENAMENX a b | GET a | GET b`, "+OK\r\n:1\r\n$-1\r\n$1\r\n1\r\n"},
	{`SET a 1 | SET b 2 | RENAMENX a b | GET b`, "+OK\r\n+OK\r\n:0\r\n$1\r\n2\r\n"},
	{`RENAMENX a b`, "-ERR no such key\r\n"},
	{`RENAMENX a a`, "-ERR no such key\r\n"},
	{`RENAMENX a`, "-ERR wrong number of arguments for 'renamenx' command\r\n"},
	{`SET a 1 | RENAMENX a a | GET a`, "+OK\r\n:0\r\n$1\r\n1\r\n"},
	{`SET a 1 PXAT 33177117420500 | COPY a b | GET b | PEXPIRETIME b | GET a`, "+OK\r\n:1\r\n$1\r\n1\r\n:33177117420500\r\n$1\r\n1\r\n"},
	{`COPY a b`, ":0\r\n"},
	{`SET a 1 | SET b 2 | COPY a b | GET b | COPY a b REPLACE | GET b`, "+OK\r\n+OK\r\n:0\r\n$1\r\n2\r\n:1\r\n$1\r\n1\r\n"},
	{`SET a 1 | SET b 2 EX 100 | COPY a b REPLACE | TTL b`, "+OK\r\n+OK\r\n:1\r\n:-1\r\n"},
	{`SET a 1 | COPY a b DB 0 | COPY a b replace DB 0 REPLACE`, "+OK\r\n:1\r\n:1\r\n"},
	{`SET a 1 | COPY a b | APPEND a x | APPEND b y | MGET a b`, "+OK\r\n:1\r\n:2\r\n:2\r\n*2\r\n$2\r\n1x\r\n$2\r\n1y\r\n"},
	{`COPY a a | COPY a a REPLACE DB 0`, strings.Repeat("-ERR source and destination objects are the same\r\n", 2)},
	{`COPY a a nosuch | COPY a a DB x`, "-ERR syntax error\r\n-ERR value is not an integer or out of range\r\n"},
	{`COPY a b DB | COPY a b DB 0 nosuch | COPY a b nosuch DB x`, strings.Repeat(syntaxError, 3)},
	{`COPY a b DB x | COPY a b DB 9223372036854775808`, strings.Repeat(notInteger, 2)},
	{`COPY a b DB 99 | COPY a b DB -1`, strings.Repeat("-ERR DB index is out of range\r\n", 2)},
	{`COPY a b DB 2147483648 | COPY a b DB -2147483649`, strings.Repeat("-ERR value is out of range, value must between -2147483648 and 2147483647\r\n", 2)},
	{`COPY a b DB x nosuch | COPY a b DB 99 DB x`, "-ERR value is not an integer or out of range\r\n-ERR DB index is out of range\r\n"},
	{`COPY a`, "-ERR wrong number of arguments for 'copy' command\r\n"},
}
