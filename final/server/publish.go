package server

import (
	"slices"

	"mini-redis/final/pubsub"
)

func publish(c *conn, args [][]byte) {
	c.out.Int(int64(c.srv.hub.Publish(string(args[1]), args[2])))
}

// pubsubChannels answers PUBSUB CHANNELS [pattern].
func pubsubChannels(c *conn, args [][]byte) {
	if len(args) > 3 {
		c.unknownSubcommandOrArity(args)
		return
	}
	names := c.srv.hub.Channels()
	if len(args) == 3 {
		pattern := string(args[2])
		names = slices.DeleteFunc(names, func(name string) bool { return !pubsub.Match(pattern, name) })
	}
	c.bulkStrings(names)
}

// pubsubNumSub answers PUBSUB NUMSUB [channel ...].
func pubsubNumSub(c *conn, args [][]byte) {
	names := texts(args[2:])
	c.out.Array(2 * len(names))
	for i, n := range c.srv.hub.NumSub(names...) {
		c.out.BulkString(names[i])
		c.out.Int(int64(n))
	}
}

func pubsubNumPat(c *conn, _ [][]byte) { c.out.Int(int64(c.srv.hub.NumPat())) }
