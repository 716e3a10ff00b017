package pubsub

import (
	"maps"
	"strings"

	framing "mini-redis/step02_framing"
	store "mini-redis/step03_store"
	expiry "mini-redis/step04_expiry"
)

// Commands returns the commands of this step that need no connection, PUBLISH
// and PUBSUB, and those of the steps before. [ServeConn] adds the others.
func Commands(h *Hub, s *expiry.Store) framing.Table {
	t := expiry.Commands(s)
	maps.Copy(t, framing.Table{
		"publish": {Arity: 3, Handle: h.publishCommand},
		"pubsub":  {Arity: -2, Handle: h.pubsubCommand},
	})
	return t
}

func (h *Hub) publishCommand(reply func(framing.Frame), args []string) {
	reply(framing.Integer(h.publish(args[1], args[2])))
}

func (h *Hub) pubsubCommand(reply func(framing.Frame), args []string) {
	reply(h.inspect(args))
}

// inspect tells what the hub holds: PUBSUB CHANNELS [pattern], PUBSUB NUMSUB
// [channel ...] and PUBSUB NUMPAT.
func (h *Hub) inspect(args []string) framing.Frame {
	h.mu.Lock()
	defer h.mu.Unlock()
	answer := framing.Array{}
	switch sub := framing.Lower(args[1]); {
	case sub == "channels" && len(args) <= 3:
		for _, name := range sortedKeys(h.subscribers[channel]) {
			if len(args) == 2 || store.Match(args[2], name) {
				answer = append(answer, framing.Bulk(name))
			}
		}
		return answer
	case sub == "channels":
		return framing.Errorf("ERR unknown subcommand or wrong number of arguments for '%s'. Try PUBSUB HELP.", args[1])
	case sub == "numsub":
		for _, name := range args[2:] {
			answer = append(answer, framing.Bulk(name), framing.Integer(len(h.subscribers[channel][name])))
		}
		return answer
	case sub == "numpat" && len(args) == 2:
		return framing.Integer(len(h.subscribers[pattern]))
	case sub == "numpat":
		return framing.Errorf("ERR wrong number of arguments for 'pubsub|numpat' command")
	}
	return framing.Errorf("ERR unknown subcommand '%s'. Try PUBSUB HELP.", args[1])
}

// ownCommands are those that act on this connection, and the only ones allowed
// while it has a subscription (I7). The hub itself confirms subscriptions, under
// its lock.
func (c *connection) ownCommands() framing.Table {
	return framing.Table{
		"subscribe":    {Arity: -2, Handle: c.subscribe(channel)},
		"unsubscribe":  {Arity: -1, Handle: c.unsubscribe(channel)},
		"psubscribe":   {Arity: -2, Handle: c.subscribe(pattern)},
		"punsubscribe": {Arity: -1, Handle: c.unsubscribe(pattern)},
		"ping":         {Arity: -1, Handle: c.ping},
		"quit":         {Arity: -1, Handle: c.quit},
		"reset":        {Arity: 1, Handle: c.reset},
	}
}

func (c *connection) subscribe(k kind) framing.Handler {
	return func(_ func(framing.Frame), args []string) {
		for _, name := range args[1:] {
			c.subscribed = c.hub.subscribe(c.subscriber, k, name)
		}
	}
}

func (c *connection) unsubscribe(k kind) framing.Handler {
	return func(_ func(framing.Frame), args []string) {
		c.subscribed = c.hub.unsubscribe(c.subscriber, k, args[1:]...)
	}
}

// ping answers as step 2's does, but as a message does in subscriber mode.
func (c *connection) ping(reply func(framing.Frame), args []string) {
	if c.subscribed == 0 || len(args) > 2 {
		c.shared["ping"].Handle(reply, args)
		return
	}
	payload := strings.Join(args[1:], "") // of none or one
	reply(framing.Array{framing.Bulk("pong"), framing.Bulk(payload)})
}

// quit ends all subscriptions first: no message comes after the OK.
func (c *connection) quit(reply func(framing.Frame), args []string) {
	c.hub.leave(c.subscriber)
	reply(framing.SimpleString("OK"))
	c.hangUp = true
}

// reset ends all subscriptions without confirming each.
func (c *connection) reset(reply func(framing.Frame), args []string) {
	c.hub.leave(c.subscriber)
	c.subscribed = 0
	reply(framing.SimpleString("RESET"))
}
