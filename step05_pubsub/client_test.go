package pubsub

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"

	"pgregory.net/rapid"

	framing "mini-redis/step02_framing"
	expiry "mini-redis/step04_expiry"
)

// tb is what *testing.T and *rapid.T have in common.
type tb interface {
	rapid.TB
	Cleanup(func())
}

// A client is the far end of a connection that ServeConn serves. The two are
// joined by net.Pipe, which holds no bytes: when the client doesn't read, the
// server's writer is stuck with its first byte.
//
// All tests with clients run in bubbles, where a minute of waiting costs none.
// It only turns a reply that never comes into a failure that says so.
type client struct {
	t      tb
	conn   net.Conn
	dec    *framing.Decoder
	served chan struct{} // closed when ServeConn has returned
}

// connect returns a client of hub. The end of the test disconnects it.
func connect(t tb, hub *Hub) *client {
	return connectVia(t, hub, func(conn net.Conn) net.Conn { return conn })
}

// connectVia gives the server its end of the connection as wrap returns it.
func connectVia(t tb, hub *Hub, wrap func(net.Conn) net.Conn) *client {
	near, far := net.Pipe()
	c := &client{t, near, framing.NewDecoder(near), make(chan struct{})}
	go func() {
		defer close(c.served)
		defer far.Close()
		ServeConn(wrap(far), hub, Commands(hub, expiry.New()))
	}()
	t.Cleanup(c.disconnect)
	return c
}

// disconnect closes the connection and waits until the server is done with it.
func (c *client) disconnect() {
	c.conn.Close()
	<-c.served
}

// send sends inline commands, each a line of words.
func (c *client) send(lines ...string) {
	c.t.Helper()
	c.conn.SetWriteDeadline(time.Now().Add(time.Minute))
	if _, err := io.WriteString(c.conn, strings.Join(lines, "\r\n")+"\r\n"); err != nil {
		c.t.Fatalf("sending %q: %v", lines, err)
	}
}

// next returns the next frame as show writes it. Unlike want, it may be used in
// any goroutine.
func (c *client) next() (string, error) {
	c.conn.SetReadDeadline(time.Now().Add(time.Minute))
	f, err := c.dec.Frame()
	if err != nil {
		return "", err
	}
	return show(f), nil
}

// want fails the test unless these are the next frames.
func (c *client) want(frames ...string) {
	c.t.Helper()
	for _, want := range frames {
		if got, err := c.next(); got != want || err != nil {
			c.t.Fatalf("got %q, %v, want %q", got, err, want)
		}
	}
}

// wantNothing fails the test if the server sends something unasked.
func (c *client) wantNothing() {
	c.t.Helper()
	if got, err := c.next(); !errors.Is(err, os.ErrDeadlineExceeded) {
		c.t.Fatalf("got %q, %v, want nothing", got, err)
	}
}

// wantEnd fails the test unless the server ends the connection here.
func (c *client) wantEnd() {
	c.t.Helper()
	if got, err := c.next(); !errors.Is(err, io.EOF) {
		c.t.Fatalf("got %q, %v, want the end of the connection", got, err)
	}
}

// show writes a frame as text for people: +OK, -ERR …, :1, null, bulk strings
// as they are, arrays in brackets.
func show(f framing.Frame) string {
	switch f := f.(type) {
	case framing.SimpleString:
		return "+" + string(f)
	case framing.ErrorReply:
		return "-" + string(f)
	case framing.Integer:
		return fmt.Sprintf(":%d", f)
	case framing.Null:
		return "null"
	case framing.Array:
		var elements []string
		for _, element := range f {
			elements = append(elements, show(element))
		}
		return "[" + strings.Join(elements, " ") + "]"
	default:
		return string(f.(framing.Bulk))
	}
}

// wantEmpty fails the test if hub holds a subscription, or a name without any.
func wantEmpty(t tb, hub *Hub) {
	t.Helper()
	hub.mu.Lock()
	defer hub.mu.Unlock()
	if left := hub.subscribers; len(left[channel])+len(left[pattern]) != 0 {
		t.Errorf("the hub holds %v, want nothing", left)
	}
}
