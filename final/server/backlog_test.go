package server

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// A client may write a whole pipeline before it reads the first reply, and gets all
// replies in order.
func TestPipelineMayBeWrittenBeforeItsRepliesAreRead(t *testing.T) {
	const n = 20_000
	long := strings.Repeat("x", 60_000)
	for _, mode := range []string{"PING", "SUBSCRIBE a", "HELLO 3"} {
		t.Run(mode, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := dialer(t, new(Server))()
				c.send(strings.Fields(mode)...)
				c.reply()
				var sent strings.Builder
				for i := range n {
					fmt.Fprintf(&sent, "PING %d\r\n", i)
					if i%1000 == 0 {
						sent.WriteString("PING " + long + "\r\n")
					}
				}
				c.raw(sent.String())
				wrap := func(s string) string {
					if mode == "SUBSCRIBE a" {
						return "[pong " + s + "]"
					}
					return s
				}
				for i := range n {
					c.want(wrap(fmt.Sprint(i)))
					if i%1000 == 0 {
						c.want(wrap(long))
					}
				}
				c.send("PING", "again")
				c.want(wrap("again"))
			})
		})
	}
}

// The same while the connection changes to and from subscriber mode.
func TestUnsubscribingDoesNotStopTheInput(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := dialer(t, new(Server))()
		c.raw(strings.Repeat(pipeline("SUBSCRIBE a", "UNSUBSCRIBE a", "ECHO "+strings.Repeat("x", 1000)), 1000))
		for range 1000 {
			c.want("[subscribe a :1]", "[unsubscribe a :0]", strings.Repeat("x", 1000))
		}
	})
}

// What a client sends without reading is bounded as a command is.
func TestBacklogIsBounded(t *testing.T) {
	for _, tt := range []struct {
		name  string
		s     *Server
		limit int
	}{
		{"authenticated", new(Server), 2 << 20},
		{"not authenticated", &Server{Password: "secret"}, maxUnauthenticatedBacklog},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				dial := dialer(t, tt.s)
				c, admin := dial(), dial()
				if tt.s.Password != "" {
					admin.do("AUTH", tt.s.Password)
				}
				admin.send("CONFIG", "SET", "client-query-buffer-limit", "2mb")
				admin.want("+OK")
				sent := 0
				for _, err := c.conn.Write([]byte("PING\r\n")); err == nil && sent < 1<<30; {
					var n int
					n, err = c.conn.Write([]byte(strings.Repeat("PING\r\n", 1000)))
					sent += n
				}
				if sent < tt.limit || sent > tt.limit+1<<20 {
					t.Errorf("the server received %d bytes, want %d and little more", sent, tt.limit)
				}
				if got := tt.s.stats.queryTooLarge.Load(); got != 1 {
					t.Errorf("counted %d clients closed, want 1", got)
				}
			})
		})
	}
}

// A client that neither reads nor sends is idle, however many replies wait.
func TestClientThatReadsNothingIsClosedAfterTheTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connectFor(t)
		c.raw("PING\r\n")
		time.Sleep(idleTimeout + patience - 1)
		c.raw("PING\r\n") // it is still there, and this is activity
		time.Sleep(idleTimeout + 1)
		if _, err := c.conn.Write([]byte("PING\r\n")); err != io.ErrClosedPipe {
			t.Errorf("the connection is open after the timeout: %v", err)
		}
	})
}

// A client that reads slowly is not idle.
func TestSlowReaderOutlivesTheTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dial := dialer(t, &Server{Timeout: idleTimeout})
		c, admin := dial(), dial()
		value := strings.Repeat("x", 20*pieceLen)
		c.send("SET", "k", value)
		c.want("+OK")
		c.send("GET", "k")
		c.conn.SetReadDeadline(time.Time{})
		for read := 0; read < len(value); read += pieceLen {
			time.Sleep(idleTimeout / 2)
			admin.do("CONFIG", "SET", "timeout", "11") // makes the server look again
			admin.do("CONFIG", "SET", "timeout", "10")
			time.Sleep(idleTimeout/2 - time.Millisecond)
			buf := make([]byte, min(pieceLen, len(value)-read))
			if n, err := c.conn.Read(buf); err != nil {
				t.Fatalf("after %d bytes: %d, %v", read, n, err)
			}
		}
	})
}

// Shutdown does not wait for a client that reads nothing any longer than its context
// says, and loses no command received before it.
func TestShutdownWithABacklog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := new(Server)
		c := dialer(t, s)()
		c.raw(strings.Repeat("PING\r\n", 10_000))
		synctest.Wait()
		ended := make(chan error)
		go func() { ended <- s.Shutdown(context.Background()) }()
		synctest.Wait()
		c.want(repeat(10_000, "+PONG")...)
		c.wantEnd()
		c.close()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// A client that has ended its half and reads nothing keeps its place for the parting
// time, whether or not it has subscribed; one that reads on gets everything.
func TestDepartedClientIsNotWaitedFor(t *testing.T) {
	for _, command := range []string{"PING", "SUBSCRIBE a"} {
		t.Run(command, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, l := new(Server), newMemListener()
				start(t, s, l)
				c, admin := dialHalves(t, l), dialHalves(t, l)
				c.raw(command + "\r\n")
				time.Sleep(time.Hour)
				c.conn.(halfConn).CloseWrite()
				time.Sleep(partingTime - 1)
				if got := admin.value("connected_clients"); got != "2" {
					t.Errorf("%s clients before the parting time, want 2", got)
				}
				time.Sleep(time.Nanosecond)
				synctest.Wait()
				if got := admin.value("connected_clients"); got != "1" {
					t.Errorf("%s clients after the parting time, want 1", got)
				}
			})
		})
	}
}

func TestDepartedClientMayReadSlowly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newMemListener()
		start(t, new(Server), l)
		c := dialHalves(t, l)
		value := strings.Repeat("x", 20*pieceLen)
		c.raw(pipeline("SET k "+value, "GET k"))
		c.conn.(halfConn).CloseWrite()
		c.want("+OK")
		c.conn.SetReadDeadline(time.Time{})
		for read := 0; read < len(value); {
			time.Sleep(partingTime - 1)
			n, err := c.conn.Read(make([]byte, pieceLen))
			if err != nil {
				t.Fatalf("after %d bytes: %v", read, err)
			}
			read += n
		}
	})
}

// The time that a client lets the server wait is not that of its commands.
func TestCommandsAreNotChargedForSlowClients(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dial := dialer(t, new(Server))
		c, admin := dial(), dial()
		c.do("SET", "k", strings.Repeat("x", 2*pieceLen))
		c.raw(strings.Repeat("GET k\r\n", 3))
		time.Sleep(time.Hour)
		for range 3 {
			c.reply()
		}
		c.do("PING")
		if got := admin.value("cmdstat_get"); !strings.HasPrefix(got, "calls=3,usec=0,") {
			t.Errorf("GET: %s", got)
		}
	})
}
