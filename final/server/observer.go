package server

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"time"

	"mini-redis/final/resp"
)

// An Observer is told of connections and commands: for traces, metrics, an audit.
// It gets nothing that clients have sent, neither keys nor values nor passwords:
// names come from the command table, error codes from the server.
//
// For one connection BeginConnection is called first, then BeginCommand and
// EndCommand in turn, and EndConnection last, all from the goroutine of that
// connection, whose client waits meanwhile: a method that blocks holds up the
// client, and Shutdown. Those of different connections are called at once, from as
// many goroutines. Serve returns after the last of them.
//
// A method that begins something returns a context derived from the one it is
// given. The method that ends it gets that context, and so do BeginCommand, for the
// connection that the command came on, and the handler of Server.Logger for what is
// logged meanwhile. The contexts are never done: they carry values only.
type Observer interface {
	// BeginConnection is called when a connection was accepted, before a TLS
	// handshake. Connections that are refused at once, because of MaxClients or
	// ProtectedMode, are only counted (Stats.Rejected).
	BeginConnection(ctx context.Context, c Connection) context.Context

	// EndConnection is called when nothing more will be read from the client or
	// sent to it.
	EndConnection(ctx context.Context, c Connection, end ConnectionEnd)

	// BeginCommand is called when a command was received, also one that will be
	// rejected or that does not exist. It is not told the time: to look at the clock
	// takes a tenth of what a short command does, and not every Observer needs it.
	BeginCommand(ctx context.Context, cmd Command) context.Context

	// EndCommand is called when the reply to the command is complete, which is
	// before it is sent: the replies to a pipeline are sent together.
	EndCommand(ctx context.Context, cmd Command, result CommandResult)

	// DropSubscriber is called when a subscriber does not read its messages and is
	// dropped, with the limit that it exceeded, which is pubsub.HardLimit or
	// pubsub.SoftLimit, and the context of its connection. The call comes from
	// the goroutine of a publisher, which waits meanwhile, or from that of a timer:
	// at the same time as any other call for the connection, or after its last one.
	DropSubscriber(ctx context.Context, limit string)
}

// A Connection is what an Observer is told of a client's connection.
type Connection struct {
	ID         int64    // unique and increasing within a Server, as in CLIENT ID and the log
	RemoteAddr net.Addr // the client's
	Start      time.Time
}

// A ConnectionEnd tells how a connection has ended.
type ConnectionEnd struct {
	Duration time.Duration
	Reason   EndReason

	// Err is what ended the connection: io.EOF if the client did, nil if that was
	// a command. The text of a *resp.ProtocolError may quote one byte of the input.
	Err error
}

// An EndReason is why a connection has ended.
type EndReason string

// The reasons.
const (
	EndClient    EndReason = "client"    // the client ended it
	EndQuit      EndReason = "quit"      // the command QUIT
	EndKilled    EndReason = "killed"    // the command CLIENT KILL
	EndShutdown  EndReason = "shutdown"  // the server stops
	EndIdle      EndReason = "idle"      // the client was silent for too long, or did not authenticate in time
	EndDropped   EndReason = "dropped"   // the client did not read its messages
	EndProtocol  EndReason = "protocol"  // the client sent what is not RESP
	EndTooLong   EndReason = "too_long"  // the client sent a command beyond the limit
	EndHTTP      EndReason = "http"      // the client speaks HTTP
	EndHandshake EndReason = "handshake" // the TLS handshake failed
	EndNetwork   EndReason = "network"   // reading or writing failed
)

// A Command is what an Observer is told of a command when it begins.
type Command struct {
	// Name is in lower case, and "container|subcommand" for a subcommand, as in
	// INFO commandstats. It is the container's for a subcommand that does not
	// exist, and empty for a command that does not exist: that name is the client's.
	Name string

	// Keys is the number of keys among the arguments, each counted as often as it
	// is there. It is 0 if the number of arguments is wrong.
	Keys int
}

// A CommandResult is what has become of a command.
type CommandResult struct {
	// Duration is how long it took to execute the command, as INFO commandstats has
	// it: without the time that the Observer took.
	Duration time.Duration

	// ReplyBytes is the number of bytes of the reply. Messages, and the
	// confirmations of subscriptions, which are queued like messages, do not
	// count; nor does what CLIENT REPLY holds back.
	ReplyBytes int64

	// ErrorCode is the first word of an error reply, such as ERR or WRONGTYPE. It
	// is empty if the reply is no error.
	ErrorCode string

	// Rejected means that the command was not executed: it does not exist, the
	// number of its arguments is wrong, or it is not allowed now.
	Rejected bool
}

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
