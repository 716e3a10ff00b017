package server

import "strings"

// conditionExchanges are about the options of EXPIRE and its relatives.
var conditionExchanges = []exchange{
	{`EXPIRE k 100 NX | EXPIRE k 100 LT`, ":0\r\n:0\r\n"},
	{`SET k v | EXPIRE k 100 XX | EXPIRE k 100 NX | TTL k | EXPIRE k 200 nx | EXPIRE k 200 xx | TTL k`, "+OK\r\n:0\r\n:1\r\n:100\r\n:0\r\n:1\r\n:200\r\n"},
	{`SET k v | EXPIRE k 100 GT | TTL k | EXPIRE k 100 LT | TTL k | EXPIRE k 50 GT | EXPIRE k 200 gt | TTL k | EXPIRE k 300 LT | EXPIRE k 50 lt | TTL k`, "+OK\r\n:0\r\n:-1\r\n:1\r\n:100\r\n:0\r\n:1\r\n:200\r\n:0\r\n:1\r\n:50\r\n"},
	{`SET k v EXAT 33177117420 | EXPIREAT k 33177117420 GT | EXPIREAT k 33177117420 LT | PEXPIREAT k 33177117420001 GT | PEXPIREAT k 33177117420000 LT`, "+OK\r\n:0\r\n:0\r\n:1\r\n:1\r\n"},
	{`SET k v | EXPIRE k 100 XX LT | EXPIRE k 100 XX GT | EXPIRE k 100 | EXPIRE k 50 XX LT | EXPIRE k 60 GT XX XX | TTL k`, "+OK\r\n:0\r\n:0\r\n:1\r\n:1\r\n:1\r\n:60\r\n"},
	{`SET k v | EXPIRE k -1 GT | EXPIRE k -1 XX | EXPIRE k -1 LT | EXISTS k`, "+OK\r\n:0\r\n:0\r\n:1\r\n:0\r\n"},
	{`SET k v EX 100 | EXPIRE k -1 NX | EXPIRE k -1 GT | EXPIRE k -1 XX | EXISTS k`, "+OK\r\n:0\r\n:0\r\n:1\r\n:0\r\n"},
	{`SET k v | PEXPIREAT k 0 | EXISTS k`, "+OK\r\n:1\r\n:0\r\n"},
	{`EXPIRE k 1 NX XX | EXPIRE k 1 NX GT | EXPIRE k 1 LT NX`, strings.Repeat("-ERR NX and XX, GT or LT options at the same time are not compatible\r\n", 3)},
	{`EXPIRE k 1 GT LT | EXPIRE k 1 GT LT NX | EXPIRE k 1 XX GT LT`, "-ERR GT and LT options at the same time are not compatible\r\n-ERR NX and XX, GT or LT options at the same time are not compatible\r\n-ERR GT and LT options at the same time are not compatible\r\n"},
	{`EXPIRE k 1 NX NX | EXPIRE k 1 "nx\x00x"`, ":0\r\n:0\r\n"},
	{`EXPIRE k 1 NX nosuch XX | EXPIRE k 1 NX XX nosuch`, strings.Repeat("-ERR Unsupported option nosuch\r\n", 2)},
	{`EXPIRE k x nosuch | EXPIRE k x NX XX | EXPIRE k 9223372036854775807 GT LT | EXPIRE nosuch x`, "-ERR Unsupported option nosuch\r\n-ERR NX and XX, GT or LT options at the same time are not compatible\r\n-ERR GT and LT options at the same time are not compatible\r\n-ERR value is not an integer or out of range\r\n"},
	{`PEXPIRE k 1 nosuch | EXPIREAT k 1 NX XX | PEXPIREAT k 1 GT LT`, "-ERR Unsupported option nosuch\r\n-ERR NX and XX, GT or LT options at the same time are not compatible\r\n-ERR GT and LT options at the same time are not compatible\r\n"},
}
