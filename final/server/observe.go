package server

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"slices"
	"strings"

	"mini-redis/final/resp"
)

// observeConnection tells the Observer, if there is one, of the connection. The
// function that it returns tells of the end.
func (c *conn) observeConnection() (end func(EndReason, error)) {
	o := c.srv.Observer
	if o == nil {
		return func(EndReason, error) {}
	}
	what := Connection{ID: c.id, RemoteAddr: c.net.RemoteAddr(), Start: c.srv.started.Add(c.begun)}
	c.connCtx = o.BeginConnection(c.connCtx, what)
	c.ctx = c.connCtx
	return func(reason EndReason, err error) {
		o.EndConnection(c.connCtx, what, ConnectionEnd{Duration: c.srv.uptime() - c.begun, Reason: reason, Err: err})
	}
}

// executeObserved is dispatch between the two calls of the Observer. While the
// command is under way, c.ctx is the context that the first one returned.
func (c *conn) executeObserved(cmd, container *command, args [][]byte) {
	o := c.srv.Observer
	what := describeCall(cmd, container, args)
	c.ctx = o.BeginCommand(c.connCtx, what)
	before := c.replied()
	c.tally.since = c.srv.uptime() // what the Observer took is not the command's
	executed := c.dispatch(cmd, container, args)
	if !executed {
		c.took = c.srv.uptime() - c.tally.since
	}
	code, _, _ := strings.Cut(c.problem, " ")
	o.EndCommand(c.ctx, what, CommandResult{
		Duration:   c.took,
		ReplyBytes: max(0, c.replied()-before), // less than 0 if replies were taken back
		ErrorCode:  code,
		Rejected:   !executed,
	})
	c.ctx = c.connCtx
}

// describeCall returns what an Observer may know of a call.
func describeCall(cmd, container *command, args [][]byte) (call Command) {
	switch {
	case cmd != nil:
		call.Name = cmd.name
		if cmd.arityOK(len(args)) {
			call.Keys = cmd.countKeys(len(args))
		}
	case container != nil:
		call.Name = container.name
	}
	return call
}

// countKeys returns the number of keys in a call with n arguments, the name counted.
func (cmd *command) countKeys(n int) (keys int) {
	for _, spec := range cmd.keys {
		last := spec.last
		if last < 0 {
			last += n
		}
		if last >= spec.first {
			keys += (last-spec.first)/spec.step + 1
		}
	}
	return keys
}

// replied returns the number of bytes of all replies so far, written or gathered.
func (c *conn) replied() int64 {
	if c.replies == replyOff || c.replies == replySkip {
		return c.passed
	}
	return c.passed + int64(c.out.Buffered())
}

// endReason says why the connection has ended. It is for serve, after the writer of
// a subscriber has ended, and with the error that ended the reading, if any.
func (c *conn) endReason(handshaken bool, err error) EndReason {
	stopped := slices.ContainsFunc([]error{os.ErrDeadlineExceeded, net.ErrClosed, io.ErrClosedPipe, context.Canceled},
		func(target error) bool { return errors.Is(err, target) })
	failed, _ := errors.AsType[*net.OpError](err)
	switch fate := c.fate.Load(); {
	case c.hangUp != "":
		return c.hangUp
	case fate != nil:
		return *fate
	case c.sub != nil: // the hub has dropped it, and is about to say so
		return EndDropped
	case stopped && c.srv.draining.Err() != nil:
		return EndShutdown
	case !handshaken:
		return EndHandshake
	case errors.Is(err, resp.ErrCommandTooLong):
		return EndTooLong
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return EndClient
	case errors.Is(err, os.ErrDeadlineExceeded) && (failed == nil || failed.Op == "read"):
		return EndIdle
	default:
		return EndNetwork
	}
}

// lost says why a subscriber could not be written to.
func (c *conn) lost() EndReason {
	if c.srv.draining.Err() != nil {
		return EndShutdown
	}
	return EndNetwork
}
