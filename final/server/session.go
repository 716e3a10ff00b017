package server

import (
	"io"
	"math"

	"mini-redis/final/resp"
)

func ping(c *conn, args [][]byte) {
	switch {
	case len(args) > 2:
		c.wrongArity("ping")
	case c.sub != nil && c.out.Protocol() == 2:
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

// selectDB takes database 0, which is the only one.
func selectDB(c *conn, args [][]byte) {
	if problem := databaseProblem(args[1]); problem != "" {
		c.fail(problem)
		return
	}
	c.out.SimpleString("OK")
}

// databaseProblem returns the error reply for a database that does not exist, which is
// any but 0; none for that one.
func databaseProblem(index []byte) string {
	switch n, ok := resp.ParseInt(index); {
	case !ok:
		return errNotInteger
	case n < math.MinInt32 || n > math.MaxInt32:
		return "ERR value is out of range, value must between -2147483648 and 2147483647"
	case n != 0:
		return "ERR DB index is out of range"
	}
	return ""
}

// quit ends all subscriptions first: no message comes after the OK.
func quit(c *conn, _ [][]byte) {
	c.leaveSubscriberMode()
	c.out.SimpleString("OK")
	c.hangUp = EndQuit
}

// reset ends all subscriptions without confirming each, and everything else that
// the client has asked for but CLIENT NO-EVICT, which Redis forgets.
func reset(c *conn, _ [][]byte) {
	c.leaveSubscriberMode()
	if c.replies != replySkip { // Redis skips the reply to this command, too
		c.setReplies(replyOn)
	}
	c.setProtocol(2)
	c.setName("")
	c.authenticated = c.srv.settings.Load().password == ""
	c.out.SimpleString("RESET")
}

// replyMode says whether commands are answered (CLIENT REPLY).
type replyMode uint8

const (
	replyOn       replyMode = iota
	replyOff                // not
	replySkipNext           // not the next one: this is it that asked for it
	replySkip               // not this one
)

func (c *conn) setReplies(mode replyMode) {
	c.replies = mode
	c.aim()
}

// skipOn moves CLIENT REPLY SKIP on by one command.
func (c *conn) skipOn() {
	if c.replies == replySkipNext {
		c.setReplies(replySkip)
	} else {
		c.setReplies(replyOn)
	}
}

// aim makes replies go where they have to: to the client, to its queue while it is
// subscribed, or nowhere.
func (c *conn) aim() {
	c.out.Flush()
	switch {
	case c.replies == replyOff || c.replies == replySkip:
		c.out.Reset(io.Discard)
	case c.sub != nil:
		c.queueReplies()
		c.out.Reset(queueOutput{c})
	default:
		c.out.Reset(output{c})
	}
}

// setProtocol changes how the replies that follow are encoded.
func (c *conn) setProtocol(version int) {
	c.out.SetProtocol(version)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.protocol = uint8(version)
}

// hello answers HELLO [protover [AUTH username password] [SETNAME clientname]].
// The version changes only if there is no error, but the options that come before an
// error have their effect (Redis 7.0: HELLO).
func hello(c *conn, args [][]byte) {
	version := c.out.Protocol()
	if len(args) > 1 {
		n, ok := resp.ParseInt(args[1])
		if !ok {
			c.fail("ERR Protocol version is not an integer or out of range")
			return
		}
		if n != 2 && n != 3 {
			c.fail("NOPROTO unsupported protocol version")
			return
		}
		version = int(n)
	}
	if !c.applyHello(args[min(2, len(args)):]) {
		return
	}
	if c.mustAuthenticate() {
		c.fail("NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO AUTH <user> <pass> option can be used to authenticate the client and select the RESP protocol version at the same time")
		return
	}
	c.setProtocol(version)
	c.describeServer(version)
	if c.sub != nil {
		c.out.Flush()
		c.sub.SetProtocolReply(version, c.takeUnqueued())
	}
}

// applyHello does what the options ask for, one after the other, or replies with an
// error and returns false.
func (c *conn) applyHello(options [][]byte) bool {
	for len(options) > 0 {
		switch {
		case is(options[0], "auth") && len(options) > 2:
			if !c.logIn(options[1], options[2]) {
				return false
			}
			options = options[3:]
		case is(options[0], "setname") && len(options) > 1:
			if !validName(options[1]) {
				c.fail(errClientName)
				return false
			}
			c.setName(string(options[1]))
			options = options[2:]
		default:
			c.fail("ERR Syntax error in HELLO option '" + clip(options[0], len(options[0])) + "'")
			return false
		}
	}
	return true
}

// describeServer replies with what a client library wants to know about it.
func (c *conn) describeServer(protocol int) {
	c.out.Map(7)
	c.out.BulkString("server")
	c.out.BulkString("redis")
	c.out.BulkString("version")
	c.out.BulkString(RedisVersion)
	c.out.BulkString("proto")
	c.out.Int(int64(protocol))
	c.out.BulkString("id")
	c.out.Int(c.id)
	c.out.BulkString("mode")
	c.out.BulkString("standalone")
	c.out.BulkString("role")
	c.out.BulkString("master")
	c.out.BulkString("modules")
	c.out.Array(0)
}
