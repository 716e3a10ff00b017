package server

import (
	"slices"
	"strconv"

	"mini-redis/final/pubsub"
)

func publish(c *conn, args [][]byte) {
	c.out.Int(int64(c.srv.hub.PublishUntil(args[1], args[2], c)))
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
		names = slices.DeleteFunc(names, func(name string) bool { return !c.match(pattern, name) })
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

// encodePush appends what the hub queues for subscribers: arrays in RESP2, pushes in
// RESP3.
func encodePush(dst []byte, protocol int, m pubsub.Message) []byte {
	begin := func(length byte) {
		kind := byte('*')
		if protocol == 3 {
			kind = '>'
		}
		dst = append(dst, kind, '0'+length, '\r', '\n')
		dst = appendBulk(dst, m.Kind.String())
	}
	switch m.Kind {
	case pubsub.KindMessage:
		begin(3)
		dst = appendBulk(dst, m.Channel)
		dst = appendBulk(dst, m.Payload)
	case pubsub.KindPMessage:
		begin(4)
		dst = appendBulk(dst, m.Pattern)
		dst = appendBulk(dst, m.Channel)
		dst = appendBulk(dst, m.Payload)
	case pubsub.KindSubscribe, pubsub.KindUnsubscribe:
		begin(3)
		dst = appendBulk(dst, m.Channel)
		dst = appendInt(dst, m.Count)
	case pubsub.KindPSubscribe, pubsub.KindPUnsubscribe:
		begin(3)
		dst = appendBulk(dst, m.Pattern)
		dst = appendInt(dst, m.Count)
	}
	return dst
}

// appendBulk appends a bulk string.
func appendBulk[T string | []byte](dst []byte, text T) []byte {
	dst = append(dst, '$')
	dst = strconv.AppendInt(dst, int64(len(text)), 10)
	dst = append(dst, "\r\n"...)
	dst = append(dst, text...)
	return append(dst, "\r\n"...)
}

// appendInt appends an integer.
func appendInt(dst []byte, n int) []byte {
	dst = append(dst, ':')
	dst = strconv.AppendInt(dst, int64(n), 10)
	return append(dst, "\r\n"...)
}
