package server

import (
	"io"
	"strings"
)

// execute executes one command, or says why not.
func (c *conn) execute(args [][]byte) {
	c.problem = ""
	cmd, container := c.srv.lookup(args)
	c.last.Store(cmd)
	if c.srv.Observer == nil {
		c.dispatch(cmd, container, args)
	} else {
		c.executeObserved(cmd, container, args)
	}
}

// dispatch reports whether it has executed the command. What it looks at comes in
// the order of Redis 7.0 (processCommand).
func (c *conn) dispatch(cmd, container *command, args [][]byte) (executed bool) {
	switch {
	case cmd == nil && container != nil:
		c.unknownSubcommand(container, args[1])
	case cmd == nil && isHTTP(args[0]):
		c.warn(c.ctx, "client closed: it speaks HTTP")
		c.out.Reset(io.Discard)
		c.hangUp = EndHTTP
	case cmd == nil:
		c.unknownCommand(args)
	default:
		if executed = c.allowed(cmd, len(args)); executed {
			if c.tally.cmd != cmd {
				c.settle()
				c.tally.cmd = cmd
			}
			cmd.run(c, args)
			c.account(cmd)
		} else {
			cmd.stats.rejected.Add(1)
		}
	}
	if c.replies == replySkip || c.replies == replySkipNext {
		c.skipOn()
	}
	return executed
}

// allowed reports whether the connection may run cmd with n arguments now. If not,
// it has replied.
func (c *conn) allowed(cmd *command, n int) bool {
	switch {
	case !cmd.arityOK(n):
		c.wrongArity(cmd.name)
	case c.mustAuthenticate() && cmd.flags&noAuth == 0:
		c.fail("NOAUTH Authentication required.")
	case c.sub != nil && c.out.Protocol() == 2 && cmd.flags&whileSubscribed == 0:
		c.fail("ERR Can't execute '" + cmd.name + "': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context")
	default:
		return true
	}
	return false
}

// account counts a call of cmd that has just ended, and logs it at debug level:
// never its arguments, which are the clients' own business.
func (c *conn) account(cmd *command) {
	failed := c.problem != ""
	c.tally.add(failed)
	if c.timesEach() {
		c.took = c.lap()
	}
	if c.debug {
		c.srv.log.DebugContext(c.ctx, "command", "id", c.id, "name", cmd.name, "duration", c.took, "failed", failed)
	}
}

// isHTTP recognizes a line that only a browser would send. It may be an attempt to
// make a browser talk to a server that its user can reach and the attacker cannot,
// so such a connection gets no answer and no second chance.
func isHTTP(name []byte) bool {
	return strings.EqualFold(string(name), "post") || strings.EqualFold(string(name), "host:")
}
