package server

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log/slog"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"mini-redis/final/internal/memnet"
	shutdown "mini-redis/step06_shutdown"
)

// A stoppable is a server of step 6, or this package's.
type stoppable interface {
	Serve(net.Listener) error
	Shutdown(context.Context) error
}

// both calls f in a bubble with step 6's server and with this package's.
func both(t *testing.T, f func(t *testing.T, s stoppable, l *memListener)) {
	t.Helper()
	for name, s := range map[string]stoppable{
		"step 6": new(shutdown.Server),
		"final":  &Server{Logger: slog.New(slog.DiscardHandler)},
	} {
		synctest.Test(t, func(t *testing.T) {
			l := newMemListener()
			go s.Serve(l)
			t.Cleanup(func() { s.Shutdown(context.Background()) })
			t.Log(name)
			f(t, s, l)
		})
	}
}

const (
	roomForAll    = 4 << 20 // a send buffer that takes all replies of these tests
	roomForLittle = 4 << 10
)

// large is a value of 1 MB, and largeReply the reply to its GET.
var (
	large      = strings.Repeat("x", 1<<20)
	largeReply = "$1048576\r\n" + large + "\r\n"
)

// readAll reads until the end of the connection, at a rate that may be limited by
// pause, which is called after every 64 KB.
func readAll(c net.Conn, pause func()) (string, error) {
	var all strings.Builder
	var err error
	for n := int64(memnet.Window); n == memnet.Window && err == nil; {
		if n, err = io.CopyN(&all, c, memnet.Window); pause != nil {
			pause()
		}
	}
	if err == io.EOF {
		err = nil
	}
	return all.String(), err
}

// setLarge stores the large value.
func setLarge(t *testing.T, l *memListener) {
	t.Helper()
	c := newClient(t, dialTCP(l, roomForAll))
	c.send("SET", "large", large)
	c.want("+OK")
	c.close()
}

// However a connection ends, its client gets every reply to what came before the end, also
// if it goes on sending, and also if the server is shut down at any moment. Step 6 is the
// specification.
func TestEveryEndDeliversTheReplies(t *testing.T) {
	for _, end := range []struct {
		name, sent, reply string
		halfClose         bool
	}{
		{name: "QUIT", sent: "QUIT\r\n", reply: "+OK\r\n"},
		{name: "protocol error", sent: "*x\r\n", reply: "-ERR Protocol error: invalid multibulk length\r\n"},
		{name: "half-close", halfClose: true},
		{name: "half-close after QUIT", sent: "QUIT\r\n", reply: "+OK\r\n", halfClose: true},
	} {
		for _, subscribed := range []bool{false, true} {
			for _, shutdown := range []string{"none", "while replies are written", "after the last reply"} {
				name := end.name + ", shutdown " + shutdown
				sent, want := pipeline("GET large")+end.sent, largeReply+end.reply
				if subscribed {
					name += ", subscribed"
					sent, want = pipeline("GET large", "SUBSCRIBE a", "PING")+end.sent, largeReply+
						"*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n*2\r\n$4\r\npong\r\n$0\r\n\r\n"+end.reply
				}
				t.Run(name, func(t *testing.T) {
					both(t, func(t *testing.T, s stoppable, l *memListener) {
						setLarge(t, l)
						room := roomForLittle
						if shutdown == "after the last reply" {
							room = roomForAll
						}
						c := dialTCP(l, room)
						io.WriteString(c, sent)
						goOn := func() { io.WriteString(c, "PING\r\n") }
						if end.halfClose {
							c.CloseWrite()
							goOn = func() {}
						}
						goOn()
						synctest.Wait()
						goOn()
						stopped := make(chan error, 1)
						go func() {
							if shutdown != "none" {
								stopped <- s.Shutdown(context.Background())
							}
							close(stopped)
						}()
						synctest.Wait()
						goOn()
						got, err := readAll(c, goOn)
						if got != want || err != nil {
							t.Errorf("got %d bytes, %.100q … %q, %v\nwant %d", len(got), got, got[max(0, len(got)-100):], err, len(want))
						}
						c.Close()
						if err := <-stopped; err != nil {
							t.Errorf("Shutdown returned %v", err)
						}
					})
				})
			}
		}
	}
}

