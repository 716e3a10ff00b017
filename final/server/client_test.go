package server

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"mini-redis/final/resp"
)

// tb is what *testing.T, *testing.B and *rapid.T have in common.
type tb interface {
	rapid.TB
	Cleanup(func())
}

// A client is the far end of a connection. It may be used in a bubble, where a
// minute of waiting costs none, and out of one: the minute only turns a reply that
// never comes into a failure that says so.
type client struct {
	t       tb
	conn    net.Conn
	replies *resp.ReplyReader
}

// newClient returns a client on conn, which the end of the test closes.
func newClient(t tb, conn net.Conn) *client {
	t.Cleanup(func() { conn.Close() })
	return &client{t, conn, resp.NewReplyReader(conn)}
}

// send sends one command, as client libraries do.
func (c *client) send(args ...string) {
	c.t.Helper()
	c.raw(string(resp.AppendCommand(nil, args...)))
}

// raw sends any bytes. Over net.Pipe it returns when the server has read them.
func (c *client) raw(sent string) {
	c.t.Helper()
	c.conn.SetWriteDeadline(time.Now().Add(time.Minute))
	if _, err := io.WriteString(c.conn, sent); err != nil {
		c.t.Fatalf("sending %.100q: %v", sent, err)
	}
}

// next returns the next reply. Unlike reply, it may be used in any goroutine.
func (c *client) next() (resp.Reply, error) {
	c.conn.SetReadDeadline(time.Now().Add(time.Minute))
	return c.replies.ReadReply()
}

// reply returns the next reply.
func (c *client) reply() resp.Reply {
	c.t.Helper()
	r, err := c.next()
	if err != nil {
		c.t.Fatalf("waiting for a reply: %v", err)
	}
	return r
}

// do sends one command and returns its reply.
func (c *client) do(args ...string) resp.Reply {
	c.t.Helper()
	c.send(args...)
	return c.reply()
}

// want fails the test unless these are the next replies, written as by show.
func (c *client) want(replies ...string) {
	c.t.Helper()
	for i, want := range replies {
		r, err := c.next()
		if got := show(r); got != want || err != nil {
			c.t.Fatalf("reply %d: got %.200q, %v, want %.200q", i, got, err, want)
		}
	}
}

// wantNothing fails the test if the server sends something unasked, or ends the
// connection. Outside a bubble it would take a minute.
func (c *client) wantNothing() {
	c.t.Helper()
	if r, err := c.next(); !errors.Is(err, os.ErrDeadlineExceeded) {
		c.t.Fatalf("got %q, %v, want nothing", show(r), err)
	}
}

// wantEnd fails the test unless the server ends the connection here, and after a
// whole reply.
func (c *client) wantEnd() {
	c.t.Helper()
	if r, err := c.next(); err != io.EOF {
		c.t.Fatalf("got %q, %v, want the end of the connection", show(r), err)
	}
}

// close ends the connection from the client's side.
func (c *client) close() { c.conn.Close() }

// show writes a reply as text for people: +OK, -ERR …, :1, null, bulk strings as
// they are, arrays in brackets.
func show(r resp.Reply) string {
	switch r.Kind {
	case resp.KindSimpleString:
		return "+" + r.Str
	case resp.KindError:
		return "-" + r.Str
	case resp.KindInteger:
		return fmt.Sprintf(":%d", r.Int)
	case resp.KindBulk:
		return r.Str
	case resp.KindArray:
		var elements []string
		for _, element := range r.Array {
			elements = append(elements, show(element))
		}
		return "[" + strings.Join(elements, " ") + "]"
	default:
		return "null"
	}
}

// pipeline returns commands, each a line of words, as client libraries send them.
func pipeline(lines ...string) string {
	var b []byte
	for _, line := range lines {
		b = resp.AppendCommand(b, strings.Fields(line)...)
	}
	return string(b)
}

// repeat returns n copies of s, for want.
func repeat(n int, s string) []string { return slices.Repeat([]string{s}, n) }
