package server

import "strings"

// getExExchanges are about GETEX.
var getExExchanges = []exchange{
	{`GETEX k | SET k v EX 100 | GETEX k | TTL k | GETEX k PERSIST | TTL k`, "$-1\r\n+OK\r\n$1\r\nv\r\n:100\r\n$1\r\nv\r\n:-1\r\n"},
	{`SET k v | GETEX k EX 100 | TTL k | GETEX k PX 200000 | TTL k`, "+OK\r\n$1\r\nv\r\n:100\r\n$1\r\nv\r\n:200\r\n"},
	{`SET k v | GETEX k EXAT 33177117421 | PEXPIRETIME k | GETEX k PXAT 33177117420001 | PEXPIRETIME k`, "+OK\r\n$1\r\nv\r\n:33177117421000\r\n$1\r\nv\r\n:33177117420001\r\n"},
	{`SET k v | GETEX k EXAT 1 | EXISTS k | SET k v | GETEX k pxat 1 | EXISTS k`, "+OK\r\n$1\r\nv\r\n:0\r\n+OK\r\n$1\r\nv\r\n:0\r\n"},
	{`SET k v | GETEX k EX 10 EX 20 | TTL k | GETEX k persist PERSIST`, "+OK\r\n$1\r\nv\r\n:20\r\n$1\r\nv\r\n"},
	{`GETEX`, "-ERR wrong number of arguments for 'getex' command\r\n"},
	{`GETEX k EX 0 | GETEX k EX x | SET k v | GETEX k EX 0 | GETEX k PXAT -1 | GETEX k EX x`, "$-1\r\n$-1\r\n+OK\r\n-ERR invalid expire time in 'getex' command\r\n-ERR invalid expire time in 'getex' command\r\n-ERR value is not an integer or out of range\r\n"},
	{`SET k v | GETEX k EX 9223372036854775807 | GETEX k EX 9223372036854775 | GETEX k PX 9223372036854775807 | TTL k`, "+OK\r\n-ERR invalid expire time in 'getex' command\r\n-ERR invalid expire time in 'getex' command\r\n-ERR invalid expire time in 'getex' command\r\n:-1\r\n"},
	{`GETEX k EX | GETEX k EX 10 PX 10 | GETEX k EX 10 PERSIST | GETEX k PERSIST EX 10 | GETEX k EX 0 PERSIST`, strings.Repeat(syntaxError, 5)},
	{`GETEX k NX | GETEX k XX | GETEX k GET | GETEX k KEEPTTL | GETEX k nosuch | GETEX k 10`, strings.Repeat(syntaxError, 6)},
}
