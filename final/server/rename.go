package server

import "bytes"

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
