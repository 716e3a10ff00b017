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

	number int  // which of the server's clients it is, from 1
	locked bool // it has the server's lock

	hangUp bool // read no more
	breach bool // it broke the protocol

	// For mistakes only:
	held   []byte            // replies that wait
	buffer []byte            // where the arguments of a command lie
	own    map[string]*entry // the keys of this client

	subscriptions []string // channels, guarded by server.mu
	globs         []string // patterns, guarded by server.mu
}

func newClient(s *server, conn net.Conn, number int) *client {
	c := &client{server: s, conn: conn, out: newOutbox(), number: number, own: map[string]*entry{}}
	c.out.single = c.has(messagesDroppedAtShutdown)
	return c
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
	if !c.has(halfCloseDropsReplies) { // with it, replies always come too late
		writer.Go(c.write)
	}
	c.read()
	if !c.has(subscribersStay) {
		c.lock()
		c.leaveAll()
		c.unlock()
	}
	if c.has(halfCloseDropsReplies) {
		c.conn.Close()
	}
	c.out.close()
	writer.Wait()
	if c.hangUp || c.ending.Err() != nil {
		framing.HangUp(c.conn, 200*time.Millisecond)
	}
}

// lock takes the server's lock, unless this client has it. If it is to be held while a client
// doesn't read, others come for it when it is.
func (c *client) lock() {
	if c.locked {
		return
	}
	if c.has(lockHeldWhileWriting) && c.number > 1 {
		<-c.stuck.Done()
	}
	c.mu.Lock()
	c.locked = true
}

func (c *client) unlock() {
	c.locked = false
	c.mu.Unlock()
}

// write passes on what is in the outbox, until that is closed and empty.
func (c *client) write() {
	for piece := c.out.take(); piece != nil; piece = c.out.take() {
		late := c.ending.Err() != nil
		if _, err := c.conn.Write(piece); err != nil {
			c.drop()
			return
		}
		if c.has(messagesDroppedAtShutdown) && late {
			c.out.discard()
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
	switch {
	case c.has(flushedWhenInputIsUsedUp), c.has(repliesBeforeBreachLost):
		c.held = append(c.held, b...)
		return
	case len(b) > maxWaiting:
		c.stick()
	}
	c.out.add(b)
}

// flush is called when the client's input is used up. It does what only mistakes put off: it
// queues what reply has held back, and gives the lock back.
func (c *client) flush() {
	if len(c.held) > 0 {
		c.out.add(c.held)
		c.held = nil
	}
	if c.locked {
		c.out.sent()
		c.unlock()
	}
}
