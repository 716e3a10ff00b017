package pubsub

import (
	"net"
	"testing"
	"testing/synctest"
)

// A stuckConn is a connection on which writing or closing takes forever.
type stuckConn struct {
	net.Conn
	write, close chan struct{} // closed at the end of forever, nil if not stuck
}

func (c stuckConn) Write(p []byte) (int, error) {
	if c.write != nil {
		<-c.write
	}
	return c.Conn.Write(p)
}

func (c stuckConn) Close() error {
	if c.close != nil {
		<-c.close
	}
	return c.Conn.Close()
}

// I6: no lock is held while a connection is read from, written to or closed, so
// one that is stuck in any of these stops no other, even when it is dropped.
func TestStuckConnectionStopsNoOther(t *testing.T) {
	for _, test := range []struct {
		name         string
		write, close bool
	}{
		{name: "reading"},
		{name: "writing", write: true},
		{name: "closing", close: true},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				forever := make(chan struct{})
				hub := NewHub()
				stuck := connectVia(t, hub, func(conn net.Conn) net.Conn {
					c := stuckConn{Conn: conn}
					if test.write {
						c.write = forever
					}
					if test.close {
						c.close = forever
					}
					return c
				})
				defer close(forever)
				stuck.send("SUBSCRIBE news")
				synctest.Wait() // its reader and its writer are blocked
				if !hub.mu.TryLock() {
					t.Fatal("the hub is locked")
				}
				hub.mu.Unlock()

				c := connect(t, hub)
				for range 2 * maxQueued {
					c.send("PUBLISH news hello")
					if _, err := c.next(); err != nil {
						t.Fatal(err)
					}
				}
				c.send("PUBSUB NUMSUB news", "SUBSCRIBE news", "RESET", "PUBLISH news hello")
				c.want("[news :0]", "[subscribe news :1]", "+RESET", ":0")
			})
		})
	}
}
