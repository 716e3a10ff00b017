package server

// A command is an entry of the table.
type command struct {
	name string // in lower case

	// arity is the number of arguments, the name counted: n means exactly n, -n
	// means n or more (Redis: COMMAND INFO).
	arity int

	// run executes the command and writes its replies to c.out. args[0] is the
	// name as the client spelled it; the arity is right. args alias the read
	// buffer and must not be kept.
	run func(c *conn, args [][]byte)

	// whileSubscribed marks what a connection in subscriber mode may send.
	whileSubscribed bool
}

// newTable returns every command the server knows, by name. This is the one place
// where commands are declared.
func newTable() map[string]*command {
	table := map[string]*command{}
	for _, cmd := range []command{
		// Connection
		{name: "ping", arity: -1, run: ping, whileSubscribed: true},
		{name: "echo", arity: 2, run: echo},
		{name: "quit", arity: -1, run: quit, whileSubscribed: true},
		{name: "reset", arity: 1, run: reset, whileSubscribed: true},

		// Strings
		{name: "get", arity: 2, run: get},
		{name: "set", arity: -3, run: set},
		{name: "mget", arity: -2, run: mget},
		{name: "mset", arity: -3, run: mset},
		{name: "strlen", arity: 2, run: strlen},
		{name: "append", arity: 3, run: appendTo},
		{name: "incr", arity: 2, run: incr},
		{name: "decr", arity: 2, run: decr},
		{name: "incrby", arity: 3, run: incrBy},

		// Keys
		{name: "del", arity: -2, run: del},
		{name: "exists", arity: -2, run: exists},
		{name: "keys", arity: 2, run: keys},
		{name: "dbsize", arity: 1, run: dbsize},
		{name: "flushall", arity: -1, run: flushAll},

		// Expiry
		{name: "expire", arity: -3, run: expire("expire", second, fromNow)},
		{name: "pexpire", arity: -3, run: expire("pexpire", millisecond, fromNow)},
		{name: "expireat", arity: -3, run: expire("expireat", second, fromEpoch)},
		{name: "pexpireat", arity: -3, run: expire("pexpireat", millisecond, fromEpoch)},
		{name: "ttl", arity: 2, run: ttl},
		{name: "pttl", arity: 2, run: pttl},
		{name: "persist", arity: 2, run: persist},

		// Publish and subscribe
		{name: "subscribe", arity: -2, run: subscribe, whileSubscribed: true},
		{name: "unsubscribe", arity: -1, run: unsubscribe, whileSubscribed: true},
		{name: "psubscribe", arity: -2, run: psubscribe, whileSubscribed: true},
		{name: "punsubscribe", arity: -1, run: punsubscribe, whileSubscribed: true},
		{name: "publish", arity: 3, run: publish},
		{name: "pubsub", arity: -2, run: pubsubInfo},

		// Server
		{name: "config", arity: -2, run: config},
	} {
		table[cmd.name] = &cmd
	}
	return table
}

// maxName is the length of the longest command name, and then some.
const maxName = 32

// lookup finds a command by its name in any case. It does not allocate.
func (s *Server) lookup(name []byte) *command {
	var lower [maxName]byte
	if len(name) > len(lower) {
		return nil
	}
	for i, b := range name {
		lower[i] = toLower(b)
	}
	return s.commands[string(lower[:len(name)])]
}

// arityOK reports whether n arguments, the name counted, suit the command.
func (cmd *command) arityOK(n int) bool {
	if cmd.arity >= 0 {
		return n == cmd.arity
	}
	return n >= -cmd.arity
}
