package server

import (
	"bytes"

	"mini-redis/final/glob"
)

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

func rename(c *conn, args [][]byte) {
	if _, existed := c.srv.store.Rename(args[1], args[2], false); !existed {
		c.fail(errNoKey)
		return
	}
	c.out.SimpleString("OK")
}

func renameNX(c *conn, args [][]byte) {
	done, existed := c.srv.store.Rename(args[1], args[2], true)
	if !existed {
		c.fail(errNoKey)
		return
	}
	c.boolean(done)
}

const errNoKey = "ERR no such key"

// copyKey answers COPY source destination [DB destination-db] [REPLACE].
func copyKey(c *conn, args [][]byte) {
	replace := false
	for i := 3; i < len(args); i++ {
		problem := ""
		switch {
		case is(args[i], "replace"):
			replace = true
		case is(args[i], "db") && i+1 < len(args):
			i++
			problem = databaseProblem(args[i])
		default:
			problem = errSyntax
		}
		if problem != "" {
			c.fail(problem)
			return
		}
	}
	if bytes.Equal(args[1], args[2]) {
		c.fail("ERR source and destination objects are the same")
		return
	}
	c.boolean(c.srv.store.Copy(args[1], args[2], replace))
}
