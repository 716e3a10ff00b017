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
