package server

import "mini-redis/final/pubsub"

func publish(c *conn, args [][]byte) {
	c.out.Int(int64(c.srv.hub.Publish(string(args[1]), args[2])))
}

// pubsubInfo answers PUBSUB CHANNELS [pattern], PUBSUB NUMSUB [channel ...] and
// PUBSUB NUMPAT.
func pubsubInfo(c *conn, args [][]byte) {
	switch sub := args[1]; {
	case is(sub, "channels") && len(args) <= 3:
		var names []string
		for _, name := range c.srv.hub.Channels() {
			if len(args) == 2 || pubsub.Match(string(args[2]), name) {
				names = append(names, name)
			}
		}
		c.out.Array(len(names))
		for _, name := range names {
			c.out.BulkString(name)
		}
	case is(sub, "channels"):
		c.out.Error("ERR unknown subcommand or wrong number of arguments for '" + clip(sub, maxQuoted) + "'. Try PUBSUB HELP.")
	case is(sub, "numsub"):
		c.out.Array(2 * (len(args) - 2))
		for _, name := range args[2:] {
			c.out.Bulk(name)
			c.out.Int(int64(c.srv.hub.NumSub(string(name))))
		}
	case is(sub, "numpat") && len(args) == 2:
		c.out.Int(int64(c.srv.hub.NumPat()))
	case is(sub, "numpat"):
		c.wrongArity("pubsub|numpat")
	default:
		c.out.Error("ERR unknown subcommand '" + clip(sub, maxQuoted) + "'. Try PUBSUB HELP.")
	}
}
