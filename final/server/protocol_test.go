package server

import (
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
)

// protocolExchanges break the protocol. The replies to what was pipelined before
// come first; what comes after is not looked at. The longest bytes sent end where
// redis-server has read enough to complain.
var protocolExchanges = []exchange{
	{"PING\r\n*x\r\nPING\r\n", "+PONG\r\n-ERR Protocol error: invalid multibulk length\r\n"},
	{"PING\r\n*2147483648\r\nPING\r\n", "+PONG\r\n-ERR Protocol error: invalid multibulk length\r\n"},
	{"PING\r\n*+1\r\nPING\r\n", "+PONG\r\n-ERR Protocol error: invalid multibulk length\r\n"},
	{"PING\r\n*01\r\nPING\r\n", "+PONG\r\n-ERR Protocol error: invalid multibulk length\r\n"},
	{"PING\r\n*1\r\nx\r\nPING\r\n", "+PONG\r\n-ERR Protocol error: expected '$', got 'x'\r\n"},
	{"PING\r\n*1\r\n\r\n\r\nPING\r\n", "+PONG\r\n-ERR Protocol error: expected '$', got ' '\r\n"},
	{"PING\r\n*1\r\n\xff\r\nPING\r\n", "+PONG\r\n-ERR Protocol error: expected '$', got '\xff'\r\n"},
	{"PING\r\n*2\r\n$3\r\nGET\r\n:1\r\nPING\r\n", "+PONG\r\n-ERR Protocol error: expected '$', got ':'\r\n"},
	{"PING\r\n*1\r\n$x\r\nPING\r\n", "+PONG\r\n-ERR Protocol error: invalid bulk length\r\n"},
	{"PING\r\n*1\r\n$-1\r\nPING\r\n", "+PONG\r\n-ERR Protocol error: invalid bulk length\r\n"},
	{"PING\r\n*1\r\n$536870913\r\nPING\r\n", "+PONG\r\n-ERR Protocol error: invalid bulk length\r\n"},
	{"PING\r\nSET k \"v\r\nPING\r\n", "+PONG\r\n-ERR Protocol error: unbalanced quotes in request\r\n"},
	{"PING\r\nSET k 'v\r\nPING\r\n", "+PONG\r\n-ERR Protocol error: unbalanced quotes in request\r\n"},
	{"PING\r\n\"a\"b\r\nPING\r\n", "+PONG\r\n-ERR Protocol error: unbalanced quotes in request\r\n"},
	{"PING\r\n" + strings.Repeat("x", 65537), "+PONG\r\n-ERR Protocol error: too big inline request\r\n"},
	{"PING\r\n*" + strings.Repeat("1", 65536), "+PONG\r\n-ERR Protocol error: too big mbulk count string\r\n"},
	{"PING\r\n*1\r\n$" + strings.Repeat("1", 65536), "+PONG\r\n-ERR Protocol error: too big bulk count string\r\n"},
}

func TestProtocolErrorsEndTheConnectionWithTheWordsOfRedis(t *testing.T) {
	for _, e := range protocolExchanges {
		s := &Server{Logger: slog.New(slog.DiscardHandler)}
		in := strings.NewReader(e.sent)
		// What follows is never read: the connection has ended by itself.
		if got := serveAll(s, io.MultiReader(in, unreadable{t})).out.String(); got != e.want {
			t.Errorf("%.100q\ngot  %q\nwant %q", e.sent, got, e.want)
		}
	}
}

// unreadable fails the test when it is read.
type unreadable struct{ t *testing.T }

func (u unreadable) Read([]byte) (int, error) {
	u.t.Error("the server reads on after a protocol error")
	return 0, io.EOF
}

func TestProtocolErrorEndsNoOtherConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := new(Server), newMemListener()
		start(t, s, l)
		good, bad := newClient(t, l.dial()), newClient(t, l.dial())
		good.send("SET", "k", "v")
		good.want("+OK")
		bad.raw("*x\r\n")
		bad.want("-ERR Protocol error: invalid multibulk length")
		bad.wantEnd()
		good.send("GET", "k")
		good.want("v")
	})
}

// The last reply of a connection is the last thing it sends, however many messages
// are published meanwhile. Each takes the hub long enough, because of a pattern that
// is tried everywhere, that another one is always about to be published.
func TestNoMessageFollowsTheLastReply(t *testing.T) {
	channel := strings.Repeat("a", 1000)
	for _, last := range []struct{ sent, reply string }{
		{"*x\r\n", "-ERR Protocol error: invalid multibulk length"},
		{"QUIT\r\n", "+OK"},
	} {
		synctest.Test(t, func(t *testing.T) {
			s, l := new(Server), newMemListener()
			start(t, s, l)
			newClient(t, l.dial()).do("PSUBSCRIBE", "*"+strings.Repeat("a", 500)+"b")
			for range 10 {
				lastOfMany(t, s, newClient(t, l.dial()), channel, last.sent, last.reply)
			}
		})
	}
}

// lastOfMany sends something in the midst of messages to channel, and wants the
// reply to be the last thing that comes.
func lastOfMany(t *testing.T, s *Server, c *client, channel, sent, want string) {
	t.Helper()
	message := "[message " + channel + " m]"
	c.send("SUBSCRIBE", channel)
	c.want("[subscribe " + channel + " :1]")
	var publishers sync.WaitGroup
	defer publishers.Wait()
	stop := make(chan struct{})
	defer close(stop)
	for range 3 {
		publishers.Go(func() {
			for !isClosed(stop) {
				s.hub.Publish([]byte(channel), []byte("m"))
			}
		})
	}
	c.want(message)
	c.raw(sent)
	got := show(c.reply())
	for got == message {
		got = show(c.reply())
	}
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	c.wantEnd()
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// Closing a socket with unread input makes the kernel send a reset, which would
// overtake the replies. The client here has not read one of them when it has sent
// far more than the server ever looks at.
func TestProtocolErrorReachesATCPClientThatKeepsSending(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	start(t, new(Server), l)
	conn, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	c := newClient(t, conn)
	c.raw(strings.Repeat("PING\r\n", 1000) + "*x\r\n")
	for range 100 {
		c.raw(strings.Repeat("x", 5000))
	}
	c.want(repeat(1000, "+PONG")...)
	c.want("-ERR Protocol error: invalid multibulk length")
	c.wantEnd()
}
