package server

import (
	"context"
	"io"
	"net"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestObserverIsToldWhyAConnectionEnds(t *testing.T) {
	pki := newPKI(t)
	for _, tt := range []struct {
		name string
		want EndReason
		err  bool
		end  func(c *client, s *Server, other *client)
	}{
		{"client", EndClient, true, func(c *client, _ *Server, _ *client) { c.close() }},
		{"mid-command", EndClient, true, func(c *client, _ *Server, _ *client) { c.raw("*2\r\n$3\r\nGE"); c.close() }},
		{"quit", EndQuit, false, func(c *client, _ *Server, _ *client) { c.do("QUIT") }},
		{"killed", EndKilled, true, func(_ *client, _ *Server, other *client) { other.do("CLIENT", "KILL", "ID", "1") }},
		{"subscriber killed", EndKilled, true, func(c *client, _ *Server, other *client) {
			c.do("SUBSCRIBE", "a")
			synctest.Wait() // until it reads again
			other.do("CLIENT", "KILL", "ID", "1")
		}},
		{"kills itself", EndKilled, false, func(c *client, _ *Server, _ *client) { c.do("CLIENT", "KILL", "ID", "1", "SKIPME", "no") }},
		{"protocol", EndProtocol, true, func(c *client, _ *Server, _ *client) { c.raw("*x\r\n"); c.reply() }},
		{"http", EndHTTP, false, func(c *client, _ *Server, _ *client) { c.raw("POST / HTTP/1.1\r\n") }},
		{"idle", EndIdle, true, func(c *client, _ *Server, _ *client) { c.next() }},
		{"too long", EndTooLong, true, func(c *client, _ *Server, other *client) {
			other.do("CONFIG", "SET", "client-query-buffer-limit", "1mb")
			c.raw(pipeline("PING"))
			c.reply()
			go io.WriteString(c.conn, "*2\r\n$3\r\nGET\r\n$2000000\r\n"+strings.Repeat("x", 1<<20))
		}},
		{"too much without reading", EndTooLong, true, func(c *client, _ *Server, other *client) {
			other.do("CONFIG", "SET", "client-query-buffer-limit", "1mb")
			go io.WriteString(c.conn, strings.Repeat("PING\r\n", 300000))
		}},
		{"silent while it does not read", EndIdle, true, func(c *client, _ *Server, _ *client) {
			c.raw(pipeline("PING"))
			<-time.After(2 * time.Minute)
		}},
		{"shutdown", EndShutdown, true, func(_ *client, s *Server, _ *client) { s.Shutdown(context.Background()) }},
		{"shutdown command", EndShutdown, false, func(c *client, _ *Server, _ *client) { c.send("SHUTDOWN") }},
		{"forced", EndShutdown, true, func(c *client, s *Server, _ *client) {
			go c.raw(pipeline("PING", "PING")) // and reads no reply
			synctest.Wait()
			ctx, cancel := context.WithTimeout(context.Background(), time.Second)
			defer cancel()
			s.Shutdown(ctx)
		}},
		{"handshake", EndHandshake, true, func(c *client, _ *Server, _ *client) { c.raw("PING\r\n"); io.Copy(io.Discard, c.conn) }},
		{"broken subscriber", EndNetwork, true, func(c *client, _ *Server, other *client) {
			c.do("SUBSCRIBE", "a")
			synctest.Wait() // until it reads again
			c.conn.(*brokenConn).fail()
			other.do("PUBLISH", "a", "m")
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRecorder(t)
				s := &Server{Observer: r, Timeout: time.Minute, OnShutdown: func() {}}
				l := newMemListener()
				if tt.want == EndHandshake {
					l = tlsInMemory(t, pki, s)
				} else {
					start(t, s, l)
				}
				c := newClient(t, dialBreakable(l))
				synctest.Wait()
				other := newClient(t, l.dial())
				tt.end(c, s, other)
				synctest.Wait()
				time.Sleep(2 * time.Second) // the patience of a connection that hangs up
				synctest.Wait()
				i := slices.IndexFunc(r.ends, func(end ended) bool { return end.id == 1 })
				if i < 0 {
					t.Fatal("the connection has not ended")
				}
				if got := r.ends[i]; got.Reason != tt.want || (got.Err != nil) != tt.err {
					t.Errorf("got %q with %v, want %q", got.Reason, got.Err, tt.want)
				}
			})
		})
	}
}

