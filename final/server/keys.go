package server

import "mini-redis/final/glob"

// del answers DEL and UNLINK: the memory is left to the garbage collector either way.
func del(c *conn, args [][]byte) { c.out.Int(int64(c.srv.store.Delete(args[1:]...))) }

// exists answers EXISTS and TOUCH: nothing depends on when a key was last used.
func exists(c *conn, args [][]byte) { c.out.Int(int64(c.srv.store.Exists(args[1:]...))) }

func typeOf(c *conn, args [][]byte) {
	if c.srv.store.Exists(args[1]) == 1 {
		c.out.SimpleString("string")
	} else {
		c.out.SimpleString("none")
	}
}

// keys has to know the number of names before it can write the first.
func keys(c *conn, args [][]byte) {
	c.bulks(c.srv.store.Keys(c.matcher(args[1])))
}

// bulks replies with an array of them.
func (c *conn) bulks(list [][]byte) {
	c.out.Array(len(list))
	for _, b := range list {
		c.out.Bulk(b)
	}
}

// bulkStrings replies with an array of them.
func (c *conn) bulkStrings(list []string) {
	c.out.Array(len(list))
	for _, s := range list {
		c.out.BulkString(s)
	}
}

// matcher returns a function that says whether a key matches the pattern, nil if
// all do. The pattern "*" is matched by the empty key, too, unlike any other that
// begins with a star (Redis 7.0: KEYS).
func (c *conn) matcher(pattern []byte) func(key []byte) bool {
	if string(pattern) == "*" {
		return nil
	}
	p := string(pattern)
	return func(key []byte) bool { return c.match(p, string(key)) }
}

// match is glob.Match. When the connection is stopped it gives up, and says no.
func (c *conn) match(pattern, s string) bool {
	matched, _ := glob.MatchUntil(pattern, s, c)
	return matched
}

func randomKey(c *conn, _ [][]byte) {
	if key, ok := c.srv.store.Random(); ok {
		c.out.Bulk(key)
	} else {
		c.out.Null()
	}
}

func dbsize(c *conn, _ [][]byte) { c.out.Int(int64(c.srv.store.Len())) }

// flushAll answers FLUSHALL and FLUSHDB, as there is one database. It takes ASYNC and
// SYNC and does the same for both: the old memory is left to the garbage collector.
func flushAll(c *conn, args [][]byte) {
	if len(args) > 2 || len(args) == 2 && !is(args[1], "async") && !is(args[1], "sync") {
		c.fail(errSyntax)
		return
	}
	c.srv.store.Clear()
	c.out.SimpleString("OK")
}