// A client that another one kills gets no more than the beginning of its replies, and one that
// kills itself gets all of them. Either way Shutdown need not wait.
func TestKilledClientGetsTheBeginningOfItsReplies(t *testing.T) {
	for _, tt := range []struct {
		name, sent string // by the client that is killed
		whole      bool
	}{
		{name: "by another"},
		{name: "by another, subscribed", sent: "SUBSCRIBE a|PING"},
		{name: "by itself", sent: "CLIENT KILL TYPE normal SKIPME no|PING", whole: true},
	} {
		for _, stop := range []string{"never", "first", "last"} {
			t.Run(tt.name+", shutdown "+stop, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					s, l := new(Server), newMemListener()
					start(t, s, l)
					setLarge(t, l)
					c := dialTCP(l, roomForLittle)
					io.WriteString(c, pipeline(append([]string{"GET large"}, strings.Split(tt.sent, "|")...)...))
					synctest.Wait()
					stopped := make(chan error, 1)
					shutdown := func() { go func() { stopped <- s.Shutdown(context.Background()) }(); synctest.Wait() }
					if stop == "first" {
						shutdown()
					}
					if !tt.whole {
						for _, o := range s.clients() {
							o.kill(EndKilled)
						}
						synctest.Wait()
					}
					if stop == "last" {
						shutdown()
					}
					io.WriteString(c, "PING\r\n")
					got, _ := readAll(c, nil)
					switch {
					case tt.whole && got != largeReply+":1\r\n":
						t.Errorf("got %d bytes, that end in %q", len(got), got[max(0, len(got)-50):])
					case !tt.whole && (!strings.HasPrefix(largeReply, got) || got == largeReply):
						t.Errorf("got %d bytes that are not the beginning of the reply, but end in %q", len(got), got[max(0, len(got)-50):])
					}
					c.Close()
					if stop != "never" {
						if err := <-stopped; err != nil {
							t.Errorf("Shutdown returned %v", err)
						}
					}
				})
			})
		}
	}
}

// A client that writes all before it reads is in the middle of that when the server is
// shut down. It can go on, gets the replies to the first of its commands, whole, and then
// the end. (TLS has read ahead when the server stops to read.)
func TestShutdownLetsAClientComeToRead(t *testing.T) {
	p := newPKI(t)
	for _, first := range []string{"PING", "SUBSCRIBE a", "TLS"} {
		t.Run(first, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := new(Server)
				var l *memListener
				if first == "TLS" {
					l = tlsInMemory(t, p, s)
				} else {
					l = newMemListener()
					start(t, s, l)
				}
				c := net.Conn(dialTCP(l, roomForLittle))
				if first == "TLS" {
					c = tls.Client(c, p.ClientConfig())
				}
				const n = 100_000
				written := make(chan struct{})
				go func() {
					defer close(written)
					io.WriteString(c, pipeline(first))
					for i := range n {
						io.WriteString(c, fmt.Sprint("PING ", i, "\r\n"))
						if i%(n/10) == 0 {
							time.Sleep(time.Second)
						}
					}
				}()
				time.Sleep(3 * time.Second)
				stopped := make(chan error)
				go func() { stopped <- s.Shutdown(context.Background()) }()
				<-written
				client := newClient(t, c)
				client.reply()
				for i := 0; ; i++ {
					r, err := client.next()
					if err == io.EOF && i > n/10 {
						break
					}
					if want := fmt.Sprint(i); err != nil || show(r) != want && show(r) != "[pong "+want+"]" {
						t.Fatalf("reply %d: got %.100q, %v", i, show(r), err)
					}
				}
				if err := <-stopped; err != nil {
					t.Errorf("Shutdown returned %v", err)
				}
			})
		})
	}
}

