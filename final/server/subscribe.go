package server

import (
	"bytes"

	"mini-redis/final/pubsub"
)

// enterSubscriberMode gives the connection its second direction: a queue that
// replies and messages go through, and a goroutine that writes what is in it.
func (c *conn) enterSubscriberMode() {
	if c.sub != nil {
		return
	}
	c.out.Flush()
	c.unqueued = new(bytes.Buffer)
	sub := c.srv.hub.NewSubscriber(c.out.Protocol(), c.dropper())
	c.setSubscriber(sub)
	c.writer.Go(func() { c.writeQueue(sub) })
}

// dropper returns the function that ends the connection when the hub has dropped its
// subscriber. Any goroutine may call it.
func (c *conn) dropper() func(limit string) {
	ctx := c.connCtx
	return func(limit string) {
		c.srv.stats.slowDropped.Add(1)
		c.warn(ctx, "client dropped: it does not read its messages", "limit", limit)
		if o := c.srv.Observer; o != nil {
			o.DropSubscriber(ctx, limit)
		}
		c.kill(EndDropped)
	}
}

// leaveSubscriberMode ends all subscriptions, waits until the queue is written,
// and lets the reader write to the connection again.
//
// Once the hub has dropped the subscriber, it does not: what was queued is lost,
// and a later reply would seem to answer an earlier command. Replies still go to
// the queue, which takes no more, and executeAll ends.
func (c *conn) leaveSubscriberMode() {
	if c.sub == nil {
		return
	}
	c.queueReplies()
	dropped := !c.sub.Leave()
	c.beginWait()
	c.writer.Wait()
	c.endWait()
	if dropped {
		return
	}
	c.setSubscriber(nil)
}

// writeQueue writes what is queued for sub until it leaves.
func (c *conn) writeQueue(sub *pubsub.Subscriber) {
	write := c.itemsWriter()
	for {
		items, ok := sub.Take()
		if !ok {
			return
		}
		if c.killed.Load() || c.writeItems(items, write) != nil {
			sub.Leave() // wakes the reader, if it waits for room
			return
		}
	}
}

// waitRoom waits until the queue has room for the replies to a command. It returns
// false if the hub has dropped the subscriber.
func (c *conn) waitRoom() bool {
	c.beginWait()
	defer c.endWait()
	return c.sub.WaitRoom()
}

// queueReplies puts the replies to a command into the queue, in subscriber mode.
// They go in as one item, however long: no message may get in between the parts.
func (c *conn) queueReplies() {
	if c.sub == nil {
		return
	}
	c.out.Flush()
	if c.unqueued.Len() > 0 {
		c.sub.Reply(c.takeUnqueued())
	}
}

// takeUnqueued returns the replies that are to go into the queue, whose bytes they
// are from then on.
func (c *conn) takeUnqueued() []byte {
	taken := c.unqueued.Bytes()
	*c.unqueued = bytes.Buffer{}
	return taken
}

func subscribe(c *conn, args [][]byte) {
	c.enterSubscriberMode()
	c.sub.Subscribe(texts(args[1:])...)
}

func psubscribe(c *conn, args [][]byte) {
	c.enterSubscriberMode()
	c.sub.PSubscribe(texts(args[1:])...)
}

func unsubscribe(c *conn, args [][]byte) {
	if c.sub == nil {
		c.nothingToEnd(pubsub.KindUnsubscribe, args[1:])
		return
	}
	c.sub.Unsubscribe(texts(args[1:])...)
	if len(args) == 1 && c.sub.UnsubscribeAll() == 0 {
		c.nothingToEnd(pubsub.KindUnsubscribe, nil)
	}
	c.leaveIfUnsubscribed()
}

func punsubscribe(c *conn, args [][]byte) {
	if c.sub == nil {
		c.nothingToEnd(pubsub.KindPUnsubscribe, args[1:])
		return
	}
	c.sub.PUnsubscribe(texts(args[1:])...)
	if len(args) == 1 && c.sub.PUnsubscribeAll() == 0 {
		c.nothingToEnd(pubsub.KindPUnsubscribe, nil)
	}
	c.leaveIfUnsubscribed()
}

// texts returns copies of arguments.
func texts(args [][]byte) []string {
	all := make([]string, len(args))
	for i, arg := range args {
		all[i] = string(arg)
	}
	return all
}

// nothingToEnd confirms the end of subscriptions where there are none of this
// kind: of each name, or of null if there is no name. Like all confirmations it does
// so whatever CLIENT REPLY says.
func (c *conn) nothingToEnd(kind pubsub.Kind, names [][]byte) {
	if mode := c.replies; mode != replyOn {
		c.setReplies(replyOn)
		defer c.setReplies(mode)
	}
	others := 0
	if c.sub != nil {
		channels, patterns := c.sub.Subscriptions()
		others = channels + patterns
	}
	if len(names) == 0 {
		names = [][]byte{nil}
	}
	for _, name := range names {
		c.out.Push(3)
		c.out.BulkString(kind.String())
		c.bulkOrNull(name, name != nil)
		c.out.Int(int64(others))
	}
}

func (c *conn) leaveIfUnsubscribed() {
	if channels, patterns := c.subscriptions(); channels+patterns == 0 {
		c.leaveSubscriberMode()
	}
}

// setSubscriber enters or, with nil, leaves subscriber mode.
func (c *conn) setSubscriber(sub *pubsub.Subscriber) {
	c.sub = sub
	c.mu.Lock()
	c.subscriber = sub
	c.mu.Unlock()
	c.aim()
}

// subscriptions returns how many channels and patterns the connection has. Whoever
// has seen a confirmation, or been told of one, finds it counted.
func (i *identity) subscriptions() (channels, patterns int) {
	if sub := i.subscribed(); sub != nil {
		return sub.Subscriptions()
	}
	return 0, 0
}

// queued returns the number of messages and replies that wait in subscriber mode, and
// their bytes.
func (i *identity) queued() (items, bytes int) {
	if sub := i.subscribed(); sub != nil {
		return sub.Queued()
	}
	return 0, 0
}

// subscribed returns the subscriber, nil outside subscriber mode. Any goroutine may
// call it.
func (i *identity) subscribed() *pubsub.Subscriber {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.subscriber
}
