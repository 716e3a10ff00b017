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

	commands int   // how many it has sent
	readErr  error // why no more are read, nil if that is the server's wish
	cut      bool  // it has left before it had everything

	// For mistakes only:
	held     []byte            // replies that wait
	buffer   []byte            // where the arguments of a command lie
	withheld []byte            // a message that another one overtakes
	late     [][]byte          // arguments of ECHO that are still to be sent back
	own      map[string]*entry // the keys of this client
	places   map[string]int    // where this client was in the list of a channel when it subscribed

	dropped bool // it didn't take its messages, guarded by server.mu

	subscriptions []string // channels, guarded by server.mu
	globs         []string // patterns, guarded by server.mu
}

func newClient(s *server, conn net.Conn, number int) *client {
	c := &client{server: s, conn: conn, out: newOutbox(), number: number, own: map[string]*entry{}, places: map[string]int{}}
	c.out.single = c.has(messagesDroppedAtShutdown)
	c.out.wakeUpLost = c.has(wakeUpLost)
	return c
}

// serve reads commands while a task of its own writes replies.
func (c *client) serve() {
	defer c.conn.Close()
	stop := context.AfterFunc(c.ending, func() {
		switch {
		case c.has(idleClientsStay), c.has(someClientsStay) && c.number > 16:
		case c.has(deadlineOnBothWays):
			c.conn.SetDeadline(time.Unix(0, 1))
		default:
			c.conn.SetReadDeadline(time.Unix(0, 1))
		}
	})
	defer stop()
	closing := c.forced
	if c.has(graceWaitsForSubscribers) && c.number == 1 { // who subscribes
		closing = c.killed
	}
	stop = context.AfterFunc(closing, func() {
		c.conn.Close()
		c.out.close()
	})
	defer stop()

	var writer sync.WaitGroup
	writer.Go(c.write)
	c.read()
	if c.has(queueClosedTooSoon) {
		c.out.close() // and it is still in the hub when somebody publishes
	} else if !c.has(subscribersStay) {
		c.lock()
		c.leaveAll()
		c.unlock()
	}
	if c.has(halfCloseDropsReplies) || (c.has(quitCutsReplies) || c.has(quitCutsMessages)) && c.hangUp && !c.breach {
		c.conn.Close()
	}
	c.out.close()
	writer.Wait()
	if (c.hangUp || c.ending.Err() != nil) && !c.has(breachResets) {
		framing.HangUp(c.conn, 200*time.Millisecond)
	}
}

// lock takes the server's lock, unless this client has it. If it is to be held while a client
// doesn't read, others come for it when it is.
func (c *client) lock() {
	if c.locked {
		return
	}
	if (c.has(lockHeldWhileWriting) || c.has(incrementsWrittenLocked) || c.has(arraysWrittenLocked)) && c.number > 1 {
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
	written := 0
	for piece := c.out.take(); piece != nil; piece = c.out.take() {
		if written += len(piece); written > maxWaiting && c.stopsWriting(piece) {
			return
		}
		late := c.ending.Err() != nil
		if _, err := c.conn.Write(piece); err != nil {
			c.cut = true
			c.drop()
			return
		}
		if c.has(messagesDroppedAtShutdown) && late {
			c.out.discard()
		}
	}
}

// stopsWriting tells whether a client that has got much gets only a part of piece: because it
// reads late, or because it will QUIT or end its half, which is waited for.
func (c *client) stopsWriting(piece []byte) bool {
	cut := piece[:min(len(piece), 1000)] // within a reply
	switch c.plant {
	case lateReaderCut:
		c.conn.Write(cut)
		c.drop()
	case quitCutsReplies, quitCutsMessages, halfCloseDropsReplies:
		c.conn.Write(cut)
		c.out.whenClosed()
	default:
		return false
	}
	return true
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
	case len(b) > maxWaiting && !c.has(incrementsWrittenLocked):
		c.stick()
	}
	c.out.add(b)
}

// flush is called when the client's input is used up. It does what only mistakes put off: it
// queues what reply has held back, and gives the lock back.
func (c *client) flush() {
	for _, arg := range c.late {
		c.out.add(c.bulkBytes(arg))
	}
	c.late = nil
	if len(c.held) > 0 {
		c.out.add(c.held)
		c.held = nil
	}
	if c.locked {
		c.out.sent()
		c.unlock()
	}
}
