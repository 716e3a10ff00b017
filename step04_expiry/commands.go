package expiry

import (
	"maps"
	"math"

	framing "mini-redis/step02_framing"
	store "mini-redis/step03_store"
)

// Commands returns the commands of this step, on s, and those of steps 2 and 3.
func Commands(s *Store) framing.Table {
	c := commands{s}
	t := store.Commands(s)
	maps.Copy(t, framing.Table{
		"set":       {Arity: -3, Handle: c.set},
		"expire":    {Arity: -3, Handle: c.expire("expire", seconds, fromNow)},
		"pexpire":   {Arity: -3, Handle: c.expire("pexpire", milliseconds, fromNow)},
		"expireat":  {Arity: -3, Handle: c.expire("expireat", seconds, fromEpoch)},
		"pexpireat": {Arity: -3, Handle: c.expire("pexpireat", milliseconds, fromEpoch)},
		"ttl":       {Arity: 2, Handle: c.ttl},
		"pttl":      {Arity: 2, Handle: c.pttl},
		"persist":   {Arity: 2, Handle: c.persist},
	})
	return t
}

type commands struct {
	store *Store
}

// How a client gives a time: in a unit, in milliseconds, and from an origin.
const (
	milliseconds int64 = 1
	seconds      int64 = 1000
)

type origin int

const (
	fromNow origin = iota
	fromEpoch
)

// deadline turns a time as a client gives it into milliseconds since the Unix
// epoch. It returns false where int64 can't hold them (I6).
func deadline(n, unit int64, from origin, now int64) (int64, bool) {
	if n > math.MaxInt64/unit || n < math.MinInt64/unit {
		return 0, false
	}
	n *= unit
	var base int64
	if from == fromNow {
		base = now
	}
	if n > math.MaxInt64-base {
		return 0, false
	}
	return base + n, true
}

func invalidExpireReply(command string) framing.Frame {
	return framing.Errorf("ERR invalid expire time in '%s' command", command)
}

func (c commands) expire(name string, unit int64, from origin) framing.Handler {
	return func(reply func(framing.Frame), args []string) {
		if len(args) > 3 {
			reply(framing.Errorf("ERR Unsupported option %s", args[3]))
			return
		}
		n, ok := framing.ParseInt(args[2])
		if !ok {
			reply(store.NotIntegerReply)
			return
		}
		now := unixMillis()
		at, ok := deadline(n, unit, from, now)
		if !ok {
			reply(invalidExpireReply(name))
			return
		}
		reply(boolean(c.store.Expire(args[1], at, now)))
	}
}

func (c commands) ttl(reply func(framing.Frame), args []string) {
	left := c.left(args[1])
	if left > 0 {
		left = (left + 500) / 1000 // to the nearest second, as Redis rounds
	}
	reply(framing.Integer(left))
}

func (c commands) pttl(reply func(framing.Frame), args []string) {
	reply(framing.Integer(c.left(args[1])))
}

// left is the time a key has, in milliseconds: -1 if it has no deadline, -2 if
// there is no such key.
func (c commands) left(key string) int64 {
	now := unixMillis()
	switch at, found := c.store.Deadline(key, now); {
	case !found:
		return -2
	case at == 0:
		return -1
	default:
		return at - now // not negative, since the key is there
	}
}

func (c commands) persist(reply func(framing.Frame), args []string) {
	reply(boolean(c.store.Persist(args[1])))
}

func boolean(b bool) framing.Frame {
	if b {
		return framing.Integer(1)
	}
	return framing.Integer(0)
}
