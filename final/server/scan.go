package server

import (
	"bytes"
	"math"
	"slices"
	"strconv"

	"mini-redis/final/resp"
)

// scan answers SCAN cursor [MATCH pattern] [COUNT count] [TYPE type].
func scan(c *conn, args [][]byte) {
	cursor, ok := parseCursor(args[1])
	if !ok {
		c.fail("ERR invalid cursor")
		return
	}
	o, problem := c.parseScan(args[2:])
	if problem != "" {
		c.fail(problem)
		return
	}
	// Keys are matched after the call: it holds locks, and a pattern may be slow.
	var names [][]byte
	next := c.srv.store.Scan(cursor, o.count, func(key []byte) { names = append(names, key) })
	names = slices.DeleteFunc(names, func(key []byte) bool {
		return o.noStrings || o.match != nil && !o.match(key)
	})
	c.out.Array(2)
	c.out.BulkString(strconv.FormatUint(next, 10))
	c.bulks(names)
}

// scanOptions are the options of SCAN.
type scanOptions struct {
	count     int
	match     func(key []byte) bool // nil: all keys
	noStrings bool                  // TYPE has the name of a type that no key here is of
}

// parseScan reads the options of SCAN. If they are wrong, problem is the error reply.
// The last of several options of a kind holds.
func (c *conn) parseScan(options [][]byte) (o scanOptions, problem string) {
	o.count = 10
	for ; len(options) >= 2; options = options[2:] {
		switch value := options[1]; {
		case is(options[0], "count"):
			n, ok := resp.ParseInt(value)
			if !ok {
				return o, errNotInteger
			}
			if n < 1 {
				return o, errSyntax
			}
			o.count = int(min(n, math.MaxInt))
		case is(options[0], "match"):
			o.match = c.matcher(value)
		case is(options[0], "type"):
			o.noStrings = !is(value, "string")
		default:
			return o, errSyntax
		}
	}
	if len(options) != 0 {
		return o, errSyntax
	}
	return o, ""
}

// parseCursor reads a cursor as Redis 7.0 does, which is as C's strtoul does: up to a
// NUL byte, with a sign if it has one, a negative number being taken modulo 2^64. It
// takes an empty text for 0, but refuses blanks.
func parseCursor(text []byte) (cursor uint64, ok bool) {
	text, _, _ = bytes.Cut(text, []byte{0})
	if len(text) == 0 {
		return 0, true
	}
	negative := text[0] == '-'
	if negative || text[0] == '+' {
		text = text[1:]
	}
	cursor, err := strconv.ParseUint(string(text), 10, 64)
	if negative {
		cursor = -cursor
	}
	return cursor, err == nil
}
