package server

import (
	"bytes"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"mini-redis/final/pubsub"
	"mini-redis/final/resp"
)

// maxCommandLen is the longest command taken, in bytes as sent; Redis calls it
// client-query-buffer-limit and has the same default.
const maxCommandLen = 1 << 30

// past returns a deadline that makes a blocked Read or Write fail at once.
func past() time.Time { return time.Unix(0, 1) }

// A conn is one client's connection. One goroutine, the reader, executes its
// commands and owns every field but those marked otherwise.
type conn struct {
	srv *Server
	net net.Conn // safe for concurrent use
	in  *resp.Reader

	// out gathers replies. It writes to net, or in subscriber mode to unqueued,
	// which goes into the queue of sub after each command. The writer goroutine
	// of sub then is the only one that writes to net.
	out      *resp.Writer
	unqueued bytes.Buffer

	// sub is set in subscriber mode, which is while there are subscriptions.
	sub    *pubsub.Subscriber
	writer sync.WaitGroup // the writer of sub

	dropped atomic.Bool // set by a publisher, for whom this client was too slow
	hangUp  bool        // take no more commands: after QUIT or a protocol error
}

func newConn(s *Server, nc net.Conn) *conn {
	c := &conn{srv: s, net: nc, out: resp.NewWriter(nc)}
	c.in = resp.NewReader(input{c})
	c.in.MaxCommandLen = maxCommandLen
	return c
}

// input is what a conn's Reader reads from. The Reader calls Read only when it
// holds no complete command: that is the moment at which the replies to all
// commands received so far are written, in one go.
type input struct{ c *conn }

func (in input) Read(p []byte) (int, error) {
	if err := in.c.out.Flush(); err != nil {
		return 0, err
	}
	return in.c.net.Read(p)
}

// serve answers commands until the client leaves, breaks the protocol or is
// dropped, or the server stops, and closes the connection.
func (c *conn) serve() {
	defer c.net.Close()
	c.srv.log.Debug("client connected", "addr", c.net.RemoteAddr())
	err := c.executeAll()
	c.out.Flush()
	c.leaveSubscriberMode()
	switch {
	case c.hangUp:
		c.linger(time.Second)
	case c.srv.draining.Err() != nil:
		c.linger(250 * time.Millisecond) // the client may be in mid-pipeline
	}
	if c.dropped.Load() {
		c.srv.log.Warn("client dropped: it does not read its messages", "addr", c.net.RemoteAddr())
	}
	c.srv.log.Debug("client gone", "addr", c.net.RemoteAddr(), "err", err)
}

// executeAll returns when no more commands are to be executed, with the error
// that ended it; nil after QUIT.
func (c *conn) executeAll() error {
	for !c.hangUp {
		if c.sub != nil && !c.sub.WaitRoom() {
			return nil // dropped
		}
		args, err := c.in.ReadCommand()
		if broken, ok := errors.AsType[*resp.ProtocolError](err); ok {
			c.leaveSubscriberMode() // no message comes after the error
			c.out.Error("ERR " + broken.Error())
			c.hangUp = true
		}
		if err != nil {
			return err
		}
		c.execute(args)
		c.queueReplies()
	}
	return nil
}

func (c *conn) execute(args [][]byte) {
	cmd := c.srv.lookup(args[0])
	switch {
	case cmd == nil:
		c.unknownCommand(args)
	case !cmd.arityOK(len(args)):
		c.wrongArity(cmd.name)
	case c.sub != nil && !cmd.whileSubscribed:
		c.out.Error("ERR Can't execute '" + cmd.name + "': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context")
	default:
		cmd.run(c, args)
	}
}

// stopReading makes the reader end when it has executed what it has received.
// Any goroutine may call it.
func (c *conn) stopReading() { c.net.SetReadDeadline(past()) }

// linger ends our half of the connection, and discards input until the client
// ends the other half, has been silent for so long, or has gone on for 5 seconds.
// Closing while input lies unread makes the kernel send a reset, which may destroy
// replies on their way.
func (c *conn) linger(silence time.Duration) {
	half, ok := c.net.(interface{ CloseWrite() error })
	if !ok || half.CloseWrite() != nil {
		return
	}
	var discarded [4096]byte
	for start := time.Now(); time.Since(start) < 5*time.Second; {
		c.net.SetReadDeadline(time.Now().Add(silence))
		if _, err := c.net.Read(discarded[:]); err != nil {
			return
		}
	}
}
