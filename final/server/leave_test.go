package server

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// However a subscriber ends, the hub forgets it, the server its connection, and its
// permit is free again. That no goroutine is left either is what the end of the bubble checks.
func TestNothingIsLeftOfASubscriber(t *testing.T) {
	publish := func(s *Server, n int) {
		for range n {
			s.hub.Publish([]byte("a"), []byte("m"))
		}
	}
	for _, tt := range []struct {
		name string
		end  func(s *Server, c *client) // with a subscription to a, of which the confirmation was read
	}{
		{"close", func(_ *Server, c *client) { c.close() }},
		{"close in mid-command", func(_ *Server, c *client) { c.raw("*1\r\n$4\r\nPI"); c.close() }},
		{"close in mid-message", func(s *Server, c *client) {
			publish(s, 1)
			c.conn.Read(make([]byte, 3))
			c.close()
		}},
		{"close with unread messages", func(s *Server, c *client) { publish(s, 3); synctest.Wait(); c.close() }},
		{"close with unread replies", func(_ *Server, c *client) {
			for range 100 {
				c.raw(pipeline("PING x", "SUBSCRIBE b c d"))
			}
			c.close()
		}},
		{"QUIT", func(_ *Server, c *client) { c.raw(pipeline("QUIT")); c.want("+OK"); c.wantEnd() }},
		{"RESET", func(_ *Server, c *client) { c.raw(pipeline("RESET", "PING")); c.want("+RESET", "+PONG"); c.close() }},
		{"protocol error", func(_ *Server, c *client) { c.raw("*x\r\n"); c.reply(); c.wantEnd() }},
		{"protocol error, reply unread", func(_ *Server, c *client) { c.raw("*x\r\n"); c.close() }},
		{"dropped", func(s *Server, _ *client) { publish(s, 10) }},
		{"dropped while reading", func(s *Server, c *client) {
			publish(s, 10)
			for _, err := c.next(); err == nil; _, err = c.next() {
			}
		}},
		{"dropped with unread replies", func(s *Server, c *client) {
			for range 100 {
				c.raw(pipeline("PING x", "SUBSCRIBE b c d"))
			}
			publish(s, 10)
		}},
		{"shutdown", func(s *Server, c *client) {
			if err := s.Shutdown(context.Background()); err != nil {
				c.t.Errorf("Shutdown: %v", err)
			}
			c.wantEnd()
		}},
		{"shutdown with unread messages", func(s *Server, c *client) {
			publish(s, 3)
			ctx, cancel := context.WithTimeout(context.Background(), time.Second)
			defer cancel()
			if err := s.Shutdown(ctx); err == nil {
				c.t.Error("Shutdown returned nil with messages unread")
			}
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, _ := serverWithSmallQueues()
				l := newMemListener()
				start(t, s, l)
				c := newClient(t, l.dial())
				c.raw(pipeline("SUBSCRIBE a", "PSUBSCRIBE p*"))
				c.want("[subscribe a :1]", "[psubscribe p* :2]")
				tt.end(s, c)
				synctest.Wait()
				wantEmptyHub(t, s)
				s.mu.Lock()
				defer s.mu.Unlock()
				if len(s.conns) != 0 {
					t.Errorf("the server has %d connections", len(s.conns))
				}
				if held := s.permits.held(); held > 1 { // one is the listener's
					t.Errorf("%d permits are held, want one at most", held)
				}
			})
		})
	}
}

// A connection that can't be written to is over, even if it can still be read from.
func TestFailedWriteEndsTheConnection(t *testing.T) {
	for _, sent := range []string{pipeline("PING"), pipeline("SUBSCRIBE a"), pipeline("ECHO a", "SUBSCRIBE a")} {
		synctest.Test(t, func(t *testing.T) {
			s, l := new(Server), newMemListener()
			start(t, s, l)
			near, far := net.Pipe()
			l.Offer(deafConn{far})
			c := newClient(t, near)
			c.raw(sent)
			c.wantEnd()
			synctest.Wait()
			wantEmptyHub(t, s)
		})
	}
}

// Nothing is written after a Write that failed, even where the next one would not.
func TestAFailedWriteIsTheLast(t *testing.T) {
	for _, next := range []string{"PING", "CLIENT REPLY ON", "RESET", "SUBSCRIBE a", "SUBSCRIBE a|RESET", "QUIT", "nosuch"} {
		t.Run(next, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := initialized(new(Server))
				sent := pipeline(append([]string{"PING"}, strings.Split(next, "|")...)...)
				conn := &fleetingConn{fakeConn: fakeConn{in: strings.NewReader(sent)}}
				c := s.register(conn)
				defer s.forget(c)
				c.serve()
				if conn.writes != 1 {
					t.Errorf("%d writes, want the one that failed; then came %.100q", conn.writes, conn.out.String())
				}
			})
		})
	}
}

// A fleetingConn fails its first Write.
type fleetingConn struct{ fakeConn }

func (c *fleetingConn) Write(p []byte) (int, error) {
	if c.writes == 0 {
		c.writes++
		return 0, errors.New("broken pipe")
	}
	return c.fakeConn.Write(p)
}

// A deafConn can't be written to.
type deafConn struct{ net.Conn }

func (deafConn) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }
