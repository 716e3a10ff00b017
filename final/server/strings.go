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
