package pubsub

import (
	"errors"
	"net"
	"sync"
	"time"

	framing "mini-redis/step02_framing"
)

// ServeConn answers the commands that arrive on conn, and passes on the messages
// of its subscriptions, until the client leaves or breaks the protocol. It
// doesn't close conn, but returns only when it is done with it.
//
// A read deadline in the past ends it gently: commands received are executed,
// and their replies sent, before it returns.
func ServeConn(conn net.Conn, hub *Hub, commands framing.Table) {
	// A deadline in the past wakes a blocked Read or Write, and setting it, unlike
	// Close, waits for neither.
	s := newSubscriber(func() { conn.SetDeadline(time.Unix(0, 1)) })
	c := &connection{conn: conn, hub: hub, subscriber: s, queue: s.queue, shared: commands}
	c.own = c.ownCommands()

	var writer sync.WaitGroup
	writer.Go(c.write)
	c.read()
	hub.leave(s) // first: a publisher would take a closed queue for a full one
	c.queue.close()
	writer.Wait()
	if c.hangUp {
		framing.HangUp(conn, time.Second)
	}
}

// A connection is what its reader knows; the writer uses only conn and the queue.
type connection struct {
	conn       net.Conn
	hub        *Hub
	subscriber *subscriber
	queue      *queue        // the subscriber's
	own        framing.Table // the commands that act on this connection
	shared     framing.Table // the others; every connection has the same
	subscribed int           // subscriptions, of both kinds; above zero this is subscriber mode
	hangUp     bool          // after QUIT or a protocol error: read no more
}

// read executes commands until there are no more. All replies go to the queue.
func (c *connection) read() {
	dec := framing.NewDecoder(c.conn)
	for !c.hangUp && c.queue.room() {
		args, err := dec.Command()
		if broken, ok := errors.AsType[framing.ProtocolError](err); ok {
			c.hub.leave(c.subscriber) // no message comes after the error
			c.queue.reply(framing.Errorf("ERR %v", broken))
			c.hangUp = true
		}
		if err != nil {
			return
		}
		table, name := c.shared, framing.Lower(args[0])
		_, own := c.own[name]
		if own {
			table = c.own
		}
		handle, problem := table.Find(args)
		switch {
		case problem != nil:
			c.queue.reply(problem)
		case c.subscribed > 0 && !own:
			// RESP2 gives a client no means to tell a reply from a message that
			// arrives in between (I7).
			c.queue.reply(framing.Errorf("ERR Can't execute '%s': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context", name))
		default:
			handle(c.queue.reply, args)
		}
	}
}

// write sends what is queued, with one flush for all that it finds, until the
// queue is closed or the connection fails.
func (c *connection) write() {
	enc := framing.NewEncoder(c.conn)
	for frames := c.queue.take(); len(frames) > 0; frames = c.queue.take() {
		for _, f := range frames {
			enc.Encode(f) // a failure shows up again in Flush
		}
		if enc.Flush() != nil {
			c.queue.close()     // the reader may be waiting for room,
			c.subscriber.drop() // or for input
			return
		}
	}
}
