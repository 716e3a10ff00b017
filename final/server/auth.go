package server

import (
	"crypto/sha256"
	"crypto/subtle"
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
