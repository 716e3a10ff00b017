package server

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"mini-redis/final/pubsub"
	"mini-redis/final/resp"
	"mini-redis/final/store"
)

// past returns a deadline that makes a blocked Read or Write fail at once.
func past() time.Time { return time.Unix(0, 1) }

// lingerTime is how long the server goes on reading, and discarding, what a client sends
// after the last reply.
const lingerTime = 5 * time.Second

// A conn is one client's connection. One goroutine, the reader, executes its
// commands and owns every field but those marked otherwise.
type conn struct {
	srv *Server
	net socket
	in  *resp.Reader

	// out gathers replies. It writes to net, or in subscriber mode to unqueued,
	// which goes into the queue of sub after each command. The writer goroutine
	// of sub then is the only one that writes to net.
	out      *resp.Writer
	unqueued *bytes.Buffer // nil until there was a subscription

	// sub is set in subscriber mode, which is while there are subscriptions.
	sub    *pubsub.Subscriber
	writer sync.WaitGroup // the writer of sub

	authenticated bool      // has given the password, or came when none was needed
	debug         bool      // log each command
	limited       bool      // a read deadline is set
	replies       replyMode // CLIENT REPLY
	problem       string    // the error that the command under way was answered with, if any
	hangUp        EndReason // if not empty, take no more commands: after QUIT or a protocol error

	// connCtx is the context of the connection, which does not change while commands
	// are executed; ctx is that of the command under way or, between commands, connCtx.
	connCtx, ctx context.Context

	passed int64                     // the bytes of replies that out has passed on, to be sent
	took   time.Duration             // what the last command took to execute
	fate   atomic.Pointer[EndReason] // why it was killed first; nil if it was not

	backlog  *backlog // input that came while the reader waited for the client to read; nil if it never waited
	identity          // what other connections see of this one

	tally tally // the statistics of the commands since the last Read
}

func newConn(s *Server, nc net.Conn) *conn {
	c := &conn{srv: s, connCtx: context.Background(), ctx: context.Background()}
	c.net.open(nc)
	c.out = resp.NewWriter(output{c})
	c.in = resp.NewReader(input{c})
	c.authenticated = s.settings.Load().password == ""
	c.identity.begin(s)
	return c
}

// input is what a conn's Reader reads from. The Reader calls Read only when it
// holds no complete command: that is the moment at which the replies to all
// commands received so far are written, in one go.
type input struct{ c *conn }

func (in input) Read(p []byte) (int, error) {
	c := in.c
	c.settle()
	if err := c.out.Flush(); err != nil {
		return 0, err
	}
	c.unparsed.Store(int64(c.in.CommandLen() + c.backlog.len()))
	var n int
	var err error
	switch {
	case c.backlog.len() > 0:
		n = c.backlog.take(p)
		c.tally.since = c.srv.uptime()
	case c.backlog.ends():
		return 0, os.ErrDeadlineExceeded // as Shutdown would have it
	default:
		n, err = c.read(p)
		c.tally.since = time.Duration(c.active.Load())
	}
	c.limitCommands() // they may have changed while it waited
	c.debug = c.srv.log.Enabled(c.srv.draining, slog.LevelDebug)
	c.srv.stats.bytesIn.Add(int64(n))
	return n, err
}

// serve answers commands until the client leaves, breaks the protocol or is
// dropped, or the server stops, and closes the connection.
//
// A goroutine begins with a stack of 2 KB, which doubles when it does not suffice.
// serve and executeAll call in turn what begins the connection, waits and ends it, so
// that the stack of a connection that waits for its first commands holds little else:
// of 10,000 idle connections each takes 2 KB less.
func (c *conn) serve() {
	end := c.observeConnection()
	c.logDebug("client connected")
	err := c.handshake()
	handshaken := err == nil
	if handshaken {
		err = c.executeAll()
	}
	end(c.end(handshaken, err), err)
	c.close()
}

// end sends the last replies, and returns the reason for the end.
func (c *conn) end(handshaken bool, err error) EndReason {
	c.settle()
	if c.srv.draining.Err() == nil {
		c.hurry()
	}
	c.out.Flush()
	c.leaveSubscriberMode()
	c.ended.Store(true)
	reason := c.endReason(handshaken, err)
	switch {
	case c.killed.Load():
	case c.hangUp != "":
		c.linger(time.Second)
	case c.srv.draining.Err() != nil:
		c.linger(250 * time.Millisecond) // the client may be in mid-pipeline
	}
	c.logDebug("client gone", "err", err)
	return reason
}