// The reasons are the same over a socket of the system, whose errors are its own.
func TestObserverIsToldWhyASocketEnds(t *testing.T) {
	killAll := func(s *Server) {
		for _, c := range s.clients() {
			c.kill(EndKilled)
		}
	}
	for _, tt := range []struct {
		name string
		want EndReason
		end  func(s *Server, nc net.Conn)
	}{
		{"idle", EndIdle, func(_ *Server, nc net.Conn) { io.Copy(io.Discard, nc) }},
		{"client", EndClient, func(_ *Server, nc net.Conn) { nc.Close() }},
		{"killed", EndKilled, func(s *Server, nc net.Conn) {
			io.WriteString(nc, "PING\r\n")
			io.ReadFull(nc, make([]byte, len("+PONG\r\n")))
			killAll(s)
		}},
		{"killed while it does not read", EndKilled, func(s *Server, nc net.Conn) {
			io.WriteString(nc, "SET k x\r\nSETRANGE k 20000000 x\r\nGET k\r\n")
			io.ReadFull(nc, make([]byte, 100))
			killAll(s)
		}},
		{"shutdown", EndShutdown, func(s *Server, nc net.Conn) {
			io.WriteString(nc, "PING\r\n")
			io.ReadFull(nc, make([]byte, len("+PONG\r\n")))
			s.Shutdown(t.Context())
		}},
		{"reset", EndNetwork, func(_ *Server, nc net.Conn) { nc.(*net.TCPConn).SetLinger(0); nc.Close() }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			r := newRecorder(t)
			s := &Server{Observer: r}
			if tt.want == EndIdle {
				s.Timeout = 20 * time.Millisecond
			}
			initialized(s)
			served := make(chan error)
			go func() { served <- s.Serve(l) }()
			nc, err := net.Dial("tcp", l.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer nc.Close()
			tt.end(s, nc)
			ended := func() bool {
				r.mu.Lock()
				defer r.mu.Unlock()
				return len(r.ends) > 0
			}
			for !ended() {
				runtime.Gosched()
			}
			s.Shutdown(t.Context())
			<-served
			if len(r.ends) != 1 || r.ends[0].Reason != tt.want {
				t.Errorf("got %v, want %q", r.ends, tt.want)
			}
		})
	}
}

// A brokenConn is the client's end of a connection whose other end cannot be written
// to once fail was called.
type brokenConn struct {
	net.Conn
	fail func()
}

// dialBreakable is dial for a brokenConn.
func dialBreakable(l *memListener) *brokenConn {
	client, server := net.Pipe()
	l.Offer(server)
	return &brokenConn{client, func() { server.SetWriteDeadline(past()) }}
}

// A subscriber was dropped also if its connection ends before the hub has told it so.
// In this test the Observer holds the hub up after the first of two subscribers.
func TestDroppedSubscriberMayEndBeforeItIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, release := newRecorder(t), make(chan struct{})
		s, _ := serverWithSmallQueues()
		s.Observer = holdingObserver{r, release}
		l := newMemListener()
		start(t, s, l)
		publisher, subscribers := newClient(t, l.dial()), []*client{newClient(t, l.dial()), newClient(t, l.dial())}
		for _, c := range subscribers {
			c.send("SUBSCRIBE", "a")
			c.want("[subscribe a :1]")
		}
		go publisher.do("PUBLISH", "a", strings.Repeat("x", 1000))
		synctest.Wait()
		for _, c := range subscribers {
			go io.WriteString(c.conn, "PING\r\n") // so that the connection does not wait for input
		}
		synctest.Wait()
		if len(r.drops) != 1 || len(r.ends) != 2 || r.ends[0].Reason != EndDropped || r.ends[1].Reason != EndDropped {
			t.Errorf("got the drops %q and the ends %v", r.drops, r.ends)
		}
		close(release)
		synctest.Wait()
		if len(r.drops) != 2 {
			t.Errorf("got the drops %q, want two", r.drops)
		}
	})
}

// A holdingObserver holds up who drops a subscriber.
type holdingObserver struct {
	*recorder
	release chan struct{}
}

func (o holdingObserver) DropSubscriber(ctx context.Context, limit string) {
	o.recorder.DropSubscriber(ctx, limit)
	<-o.release
}
