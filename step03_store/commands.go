package store

import (
	"maps"
	"math"
	"strconv"

	framing "mini-redis/step02_framing"
)

// Error replies, with the texts of Redis 7.
const (
	SyntaxErrorReply framing.ErrorReply = "ERR syntax error"
	NotIntegerReply  framing.ErrorReply = "ERR value is not an integer or out of range"
	overflowReply    framing.ErrorReply = "ERR increment or decrement would overflow"
	tooLongReply     framing.ErrorReply = "ERR string exceeds maximum allowed size (proto-max-bulk-len)"
)

// Commands returns the commands of this step, on ks, and those of step 2.
func Commands(ks Keyspace) framing.Table {
	c := commands{ks}
	t := framing.Commands()
	maps.Copy(t, framing.Table{
		"get":      {Arity: 2, Handle: c.get},
		"set":      {Arity: -3, Handle: c.set},
		"del":      {Arity: -2, Handle: c.del},
		"exists":   {Arity: -2, Handle: c.exists},
		"incr":     {Arity: 2, Handle: c.incr},
		"decr":     {Arity: 2, Handle: c.decr},
		"incrby":   {Arity: 3, Handle: c.incrBy},
		"mget":     {Arity: -2, Handle: c.mget},
		"mset":     {Arity: -3, Handle: c.mset},
		"strlen":   {Arity: 2, Handle: c.strlen},
		"append":   {Arity: 3, Handle: c.append},
		"keys":     {Arity: 2, Handle: c.keys},
		"dbsize":   {Arity: 1, Handle: c.dbsize},
		"flushall": {Arity: -1, Handle: c.flushAll},
	})
	return t
}

// commands are the handlers; each is a method, so that it has the keyspace.
type commands struct {
	ks Keyspace
}

func (c commands) get(reply func(framing.Frame), args []string) {
	reply(c.ks.Get(args[1])[0].Frame())
}

func (c commands) set(reply func(framing.Frame), args []string) {
	if len(args) != 3 {
		reply(SyntaxErrorReply)
		return
	}
	c.ks.Set(Pair{args[1], args[2]})
	reply(framing.SimpleString("OK"))
}

func (c commands) del(reply func(framing.Frame), args []string) {
	reply(framing.Integer(c.ks.Delete(args[1:]...)))
}

// exists counts a key as often as it is named, as Redis does.
func (c commands) exists(reply func(framing.Frame), args []string) {
	var n framing.Integer
	for _, v := range c.ks.Get(args[1:]...) {
		if v.Found {
			n++
		}
	}
	reply(n)
}

func (c commands) incr(reply func(framing.Frame), args []string) {
	c.add(reply, args[1], 1)
}

func (c commands) decr(reply func(framing.Frame), args []string) {
	c.add(reply, args[1], -1)
}

func (c commands) incrBy(reply func(framing.Frame), args []string) {
	delta, ok := framing.ParseInt(args[2])
	if !ok {
		reply(NotIntegerReply)
		return
	}
	c.add(reply, args[1], delta)
}

// add reads, adds and writes under one lock, so no increment is lost (I1).
func (c commands) add(reply func(framing.Frame), key string, delta int64) {
	var answer framing.Frame
	c.ks.Update(key, func(old Value) (string, bool) {
		n, ok := int64(0), true
		if old.Found {
			n, ok = framing.ParseInt(old.Data)
		}
		if !ok {
			answer = NotIntegerReply
			return "", false
		}
		if delta > 0 && n > math.MaxInt64-delta || delta < 0 && n < math.MinInt64-delta {
			answer = overflowReply
			return "", false
		}
		answer = framing.Integer(n + delta)
		return strconv.FormatInt(n+delta, 10), true
	})
	reply(answer)
}

func (c commands) mget(reply func(framing.Frame), args []string) {
	values := framing.Array{}
	for _, v := range c.ks.Get(args[1:]...) {
		values = append(values, v.Frame())
	}
	reply(values)
}

func (c commands) mset(reply func(framing.Frame), args []string) {
	if len(args)%2 == 0 {
		reply(framing.Errorf("ERR wrong number of arguments for 'mset' command"))
		return
	}
	var pairs []Pair
	for i := 1; i < len(args); i += 2 {
		pairs = append(pairs, Pair{args[i], args[i+1]})
	}
	c.ks.Set(pairs...)
	reply(framing.SimpleString("OK"))
}

func (c commands) strlen(reply func(framing.Frame), args []string) {
	reply(framing.Integer(len(c.ks.Get(args[1])[0].Data)))
}

func (c commands) append(reply func(framing.Frame), args []string) {
	var answer framing.Frame
	c.ks.Update(args[1], func(old Value) (string, bool) {
		if len(old.Data)+len(args[2]) > framing.MaxBulk {
			answer = tooLongReply
			return "", false
		}
		answer = framing.Integer(len(old.Data) + len(args[2]))
		return old.Data + args[2], true
	})
	reply(answer)
}

// keys lists every key for "*", also the empty one, which Match would leave out.
func (c commands) keys(reply func(framing.Frame), args []string) {
	pattern := args[1]
	keys := framing.Array{}
	for _, key := range c.ks.Keys(func(key string) bool { return pattern == "*" || Match(pattern, key) }) {
		keys = append(keys, framing.Bulk(key))
	}
	reply(keys)
}

func (c commands) dbsize(reply func(framing.Frame), args []string) {
	reply(framing.Integer(c.ks.Len()))
}

// flushAll frees the memory at once or in the background in Redis. Here the
// garbage collector does, so the two words make no difference.
func (c commands) flushAll(reply func(framing.Frame), args []string) {
	option := framing.Lower(args[len(args)-1])
	if len(args) > 2 || len(args) == 2 && option != "async" && option != "sync" {
		reply(SyntaxErrorReply)
		return
	}
	c.ks.Clear()
	reply(framing.SimpleString("OK"))
}

// Frame returns the reply for a value: a bulk string, or null if not found.
func (v Value) Frame() framing.Frame {
	if !v.Found {
		return framing.Null{}
	}
	return framing.Bulk(v.Data)
}
