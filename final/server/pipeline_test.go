package server

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"

	"mini-redis/final/resp"
)

// A client that sends 10,000 commands before it reads a byte gets the replies in
// order. A write gathers the replies to all that one read has brought.
func TestPipelineIsAnsweredInOrderWithFewWrites(t *testing.T) {
	const commands = 10_000
	var sent []byte
	var want strings.Builder
	for i := range commands {
		n := fmt.Sprint(i)
		sent = resp.AppendCommand(sent, "ECHO", n)
		fmt.Fprintf(&want, "$%d\r\n%s\r\n", len(n), n)
	}
	conn := serveAll(&Server{Logger: slog.New(slog.DiscardHandler)}, strings.NewReader(string(sent)))
	if got := conn.out.String(); got != want.String() {
		t.Errorf("got %d bytes of replies, want %d, or other ones", len(got), want.Len())
	}
	if conn.writes > commands/100 {
		t.Errorf("%d replies took %d writes", commands, conn.writes)
	}
}

func TestHalfACommandHoldsUpNoReplies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t)
		c.raw(pipeline("PING", "SET k v") + "*2\r\n$3\r\nGE")
		c.want("+PONG", "+OK")
		c.wantNothing()
		c.raw("T\r\n$1\r\nk\r\n")
		c.want("v")
	})
}

// The replies of 64 KB or more that bypass the buffer keep their place, as do the
// replies in front of them and behind them.
func TestLargeRepliesKeepTheirPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t)
		large := strings.Repeat("x", 1<<20)
		c.send("SET", "large", large)
		c.want("+OK")
		c.raw(pipeline("ECHO 1", "GET large", "ECHO 2", "MGET large missing large", "ECHO 3"))
		c.want("1", large, "2", "["+large+" null "+large+"]", "3")
	})
}

// Input that ends after whole commands ends the connection, but not before these
// are answered.
func TestReplyFollowsTheEndOfInput(t *testing.T) {
	s := &Server{Logger: slog.New(slog.DiscardHandler)}
	for _, end := range []string{"", "*2\r\n$3\r\nGE", "GET k"} {
		got := serveAll(s, strings.NewReader(pipeline("SET k v", "GET k")+end)).out.String()
		if want := "+OK\r\n$1\r\nv\r\n"; got != want {
			t.Errorf("with %q at the end: got %q, want %q", end, got, want)
		}
	}
}

func TestQuitEndsTheConnectionAfterItsReply(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t)
		c.raw(pipeline("SET k v", "QUIT", "SET k w"))
		c.want("+OK", "+OK")
		c.wantEnd()
	})
}

func TestTimeToLiveIsExact(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t)
		c.raw(pipeline("SET k v PX 1500", "PTTL k", "TTL k"))
		c.want("+OK", ":1500", ":2")
		c.raw(pipeline("PEXPIRE k 1499", "PTTL k", "TTL k"))
		c.want(":1", ":1499", ":1")
	})
}