func (c *conn) logDebug(message string, attributes ...any) {
	if c.srv.log.Enabled(c.ctx, slog.LevelDebug) {
		c.srv.log.DebugContext(c.ctx, message, append([]any{"id", c.id, "addr", c.address()}, attributes...)...)
	}
}

// executeAll returns when no more commands are to be executed, with the error
// that ended it; nil after QUIT.
func (c *conn) executeAll() error {
	ahead := 0
	for c.hangUp == "" {
		if ahead--; ahead <= 0 {
			ahead = c.lookAhead()
		}
		if c.sub != nil && !c.waitRoom() {
			return nil // dropped
		}
		c.limitCommands()
		args, err := c.in.ReadCommand()
		if err != nil {
			c.unreadable(err)
			return err
		}
		if c.killed.Load() {
			return nil // also if more commands have arrived
		}
		c.execute(args)
		c.queueReplies()
	}
	return nil
}

// lookAhead prepares the store for the keys of commands that have arrived, and returns how
// many commands these are. With a million keys it takes a third off the processor time of
// a GET or SET in a pipeline of 16 (redis-benchmark -P 16). See store.Warm.
func (c *conn) lookAhead() (n int) {
	if c.in.Buffered() == 0 || c.mustAuthenticate() {
		return 0
	}
	var keys [store.WarmKeys][]byte
	if n = c.in.Ahead(keys[:]); n > 1 {
		c.srv.store.Warm(keys[:n])
	}
	return n
}

// unreadable deals with what is not a command.
func (c *conn) unreadable(err error) {
	if broken, ok := errors.AsType[*resp.ProtocolError](err); ok {
		c.leaveSubscriberMode() // no message comes after the error
		c.fail("ERR " + broken.Error())
		c.hangUp = EndProtocol
	}
	if errors.Is(err, resp.ErrCommandTooLong) {
		c.srv.stats.queryTooLarge.Add(1)
		c.warn(c.ctx, "client closed: command too long")
	}
}

// limitCommands makes the Reader refuse what is above the limits of this moment.
func (c *conn) limitCommands() {
	set := c.srv.settings.Load()
	c.in.MaxBulkLen, c.in.MaxCommandLen = set.maxBulkLen, set.maxQueryLen
	c.in.Unauthenticated = c.mustAuthenticate()
}

// stopReading makes the reader end when it has executed what it has received.
// Any goroutine may call it.
func (c *conn) stopReading() { c.net.SetReadDeadline(past()) }

// kill ends the connection at once, and reports whether nobody had done so before.
// Any goroutine may call it.
func (c *conn) kill(why EndReason) bool {
	c.fate.CompareAndSwap(nil, &why)
	first := !c.killed.Swap(true)
	c.net.SetDeadline(past())
	return first
}

// Stopped reports whether the command under way is to end, since its reply can't reach
// the client any more.
func (c *conn) Stopped() bool { return c.killed.Load() || c.srv.forced.Load() }

// linger ends our half of the connection, and discards input until the client
// ends the other half, has been silent for so long, or has gone on for lingerTime.
// Closing while input lies unread makes the kernel send a reset, which may destroy
// replies on their way.
//
// A shutdown that begins meanwhile interrupts a Read, and changes nothing.
func (c *conn) linger(silence time.Duration) {
	half, ok := c.net.Conn.(interface{ CloseWrite() error })
	if !ok || half.CloseWrite() != nil {
		return
	}
	var discarded [4096]byte
	last := time.Now().Add(lingerTime)
	for now := time.Now(); now.Before(last); now = time.Now() {
		silent := now.Add(silence)
		c.net.SetReadDeadline(silent)
		if c.killed.Load() { // meanwhile, and its deadline was overwritten
			return
		}
		_, err := c.net.Read(discarded[:])
		interrupted := errors.Is(err, os.ErrDeadlineExceeded) && time.Now().Before(silent)
		if err != nil && !interrupted {
			return
		}
	}
}
