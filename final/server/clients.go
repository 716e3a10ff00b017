package server

import "strings"

const errClientName = "ERR Client names cannot contain spaces, newlines or special characters."

func clientID(c *conn, _ [][]byte) { c.out.Int(c.id) }

// clientGetName answers CLIENT GETNAME with null if there is no name.
func clientGetName(c *conn, _ [][]byte) {
	c.mu.Lock()
	name := c.label().name
	c.mu.Unlock()
	if name == "" {
		c.out.Null()
	} else {
		c.out.BulkString(name)
	}
}

func clientSetName(c *conn, args [][]byte) {
	if !validName(args[2]) {
		c.fail(errClientName)
		return
	}
	c.setName(string(args[2]))
	c.out.SimpleString("OK")
}

// validName reports whether a name can stand in a line of CLIENT LIST: all its
// bytes are visible ASCII characters. The empty name takes a name away.
func validName(name []byte) bool {
	for _, b := range name {
		if b < '!' || b > '~' {
			return false
		}
	}
	return true
}

func (c *conn) setName(name string) {
	c.relabel(func(l *labels) { l.name = name })
}

// clientSetInfo answers CLIENT SETINFO <LIB-NAME | LIB-VER> value as Redis 7.2
// does.
func clientSetInfo(c *conn, args [][]byte) {
	option, value := args[2], args[3]
	isName, isVersion := is(option, "lib-name"), is(option, "lib-ver")
	switch {
	case !isName && !isVersion:
		c.fail("ERR Unrecognized option '" + clip(option, len(option)) + "'")
		return
	case !validName(value):
		c.fail("ERR " + strings.ToLower(string(option)) + " cannot contain spaces, newlines or special characters.")
		return
	}
	c.relabel(func(l *labels) {
		if isName {
			l.libName = string(value)
		} else {
			l.libVer = string(value)
		}
	})
	c.out.SimpleString("OK")
}

// clientReply answers CLIENT REPLY <ON | OFF | SKIP>: only ON with a reply.
func clientReply(c *conn, args [][]byte) {
	switch mode := args[2]; {
	case is(mode, "on"):
		c.setReplies(replyOn)
		c.out.SimpleString("OK")
	case is(mode, "off"):
		c.setReplies(replyOff)
	case is(mode, "skip"):
		if c.replies != replyOff {
			c.setReplies(replySkipNext)
		}
	default:
		c.fail(errSyntax)
	}
}

// clientNoEvict answers CLIENT NO-EVICT <ON | OFF>. No connection is ever closed to
// save memory, so that all it does is to show in CLIENT LIST.
func clientNoEvict(c *conn, args [][]byte) {
	on := is(args[2], "on")
	if !on && !is(args[2], "off") {
		c.fail(errSyntax)
		return
	}
	c.setNoEvict(on)
	c.out.SimpleString("OK")
}

func (c *conn) setNoEvict(value bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.noEvict = value
}
