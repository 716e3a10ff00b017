package server

import (
	"errors"
	"math"

	"mini-redis/final/resp"
	"mini-redis/final/store"
)

// Error replies that several commands share, with the texts of Redis 7.0.
const (
	errSyntax     = "ERR syntax error"
	errNotInteger = "ERR value is not an integer or out of range"
)

func get(c *conn, args [][]byte) {
	c.bulkOrNull(c.srv.store.Get(args[1], c.out.AvailableBuffer()))
}

func getDel(c *conn, args [][]byte) {
	c.bulkOrNull(c.srv.store.GetAndDelete(args[1]))
}

func getSet(c *conn, args [][]byte) {
	old, existed, _ := c.set(args[1], args[2], store.SetOptions{Get: true})
	c.bulkOrNull(old, existed)
}

func mget(c *conn, args [][]byte) {
	// Values are collected first and written after: writing may wait for the
	// client, and the keys are locked while GetMany runs.
	type found struct {
		value []byte
		ok    bool
	}
	values := make([]found, len(args)-1)
	c.srv.store.GetMany(args[1:], func(i int, value []byte, ok bool) {
		values[i] = found{value, ok}
	})
	c.out.Array(len(values))
	for _, v := range values {
		c.bulkOrNull(v.value, v.ok)
	}
}

func mset(c *conn, args [][]byte) {
	if len(args)%2 == 0 {
		c.wrongArity("mset")
		return
	}
	c.srv.store.SetMany(args[1:])
	c.out.SimpleString("OK")
}

func msetNX(c *conn, args [][]byte) {
	if len(args)%2 == 0 {
		c.wrongArity("msetnx")
		return
	}
	c.boolean(c.srv.store.SetManyIfMissing(args[1:]))
}

func strlen(c *conn, args [][]byte) {
	c.out.Int(int64(c.srv.store.Length(args[1])))
}

func incr(c *conn, args [][]byte) { add(c, args[1], 1) }
func decr(c *conn, args [][]byte) { add(c, args[1], -1) }

func incrBy(c *conn, args [][]byte) {
	delta, ok := resp.ParseInt(args[2])
	if !ok {
		c.fail(errNotInteger)
		return
	}
	add(c, args[1], delta)
}

// decrBy refuses the one decrement that has no negative.
func decrBy(c *conn, args [][]byte) {
	switch delta, ok := resp.ParseInt(args[2]); {
	case !ok:
		c.fail(errNotInteger)
	case delta == math.MinInt64:
		c.fail("ERR decrement would overflow")
	default:
		add(c, args[1], -delta)
	}
}

func add(c *conn, key []byte, delta int64) {
	sum, err := c.srv.store.Incr(key, delta)
	switch {
	case errors.Is(err, store.ErrNotInteger):
		c.fail(errNotInteger)
	case errors.Is(err, store.ErrOverflow):
		c.fail("ERR increment or decrement would overflow")
	default:
		c.out.Int(sum)
	}
}

func set(c *conn, args [][]byte) {
	o, problem := parseSet(args[3:])
	if problem != "" {
		c.fail(problem)
		return
	}
	old, existed, done := c.set(args[1], args[2], o)
	switch {
	case o.Get:
		c.bulkOrNull(old, existed)
	case done:
		c.out.SimpleString("OK")
	default:
		c.out.Null()
	}
}

// set sets key to value, which is an argument of the command under way. A long one is
// kept as it lies in the Reader's buffer, so that it is copied only by the kernel.
func (c *conn) set(key, value []byte, o store.SetOptions) (old []byte, existed, done bool) {
	o.Adopt = c.in.Detach(value)
	return c.srv.store.Set(key, value, o)
}

// parseSet reads the options of SET. If they are wrong, problem is the error reply
// of Redis 7.0: for the grammar first, then for the time.
func parseSet(options [][]byte) (o store.SetOptions, problem string) {
	var time givenTime
	for i := 0; i < len(options); i++ {
		switch option := options[i]; {
		case is(option, "nx"):
			o.IfMissing = true
		case is(option, "xx"):
			o.IfExists = true
		case is(option, "get"):
			o.Get = true
		case is(option, "keepttl"):
			o.KeepTTL = true
		case time.read(options[i:]):
			i++
		default:
			return o, errSyntax
		}
	}
	given := time.amount != nil
	if o.IfMissing && o.IfExists || o.KeepTTL && given {
		return o, errSyntax
	}
	if given {
		o.Deadline, problem = time.positiveDeadline("set")
	}
	return o, problem
}

