package server

// resp3Exchanges begin with HELLO 3, whose reply is not compared.
var resp3Exchanges = []exchange{
	{`HELLO 3 | GET k | MGET k k | GETDEL k | GETEX k | GETEX k EX 0 | GETSET k v | GETSET k w`, "_\r\n*2\r\n_\r\n_\r\n_\r\n_\r\n_\r\n_\r\n$1\r\nv\r\n"},
	{`HELLO 3 | SET k v XX | SET k v GET | SET k w NX GET | SET k w NX | GET k`, "_\r\n_\r\n$1\r\nv\r\n_\r\n$1\r\nv\r\n"},
	{`HELLO 3 | INCRBYFLOAT n 1.5 | INCR n | GETRANGE nosuch 0 1`, "$3\r\n1.5\r\n-ERR value is not an integer or out of range\r\n$0\r\n\r\n"},
	{`HELLO 3 | RANDOMKEY | KEYS * | SCAN 0 | SET k v | RANDOMKEY | KEYS * | SCAN 0 | TYPE k | TTL k | PEXPIRETIME nosuch`, "_\r\n*0\r\n*2\r\n$1\r\n0\r\n*0\r\n+OK\r\n$1\r\nk\r\n*1\r\n$1\r\nk\r\n*2\r\n$1\r\n0\r\n*1\r\n$1\r\nk\r\n+string\r\n:-1\r\n:-2\r\n"},
	{`HELLO 3 | COPY a b | RENAME a b | SETNX a b | MSETNX a b`, ":0\r\n-ERR no such key\r\n:1\r\n:0\r\n"},
	{`HELLO 3 | PUBSUB NUMSUB a b | PUBSUB CHANNELS | PUBSUB NUMPAT | PUBLISH a b`, "*4\r\n$1\r\na\r\n:0\r\n$1\r\nb\r\n:0\r\n*0\r\n:0\r\n:0\r\n"},
	{`HELLO 3 | SUBSCRIBE "" a | PUBSUB CHANNELS * | PUBSUB CHANNELS "" | PUBSUB NUMSUB "" a b | GET k`, ">3\r\n$9\r\nsubscribe\r\n$0\r\n\r\n:1\r\n>3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:2\r\n*1\r\n$1\r\na\r\n*1\r\n$0\r\n\r\n*6\r\n$0\r\n\r\n:1\r\n$1\r\na\r\n:1\r\n$1\r\nb\r\n:0\r\n_\r\n"},
	{`HELLO 3 | SUBSCRIBE a | PSUBSCRIBE a* a* | PUBLISH b x | PUBSUB NUMPAT | PUBSUB CHANNELS b* | UNSUBSCRIBE | PUNSUBSCRIBE | UNSUBSCRIBE`, ">3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n>3\r\n$10\r\npsubscribe\r\n$2\r\na*\r\n:2\r\n>3\r\n$10\r\npsubscribe\r\n$2\r\na*\r\n:2\r\n:0\r\n:1\r\n*0\r\n>3\r\n$11\r\nunsubscribe\r\n$1\r\na\r\n:1\r\n>3\r\n$12\r\npunsubscribe\r\n$2\r\na*\r\n:0\r\n>3\r\n$11\r\nunsubscribe\r\n_\r\n:0\r\n"},
	{`HELLO 3 | SUBSCRIBE a | SET k v | GET k | PING | PING x | UNSUBSCRIBE a | PING`, ">3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n+OK\r\n$1\r\nv\r\n+PONG\r\n$1\r\nx\r\n>3\r\n$11\r\nunsubscribe\r\n$1\r\na\r\n:0\r\n+PONG\r\n"},
	{`HELLO 3 | SUBSCRIBE a | PUBLISH a x | PING`, ">3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n>3\r\n$7\r\nmessage\r\n$1\r\na\r\n$1\r\nx\r\n:1\r\n+PONG\r\n"},
	{`HELLO 3 | GET k | RESET | GET k`, "_\r\n+RESET\r\n$-1\r\n"},
}
