package server

import (
	"strconv"
	"time"
)

// serverTime answers TIME with the seconds since the Unix epoch, and the
// microseconds of the second under way.
func serverTime(c *conn, _ [][]byte) {
	now := time.Now().UnixMicro()
	c.out.Array(2)
	c.out.BulkString(strconv.FormatInt(now/1e6, 10))
	c.out.BulkString(strconv.FormatInt(now%1e6, 10))
}

// shutDownServer answers SHUTDOWN [NOSAVE | SAVE] [NOW] [FORCE] [ABORT] by ending the
// connection: the server is to stop. There are no replicas that NOW would not wait
// for. SAVE fails, as it does in Redis where saving fails, unless FORCE is
// given: there is nothing here that could save. There is also nothing to ABORT: a
// server that stops takes no more commands.
func shutDownServer(c *conn, args [][]byte) {
	var save, noSave, now, force, abort bool
	for _, option := range args[1:] {
		switch {
		case is(option, "save"):
			save = true
		case is(option, "nosave"):
			noSave = true
		case is(option, "now"):
			now = true
		case is(option, "force"):
			force = true
		case is(option, "abort"):
			abort = true
		default:
			c.fail(errSyntax)
			return
		}
	}
	switch {
	case save && noSave, abort && (save || noSave || now || force):
		c.fail(errSyntax)
	case abort:
		c.fail("ERR No shutdown in progress.")
	case c.srv.OnShutdown == nil:
		c.fail("ERR this server cannot be stopped by its clients")
	case save && !force:
		c.warn(c.ctx, "SHUTDOWN SAVE refused: nothing is ever saved")
		c.fail("ERR Errors trying to SHUTDOWN. Check logs.")
	default:
		c.srv.log.InfoContext(c.ctx, "a client stops the server", "id", c.id, "addr", c.address())
		c.hangUp = EndShutdown
		c.srv.OnShutdown()
	}
}
