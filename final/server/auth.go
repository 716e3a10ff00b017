package server

import (
	"crypto/sha256"
	"crypto/subtle"

	"mini-redis/final/resp"
)

// defaultUser is the only user there is (Redis: ACL).
const defaultUser = "default"

const errWrongPass = "WRONGPASS invalid username-password pair or user is disabled."

// mustAuthenticate reports whether the client has yet to prove that it may use the
// server.
func (c *conn) mustAuthenticate() bool {
	return !c.authenticated && c.srv.settings.Load().password != ""
}

// logIn authenticates the connection, or replies with an error and returns false.
func (c *conn) logIn(user, password []byte) bool {
	if !c.srv.mayLogIn(user, password) {
		c.srv.stats.denied.Add(1)
		c.warn(c.ctx, "a client has given a wrong password")
		c.fail(errWrongPass)
		return false
	}
	c.authenticated = true
	return true
}

// mayLogIn takes the same time for every wrong password of the same length: the
// time tells nothing of how much of it is right. Comparing hashes hides the length
// of the right one, too.
func (s *Server) mayLogIn(user, password []byte) bool {
	want := s.settings.Load().password
	given, wanted := sha256.Sum256(password), sha256.Sum256([]byte(want))
	same := subtle.ConstantTimeCompare(given[:], wanted[:]) == 1
	return string(user) == defaultUser && (same || want == "")
}

// auth answers AUTH [username] password.
func auth(c *conn, args [][]byte) {
	user, password := []byte(defaultUser), args[len(args)-1]
	switch {
	case len(args) > 3:
		c.fail(errSyntax)
		return
	case len(args) == 3:
		user = args[1]
	case c.srv.settings.Load().password == "":
		c.fail("ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?")
		return
	}
	if c.logIn(user, password) {
		c.out.SimpleString("OK")
	}
}

// hello answers HELLO [protover [AUTH username password] [SETNAME clientname]].
// The version changes only if there is no error, but the options that come before an
// error have their effect (Redis 7.0: HELLO).
func hello(c *conn, args [][]byte) {
	version := c.out.Protocol()
	if len(args) > 1 {
		n, ok := resp.ParseInt(args[1])
		if !ok {
			c.fail("ERR Protocol version is not an integer or out of range")
			return
		}
		if n != 2 && n != 3 {
			c.fail("NOPROTO unsupported protocol version")
			return
		}
		version = int(n)
	}
	if !c.applyHello(args[min(2, len(args)):]) {
		return
	}
	if c.mustAuthenticate() {
		c.fail("NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO AUTH <user> <pass> option can be used to authenticate the client and select the RESP protocol version at the same time")
		return
	}
	c.setProtocol(version)
	c.describeServer(version)
	if c.sub != nil {
		c.out.Flush()
		c.sub.SetProtocolReply(version, c.takeUnqueued())
	}
}

// applyHello does what the options ask for, one after the other, or replies with an
// error and returns false.
func (c *conn) applyHello(options [][]byte) bool {
	for len(options) > 0 {
		switch {
		case is(options[0], "auth") && len(options) > 2:
			if !c.logIn(options[1], options[2]) {
				return false
			}
			options = options[3:]
		case is(options[0], "setname") && len(options) > 1:
			if !validName(options[1]) {
				c.fail(errClientName)
				return false
			}
			c.setName(string(options[1]))
			options = options[2:]
		default:
			c.fail("ERR Syntax error in HELLO option '" + clip(options[0], len(options[0])) + "'")
			return false
		}
	}
	return true
}

// describeServer replies with what a client library wants to know about it.
func (c *conn) describeServer(protocol int) {
	c.out.Map(7)
	c.out.BulkString("server")
	c.out.BulkString("redis")
	c.out.BulkString("version")
	c.out.BulkString(RedisVersion)
	c.out.BulkString("proto")
	c.out.Int(int64(protocol))
	c.out.BulkString("id")
	c.out.Int(c.id)
	c.out.BulkString("mode")
	c.out.BulkString("standalone")
	c.out.BulkString("role")
	c.out.BulkString("master")
	c.out.BulkString("modules")
	c.out.Array(0)
}
