package server

import "mini-redis/final/pubsub"

func del(c *conn, args [][]byte) { c.out.Int(int64(c.srv.store.Delete(args[1:]...))) }

func exists(c *conn, args [][]byte) { c.out.Int(int64(c.srv.store.Exists(args[1:]...))) }

// keys has to know the number of names before it can write the first.
func keys(c *conn, args [][]byte) {
	pattern := string(args[1])
	all := pattern == "*" // also the empty key, which Match would leave out
	var names []string
	for name := range c.srv.store.Keys() {
		if all || pubsub.Match(pattern, name) {
			names = append(names, name)
		}
	}
	c.out.Array(len(names))
	for _, name := range names {
		c.out.BulkString(name)
	}
}

func dbsize(c *conn, _ [][]byte) { c.out.Int(int64(c.srv.store.Len())) }

// flushAll takes ASYNC and SYNC and does the same for both: the old maps are left
// to the garbage collector.
func flushAll(c *conn, args [][]byte) {
	if len(args) > 2 || len(args) == 2 && !is(args[1], "async") && !is(args[1], "sync") {
		c.out.Error(errSyntax)
		return
	}
	c.srv.store.Clear()
	c.out.SimpleString("OK")
}