// Once a write has failed nothing more is sent, whatever the client has asked for: it
// would take what follows for the rest of the reply that was cut. Here the client sends
// all, ends its half and reads nothing until the server has lost its patience.
func TestNothingFollowsAReplyThatWasCut(t *testing.T) {
	for _, commands := range []string{
		"PING", "CLIENT REPLY ON", "CLIENT REPLY OFF|CLIENT REPLY ON", "CLIENT REPLY SKIP|PING", "RESET", "HELLO 3", "QUIT", "nosuch",
		"SUBSCRIBE a", "SUBSCRIBE a|UNSUBSCRIBE", "PSUBSCRIBE a|RESET", "UNSUBSCRIBE", "CLIENT REPLY OFF|UNSUBSCRIBE|SUBSCRIBE a",
		"HELLO 3|SUBSCRIBE a|GET large|UNSUBSCRIBE", "HELLO 3|SUBSCRIBE a|GET large|RESET", "HELLO 3|SUBSCRIBE a|GET large|CLIENT REPLY ON",
	} {
		t.Run(commands, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, l := new(Server), newMemListener()
				start(t, s, l)
				setLarge(t, l)
				c := dialTCP(l, roomForLittle)
				lines := append([]string{"GET large"}, strings.Split(commands, "|")...)
				io.WriteString(c, pipeline(append(lines, slices.Repeat([]string{"PING"}, 1000)...)...))
				c.CloseWrite()
				time.Sleep(partingTime + patience + time.Second)
				got, err := readAll(c, nil)
				if !strings.HasPrefix(largeReply, got) || got == largeReply || err != nil {
					t.Errorf("got %d bytes that end in %q, %v, want the beginning of the first reply", len(got), got[max(0, len(got)-100):], err)
				}
			})
		})
	}
}

// A client that sends no more has partingTime for each pieceLen bytes, and not for each
// reply, or for all that waits in the queue of a subscriber.
func TestSlowReaderGetsAllOfALongReply(t *testing.T) {
	const subscribed = "*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n"
	for _, tt := range []struct {
		name, commands string
		messages       int // of 10,000 bytes
		want           string
	}{
		{"a reply", "GET large", 0, largeReply},
		{"a subscriber's reply", "SUBSCRIBE a|PING " + large, 0, subscribed + "*2\r\n$4\r\npong\r\n" + largeReply},
		{"a subscriber's messages", "SUBSCRIBE a", 100, subscribed + strings.Repeat("*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$10000\r\n"+large[:10000]+"\r\n", 100)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, l := new(Server), newMemListener()
				start(t, s, l)
				setLarge(t, l)
				c := dialTCP(l, roomForLittle)
				go func() {
					io.WriteString(c, pipeline(strings.Split(tt.commands, "|")...))
					synctest.Wait()
					for range tt.messages {
						s.hub.Publish([]byte("a"), []byte(large[:10000]))
					}
					c.CloseWrite()
				}()
				time.Sleep(time.Second)
				got, err := readAll(c, func() { time.Sleep(partingTime - time.Second) })
				if got != tt.want || err != nil {
					t.Errorf("got %d bytes, %v, want %d", len(got), err, len(tt.want))
				}
			})
		})
	}
}

// Whoever ends a connection sets deadlines in the past. One who at that moment sets a later
// one, for a client that should be quick, must not undo that.
func TestADeadlineDoesNotOutliveTheConnection(t *testing.T) {
	for name, set := range map[string]func(*conn){
		"write":  (*conn).hurry,
		"linger": func(c *conn) { c.linger(time.Second) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := newMemListener()
				dialTCP(l, roomForAll)
				accepted, _ := l.Accept()
				late := &lateConn{Conn: accepted.(*memnet.Conn)}
				c := newConn(initialized(new(Server)), late)
				late.meanwhile = func() { c.kill(EndKilled) }
				begin := time.Now()
				set(c)
				if _, err := c.net.Conn.Write([]byte("x")); err == nil {
					t.Error("a Write succeeds")
				}
				if waited := time.Since(begin); waited != 0 {
					t.Errorf("it ends after %v", waited)
				}
			})
		})
	}
}

// A lateConn calls meanwhile before it sets its first deadline.
type lateConn struct {
	*memnet.Conn
	meanwhile func()
}

func (c *lateConn) first() {
	if f := c.meanwhile; f != nil {
		c.meanwhile = nil
		f()
	}
}

func (c *lateConn) SetReadDeadline(t time.Time) error {
	c.first()
	return c.Conn.SetReadDeadline(t)
}

func (c *lateConn) SetWriteDeadline(t time.Time) error {
	c.first()
	return c.Conn.SetWriteDeadline(t)
}
