package server

import (
	"mini-redis/final/resp"
)

// clientKill answers CLIENT KILL in both of its forms: with the address of one
// connection, which may be the caller's own, or with filters.
func clientKill(c *conn, args [][]byte) {
	if len(args) == 3 {
		f := killFilter{addr: args[2]}
		if c.killAll(f) == 0 {
			c.fail("ERR No such client")
		} else {
			c.out.SimpleString("OK")
		}
		return
	}
	if f, ok := c.parseKill(args[2:]); ok {
		c.out.Int(c.killAll(f))
	}
}

// killFilter says which connections CLIENT KILL closes: those that have all of the
// properties given.
type killFilter struct {
	id          int64 // 0 means any
	kind        clientType
	addr, laddr []byte // nil means any
	skipMe      bool
}

// parseKill parses pairs of a filter and its value, or replies with an error and
// returns false.
func (c *conn) parseKill(options [][]byte) (killFilter, bool) {
	f := killFilter{skipMe: true}
	for ; len(options) > 0; options = options[2:] {
		if len(options) == 1 {
			c.fail(errSyntax)
			return f, false
		}
		if !c.parseKillOption(&f, options[0], options[1]) {
			return f, false
		}
	}
	return f, true
}

func (c *conn) parseKillOption(f *killFilter, option, value []byte) (ok bool) {
	switch {
	case is(option, "id"):
		f.id, ok = resp.ParseInt(value)
		if !ok || f.id < 1 {
			c.fail("ERR client-id should be greater than 0")
			return false
		}
	case is(option, "type"):
		f.kind, ok = c.parseType(value)
		return ok
	case is(option, "addr"):
		f.addr = value
	case is(option, "laddr"):
		f.laddr = value
	case is(option, "user"):
		if string(value) != defaultUser {
			c.fail("ERR No such user '" + clip(value, len(value)) + "'")
			return false
		}
	case is(option, "skipme") && is(value, "yes"):
		f.skipMe = true
	case is(option, "skipme") && is(value, "no"):
		f.skipMe = false
	default:
		c.fail(errSyntax)
		return false
	}
	return true
}

// killAll closes the connections that f chooses and returns how many they were. The
// caller's own closes after the reply.
func (c *conn) killAll(f killFilter) (killed int64) {
	for _, o := range c.srv.clients() {
		switch {
		case !o.matches(f):
		case o != c:
			if o.kill(EndKilled) {
				o.leaveHub()
				killed++
			}
		case !f.skipMe:
			c.hangUp = EndKilled
			killed++
		}
	}
	return killed
}

// leaveHub ends the subscriptions of a connection that was killed, before it notices.
// Whoever is told that it was killed may count on that.
func (i *identity) leaveHub() {
	if sub := i.subscribed(); sub != nil {
		sub.Leave()
	}
}

func (c *conn) matches(f killFilter) bool {
	return (f.id == 0 || f.id == c.id) &&
		(f.kind == "" || c.isOfType(f.kind)) &&
		(f.addr == nil || string(f.addr) == c.address()) &&
		(f.laddr == nil || string(f.laddr) == c.localAddress())
}