func setNX(c *conn, args [][]byte) {
	_, _, done := c.set(args[1], args[2], store.SetOptions{IfMissing: true})
	c.boolean(done)
}

// setEx returns the handler of SETEX or PSETEX.
func setEx(name string, unit int64) func(c *conn, args [][]byte) {
	return func(c *conn, args [][]byte) {
		deadline, problem := givenTime{timeKind{unit, fromNow}, args[2]}.positiveDeadline(name)
		if problem != "" {
			c.fail(problem)
			return
		}
		c.set(args[1], args[3], store.SetOptions{Deadline: deadline})
		c.out.SimpleString("OK")
	}
}

// getEx answers GETEX: a GET that may change the deadline of the key.
func getEx(c *conn, args [][]byte) {
	key := args[1]
	time, persist, ok := parseGetEx(args[2:])
	switch {
	case !ok:
		c.fail(errSyntax)
	case time.amount != nil:
		c.getUntil(key, time)
	case persist:
		c.bulkOrNull(c.srv.store.GetAndExpire(key, 0))
	default:
		c.bulkOrNull(c.srv.store.Get(key, c.out.AvailableBuffer()))
	}
}

// parseGetEx reads the options of GETEX. ok tells whether the grammar is right.
func parseGetEx(options [][]byte) (time givenTime, persist, ok bool) {
	for i := 0; i < len(options); i++ {
		switch {
		case is(options[i], "persist"):
			persist = true
		case time.read(options[i:]):
			i++
		default:
			return time, persist, false
		}
	}
	return time, persist, !(persist && time.amount != nil)
}

// getUntil replies with the value of key and gives it a deadline. Redis 7.0 looks at
// the time only if there is a key to give it to.
func (c *conn) getUntil(key []byte, time givenTime) {
	deadline, problem := time.positiveDeadline("getex")
	if problem == "" {
		c.bulkOrNull(c.srv.store.GetAndExpire(key, deadline))
		return
	}
	if c.srv.store.Exists(key) > 0 {
		c.fail(problem)
	} else {
		c.out.Null()
	}
}

func appendTo(c *conn, args [][]byte) {
	n, err := c.srv.store.Append(args[1], args[2], c.srv.settings.Load().maxBulkLen)
	if err != nil {
		c.fail(errStringTooLong)
		return
	}
	c.out.Int(int64(n))
}

const errStringTooLong = "ERR string exceeds maximum allowed size (proto-max-bulk-len)"

// getRange answers GETRANGE and SUBSTR.
func getRange(c *conn, args [][]byte) {
	start, ok := resp.ParseInt(args[2])
	end, endOK := resp.ParseInt(args[3])
	if !ok || !endOK {
		c.fail(errNotInteger)
		return
	}
	c.out.Bulk(c.srv.store.GetRange(args[1], c.out.AvailableBuffer(), func(n int) (from, to int) {
		return bounds(start, end, n)
	}))
}

// bounds returns the half-open range of bytes that GETRANGE start end means in a
// value of n bytes. An end before the first byte means the first byte, as in
// Redis 7.0, unless both are counted from the end and in the wrong order.
func bounds(start, end int64, length int) (from, to int) {
	n := int64(length)
	if n == 0 || start < 0 && end < 0 && start > end {
		return 0, 0
	}
	first, last := fromStart(start, n), min(fromStart(end, n), n-1)
	if first > last {
		return 0, 0
	}
	return int(first), int(last) + 1
}

// fromStart turns a position that counts from the end of n bytes, -1 being the
// last, into one from the start, not below 0.
func fromStart(position, n int64) int64 {
	if position < 0 {
		position = max(0, position+n)
	}
	return position
}

// setRange answers SETRANGE.
func setRange(c *conn, args [][]byte) {
	offset, ok := resp.ParseInt(args[2])
	if !ok {
		c.fail(errNotInteger)
		return
	}
	if offset < 0 {
		c.fail("ERR offset is out of range")
		return
	}
	length, err := c.srv.store.SetRange(args[1], offset, args[3], c.srv.settings.Load().maxBulkLen)
	if err != nil {
		c.fail(errStringTooLong)
		return
	}
	c.out.Int(int64(length))
}
