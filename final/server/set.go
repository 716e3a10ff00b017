package server

import "mini-redis/final/store"

func set(c *conn, args [][]byte) {
	o, problem := parseSet(args[3:])
	if problem != "" {
		c.fail(problem)
		return
	}
	old, existed, done := c.set(args[1], args[2], o)
	switch {
	case o.Get:
		c.bulkOrNull(old, existed)
	case done:
		c.out.SimpleString("OK")
	default:
		c.out.Null()
	}
}

// set sets key to value, which is an argument of the command under way. A long one is
// kept as it lies in the Reader's buffer, so that it is copied only by the kernel.
func (c *conn) set(key, value []byte, o store.SetOptions) (old []byte, existed, done bool) {
	o.Adopt = c.in.Detach(value)
	return c.srv.store.Set(key, value, o)
}

// parseSet reads the options of SET. If they are wrong, problem is the error reply
// of Redis 7.0: for the grammar first, then for the time.
func parseSet(options [][]byte) (o store.SetOptions, problem string) {
	var time givenTime
	for i := 0; i < len(options); i++ {
		switch option := options[i]; {
		case is(option, "nx"):
			o.IfMissing = true
		case is(option, "xx"):
			o.IfExists = true
		case is(option, "get"):
			o.Get = true
		case is(option, "keepttl"):
			o.KeepTTL = true
		case time.read(options[i:]):
			i++
		default:
			return o, errSyntax
		}
	}
	given := time.amount != nil
	if o.IfMissing && o.IfExists || o.KeepTTL && given {
		return o, errSyntax
	}
	if given {
		o.Deadline, problem = time.positiveDeadline("set")
	}
	return o, problem
}

func setNX(c *conn, args [][]byte) {
	_, _, done := c.set(args[1], args[2], store.SetOptions{IfMissing: true})
	c.boolean(done)
}

// setEx returns the handler of SETEX or PSETEX.
func setEx(name string, unit int64) func(c *conn, args [][]byte) {
	return func(c *conn, args [][]byte) {
		deadline, problem := givenTime{timeKind{unit, fromNow}, args[2]}.positiveDeadline(name)
		if problem != "" {
			c.fail(problem)
			return
		}
		c.set(args[1], args[3], store.SetOptions{Deadline: deadline})
		c.out.SimpleString("OK")
	}
}
