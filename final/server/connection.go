package server

func ping(c *conn, args [][]byte) {
	switch {
	case len(args) > 2:
		c.wrongArity("ping")
	case c.sub != nil:
		// As a message looks, so that a subscriber needs to read only those.
		c.out.Array(2)
		c.out.BulkString("pong")
		if len(args) == 2 {
			c.out.Bulk(args[1])
		} else {
			c.out.BulkString("")
		}
	case len(args) == 2:
		c.out.Bulk(args[1])
	default:
		c.out.SimpleString("PONG")
	}
}

func echo(c *conn, args [][]byte) { c.out.Bulk(args[1]) }

// quit ends all subscriptions first: no message comes after the OK.
func quit(c *conn, _ [][]byte) {
	c.leaveSubscriberMode()
	c.out.SimpleString("OK")
	c.hangUp = true
}

// reset ends all subscriptions without confirming each.
func reset(c *conn, _ [][]byte) {
	c.leaveSubscriberMode()
	c.out.SimpleString("RESET")
}
