package server

import (
	"context"
	"net"
	"testing"
	"testing/synctest"
	"time"
)

// A halfConn is an end of a connection whose two directions end on their own, as
// those of TCP do.
type halfConn struct {
	net.Conn          // the direction that this end reads from
	out      net.Conn // the direction that it writes to
}

// dialHalves returns a client of a new connection of that kind.
func dialHalves(t tb, l *memListener) *client {
	toServer, fromClient := net.Pipe()
	toClient, fromServer := net.Pipe()
	l.Offer(halfConn{fromClient, fromServer})
	return newClient(t, halfConn{toClient, toServer})
}

func (c halfConn) Write(p []byte) (int, error) { return c.out.Write(p) }
func (c halfConn) CloseWrite() error           { return c.out.Close() }

func (c halfConn) Close() error {
	c.out.Close()
	return c.Conn.Close()
}

func (c halfConn) SetDeadline(t time.Time) error {
	c.out.SetDeadline(t)
	return c.Conn.SetDeadline(t)
}

func (c halfConn) SetWriteDeadline(t time.Time) error { return c.out.SetWriteDeadline(t) }

// sendUntilRefused sends 1 KB, calls wait, and so on. It returns how long the server
// takes it.
func (c *client) sendUntilRefused(wait func()) time.Duration {
	begin := time.Now()
	for {
		if _, err := c.conn.Write(make([]byte, 1<<10)); err != nil {
			return time.Since(begin)
		}
		wait()
	}
}

// After the last reply the server goes on reading, so that a client in mid-pipeline
// isn't told by a reset, which could overtake the reply. It stops after 5 s even if
// the client does not.
func TestInputAfterTheLastReplyIsDiscarded(t *testing.T) {
	const pause = 100 * time.Millisecond
	for _, tt := range []struct{ name, sent, reply string }{
		{"protocol error", "*x\r\n", "-ERR Protocol error: invalid multibulk length"},
		{"QUIT", "QUIT\r\n", "+OK"},
		{"shutdown", "PING\r\n", "+PONG"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, l := new(Server), newMemListener()
				start(t, s, l)
				c := dialHalves(t, l)
				c.raw(tt.sent)
				c.want(tt.reply)
				if tt.name == "shutdown" {
					go s.Shutdown(context.Background())
				}
				c.wantEnd()
				got := c.sendUntilRefused(func() { time.Sleep(pause) })
				if want := 5 * time.Second; got < want || got > want+pause {
					t.Errorf("the server has read on for %v, want %v", got, want)
				}
			})
		})
	}
}

// A client that says nothing holds up a shutdown for 250 ms.
func TestShutdownWaitsBrieflyForASilentClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := new(Server), newMemListener()
		start(t, s, l)
		dialHalves(t, l).do("PING")
		begin := time.Now()
		if err := s.Shutdown(context.Background()); err != nil {
			t.Errorf("Shutdown returned %v", err)
		}
		if got, want := time.Since(begin), 250*time.Millisecond; got != want {
			t.Errorf("Shutdown waited %v, want %v", got, want)
		}
	})
}

// A client that sees the end and leaves is not waited for.
func TestConnectionEndsWithItsClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := new(Server), newMemListener()
		start(t, s, l)
		c := dialHalves(t, l)
		idle := dialHalves(t, l)
		c.raw("QUIT\r\n")
		c.want("+OK")
		c.wantEnd()
		c.close()
		begin := time.Now()
		go func() {
			idle.wantEnd()
			idle.close()
		}()
		if err := s.Shutdown(context.Background()); err != nil {
			t.Errorf("Shutdown returned %v", err)
		}
		if waited := time.Since(begin); waited != 0 {
			t.Errorf("Shutdown waited %v for clients that have left", waited)
		}
	})
}

// A client may end its half first, and still gets its replies.
func TestRepliesFollowAHalfClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := new(Server), newMemListener()
		start(t, s, l)
		c := dialHalves(t, l)
		c.raw(pipeline("SET k v", "SUBSCRIBE a", "UNSUBSCRIBE", "GET k"))
		c.conn.(halfConn).CloseWrite()
		c.want("+OK", "[subscribe a :1]", "[unsubscribe a :0]", "v")
		c.wantEnd()
	})
}
