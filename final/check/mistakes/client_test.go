package mistakes

import (
	"context"
	"net"
	"sync"
	"time"

	framing "mini-redis/step02_framing"
)

// A client is one connection.
type client struct {
	*server
	conn net.Conn
	out  *outbox

	hangUp bool // read no more
	breach bool // it broke the protocol

	// For mistakes only:
	held   []byte            // replies that wait
	buffer []byte            // where the arguments of a command lie
	own    map[string]*entry // the keys of this client

	subscriptions []string // channels, guarded by server.mu
	globs         []string // patterns, guarded by server.mu
}

func newClient(s *server, conn net.Conn) *client {
	return &client{server: s, conn: conn, out: newOutbox(), own: map[string]*entry{}}
}

// serve reads commands while a task of its own writes replies.
func (c *client) serve() {
	defer c.conn.Close()
	stop := context.AfterFunc(c.ending, func() {
		if !c.has(idleClientsStay) {
			c.conn.SetReadDeadline(time.Unix(0, 1))
		}
	})
	defer stop()
	stop = context.AfterFunc(c.forced, func() {
		c.conn.Close()
		c.out.close()
	})
	defer stop()

	var writer sync.WaitGroup
	writer.Go(c.write)
	c.read()
	if !c.has(subscribersStay) {
		c.lock()
		c.leaveAll()
		c.mu.Unlock()
	}
	if c.has(halfCloseDropsReplies) {
		c.conn.Close()
	}
	if c.has(messagesDroppedAtShutdown) && c.ending.Err() != nil {
		c.out.discard()
	}
	c.out.close()
	writer.Wait()
	if c.hangUp || c.ending.Err() != nil {
		framing.HangUp(c.conn, 200*time.Millisecond)
	}
}

// lock takes the server's lock.
func (c *client) lock() { c.mu.Lock() }

// write passes on what is in the outbox, until that is closed and empty.
func (c *client) write() {
	for piece := c.out.take(); piece != nil; piece = c.out.take() {
		if _, err := c.conn.Write(piece); err != nil {
			c.drop()
			return
		}
	}
}

// drop ends a connection whose client doesn't take what it is sent.
func (c *client) drop() {
	c.out.discard()
	c.conn.SetDeadline(time.Unix(0, 1))
}

// reply queues a reply.
func (c *client) reply(b []byte) {
	if c.has(flushedWhenInputIsUsedUp) || c.has(repliesBeforeBreachLost) {
		c.held = append(c.held, b...)
		return
	}
	c.out.add(b)
}

// flush queues what reply has held back. Only mistakes hold anything back.
func (c *client) flush() {
	if len(c.held) > 0 {
		c.out.add(c.held)
		c.held = nil
	}
}
