package server

// getEx answers GETEX: a GET that may change the deadline of the key.
func getEx(c *conn, args [][]byte) {
	key := args[1]
	time, persist, ok := parseGetEx(args[2:])
	switch {
	case !ok:
		c.fail(errSyntax)
	case time.amount != nil:
		c.getUntil(key, time)
	case persist:
		c.bulkOrNull(c.srv.store.GetAndExpire(key, 0))
	default:
		c.bulkOrNull(c.srv.store.Get(key, c.out.AvailableBuffer()))
	}
}

// parseGetEx reads the options of GETEX. ok tells whether the grammar is right.
func parseGetEx(options [][]byte) (time givenTime, persist, ok bool) {
	for i := 0; i < len(options); i++ {
		switch {
		case is(options[i], "persist"):
			persist = true
		case time.read(options[i:]):
			i++
		default:
			return time, persist, false
		}
	}
	return time, persist, !(persist && time.amount != nil)
}

// getUntil replies with the value of key and gives it a deadline. Redis 7.0 looks at
// the time only if there is a key to give it to.
func (c *conn) getUntil(key []byte, time givenTime) {
	deadline, problem := time.positiveDeadline("getex")
	if problem == "" {
		c.bulkOrNull(c.srv.store.GetAndExpire(key, deadline))
		return
	}
	if c.srv.store.Exists(key) > 0 {
		c.fail(problem)
	} else {
		c.out.Null()
	}
}
