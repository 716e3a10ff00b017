package server

import (
	"fmt"
	"strings"
)

// pubsubExchanges are about subscriptions, as one connection sees them, and about
// what subscriber mode allows.
var pubsubExchanges = []exchange{
	{`SUBSCRIBE`, "-ERR wrong number of arguments for 'subscribe' command\r\n"},
	{`SUBSCRIBE a b a`, confirmed("subscribe", "a", 1) + confirmed("subscribe", "b", 2) + confirmed("subscribe", "a", 2)},
	{`UNSUBSCRIBE`, "*3\r\n$11\r\nunsubscribe\r\n$-1\r\n:0\r\n"},
	{`UNSUBSCRIBE a b`, confirmed("unsubscribe", "a", 0) + confirmed("unsubscribe", "b", 0)},
	{`PUNSUBSCRIBE`, "*3\r\n$12\r\npunsubscribe\r\n$-1\r\n:0\r\n"},
	{`PUNSUBSCRIBE a b`, confirmed("punsubscribe", "a", 0) + confirmed("punsubscribe", "b", 0)},
	{`PSUBSCRIBE`, "-ERR wrong number of arguments for 'psubscribe' command\r\n"},
	{`SUBSCRIBE a | UNSUBSCRIBE | GET x`, confirmed("subscribe", "a", 1) + confirmed("unsubscribe", "a", 0) + "$-1\r\n"},
	{`SUBSCRIBE a | UNSUBSCRIBE a a | PING`, confirmed("subscribe", "a", 1) + confirmed("unsubscribe", "a", 0) + confirmed("unsubscribe", "a", 0) + "+PONG\r\n"},
	{`SUBSCRIBE a | UNSUBSCRIBE b | PING`, confirmed("subscribe", "a", 1) + confirmed("unsubscribe", "b", 1) + "*2\r\n$4\r\npong\r\n$0\r\n\r\n"},
	{`PSUBSCRIBE p* | SUBSCRIBE a | UNSUBSCRIBE | PUNSUBSCRIBE | PING`, confirmed("psubscribe", "p*", 1) + confirmed("subscribe", "a", 2) + confirmed("unsubscribe", "a", 1) + confirmed("punsubscribe", "p*", 0) + "+PONG\r\n"},
	{`PSUBSCRIBE p* | UNSUBSCRIBE | PUNSUBSCRIBE p* p*`, confirmed("psubscribe", "p*", 1) + "*3\r\n$11\r\nunsubscribe\r\n$-1\r\n:1\r\n" + confirmed("punsubscribe", "p*", 0) + confirmed("punsubscribe", "p*", 0)},
	{`SUBSCRIBE a | PING | PING hi | PING a b | GET x | get x y | nosuch`, confirmed("subscribe", "a", 1) + "*2\r\n$4\r\npong\r\n$0\r\n\r\n*2\r\n$4\r\npong\r\n$2\r\nhi\r\n-ERR wrong number of arguments for 'ping' command\r\n" + refused("get") + "-ERR wrong number of arguments for 'get' command\r\n-ERR unknown command 'nosuch', with args beginning with: \r\n"},
	{`SUBSCRIBE a | RESET | PING`, confirmed("subscribe", "a", 1) + "+RESET\r\n+PONG\r\n"},
	{`SUBSCRIBE a | QUIT | PING`, confirmed("subscribe", "a", 1) + "+OK\r\n"},
	{`SUBSCRIBE a | CONFIG`, confirmed("subscribe", "a", 1) + "-ERR wrong number of arguments for 'config' command\r\n"},
	{`SUBSCRIBE a | PUBLISH a m`, confirmed("subscribe", "a", 1) + refused("publish")},
	{`PUBLISH a m`, ":0\r\n"},
	{`PUBLISH a`, "-ERR wrong number of arguments for 'publish' command\r\n"},
	{`PUBSUB`, "-ERR wrong number of arguments for 'pubsub' command\r\n"},
	{`PUBSUB CHANNELS`, "*0\r\n"},
	{`PUBSUB CHANNELS a`, "*0\r\n"},
	{`PUBSUB CHANNELS a b`, "-ERR unknown subcommand or wrong number of arguments for 'CHANNELS'. Try PUBSUB HELP.\r\n"},
	{`PUBSUB chANNELS a b`, "-ERR unknown subcommand or wrong number of arguments for 'chANNELS'. Try PUBSUB HELP.\r\n"},
	{`PUBSUB NUMSUB`, "*0\r\n"},
	{`PUBSUB NUMSUB a b`, "*4\r\n$1\r\na\r\n:0\r\n$1\r\nb\r\n:0\r\n"},
	{`PUBSUB NUMPAT`, ":0\r\n"},
	{`PUBSUB NUMPAT x`, "-ERR wrong number of arguments for 'pubsub|numpat' command\r\n"},
	{`PUBSUB nosuch`, "-ERR unknown subcommand 'nosuch'. Try PUBSUB HELP.\r\n"},
	{`PUBSUB nosuch a b`, "-ERR unknown subcommand 'nosuch'. Try PUBSUB HELP.\r\n"},
	{`PUBSUB "a\r\nb\x00c"`, "-ERR unknown subcommand 'a  b'. Try PUBSUB HELP.\r\n"},
	{`PSUBSCRIBE a* a* b`, confirmed("psubscribe", "a*", 1) + confirmed("psubscribe", "a*", 1) + confirmed("psubscribe", "b", 2)},
	{`SUBSCRIBE a | PSUBSCRIBE a | UNSUBSCRIBE a | PUNSUBSCRIBE a | ECHO hi`, confirmed("subscribe", "a", 1) + confirmed("psubscribe", "a", 2) + confirmed("unsubscribe", "a", 1) + confirmed("punsubscribe", "a", 0) + "$2\r\nhi\r\n"},
	{`SUBSCRIBE b a | UNSUBSCRIBE a | RESET | UNSUBSCRIBE`, confirmed("subscribe", "b", 1) + confirmed("subscribe", "a", 2) + confirmed("unsubscribe", "a", 1) + "+RESET\r\n*3\r\n$11\r\nunsubscribe\r\n$-1\r\n:0\r\n"},
	{`SUBSCRIBE a | SUBSCRIBE`, confirmed("subscribe", "a", 1) + "-ERR wrong number of arguments for 'subscribe' command\r\n"},
	{`SUBSCRIBE a | set k v`, confirmed("subscribe", "a", 1) + refused("set")},
	{`SUBSCRIBE "" | UNSUBSCRIBE ""`, confirmed("subscribe", "", 1) + confirmed("unsubscribe", "", 0)},
	{`PSUBSCRIBE a* | PUNSUBSCRIBE | PUNSUBSCRIBE | PUBSUB NUMPAT`, confirmed("psubscribe", "a*", 1) + confirmed("punsubscribe", "a*", 0) + "*3\r\n$12\r\npunsubscribe\r\n$-1\r\n:0\r\n:0\r\n"},
	{`SUBSCRIBE a | RESET | PUBLISH a m | PUBSUB NUMSUB a | PUBSUB CHANNELS`, confirmed("subscribe", "a", 1) + "+RESET\r\n:0\r\n*2\r\n$1\r\na\r\n:0\r\n*0\r\n"},
	{`PUBLISH a b c`, "-ERR wrong number of arguments for 'publish' command\r\n"},
	{`PUBSUB channels *`, "*0\r\n"},
	{"PUBSUB " + strings.Repeat("a", 140), "-ERR unknown subcommand '" + strings.Repeat("a", 128) + "'. Try PUBSUB HELP.\r\n"},
	{`PUBSUB CHANNELS a b c | PUBSUB channels "" | PUBSUB CHANNELS "a\x00"`, "-ERR unknown subcommand or wrong number of arguments for 'CHANNELS'. Try PUBSUB HELP.\r\n*0\r\n*0\r\n"},
	{`PUBSUB numsub "a\x00b" a a`, "*6\r\n$3\r\na\x00b\r\n:0\r\n$1\r\na\r\n:0\r\n$1\r\na\r\n:0\r\n"},
	{`PUBLISH "" ""`, ":0\r\n"},
	{`PUBLISH`, "-ERR wrong number of arguments for 'publish' command\r\n"},
	{`PUBSUB NUMPAT | PSUBSCRIBE a* a* b* | RESET | PUBSUB NUMPAT`, ":0\r\n*3\r\n$10\r\npsubscribe\r\n$2\r\na*\r\n:1\r\n*3\r\n$10\r\npsubscribe\r\n$2\r\na*\r\n:1\r\n*3\r\n$10\r\npsubscribe\r\n$2\r\nb*\r\n:2\r\n+RESET\r\n:0\r\n"},
}

// confirmed returns the confirmation of a subscription or of its end.
func confirmed(kind, name string, count int) string {
	return fmt.Sprintf("*3\r\n$%d\r\n%s\r\n$%d\r\n%s\r\n:%d\r\n", len(kind), kind, len(name), name, count)
}

// refused returns the error for a command that subscriber mode does not allow.
func refused(command string) string {
	return "-ERR Can't execute '" + command + "': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context\r\n"
}
