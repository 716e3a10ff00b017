package framing

import (
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// A client has a connection of its own to a server.
type client struct {
	t    *testing.T
	conn net.Conn
}

// connect starts a server for one connection, in memory, and returns its
// client. It is for tests in a bubble. There, if everybody waits, the fake clock
// jumps, so a client that waits for too much fails at once.
func connect(t *testing.T, commands Table) *client {
	t.Helper()
	conn, server := net.Pipe()
	conn.SetDeadline(time.Now().Add(time.Hour))
	go func() {
		defer server.Close()
		ServeConn(server, commands)
	}()
	t.Cleanup(func() { conn.Close() })
	return &client{t, conn}
}

// send sends input and returns when the server has read it.
func (c *client) send(input string) {
	c.t.Helper()
	_, err := io.WriteString(c.conn, input)
	require.NoError(c.t, err)
}

// want reads as many bytes as replies has, and compares.
func (c *client) want(replies string) {
	c.t.Helper()
	got := make([]byte, len(replies))
	n, err := io.ReadFull(c.conn, got)
	require.Equal(c.t, replies, string(got[:n]))
	require.NoError(c.t, err)
}

// wantEnd reads until the server ends the connection, and wants replies before.
func (c *client) wantEnd(replies string) {
	c.t.Helper()
	got, err := io.ReadAll(c.conn)
	require.Equal(c.t, replies, string(got))
	require.NoError(c.t, err)
}

// I6: what is wrong with the command, but not with the frames, is answered with
// Redis's text, and the conversation goes on.
func TestConversation(t *testing.T) {
	a100, b100 := strings.Repeat("a", 100), strings.Repeat("b", 100)
	tests := []struct{ name, send, want string }{
		{"ping", "*1\r\n$4\r\nPING\r\n", "+PONG\r\n"},
		{"ping with a message", "*2\r\n$4\r\nPING\r\n$2\r\nhi\r\n", "$2\r\nhi\r\n"},
		{"echo", "*2\r\n$4\r\nECHO\r\n$2\r\nhi\r\n", "$2\r\nhi\r\n"},
		{"echo of any bytes", "*2\r\n$4\r\nECHO\r\n$5\r\n\r\n\x00\xff$\r\n", "$5\r\n\r\n\x00\xff$\r\n"},
		{"echo of nothing", "*2\r\n$4\r\nECHO\r\n$0\r\n\r\n", "$0\r\n\r\n"},
		{"case of the name", "*1\r\n$4\r\npInG\r\n", "+PONG\r\n"},

		{"inline", "PING\r\n", "+PONG\r\n"},
		{"inline, LF only", "PING\n", "+PONG\r\n"},
		{"inline words", " \t ECHO \t\t hi\t \r\n", "$2\r\nhi\r\n"},
		{"inline, quotes mean nothing", "ECHO \"hi\"\r\n", "$4\r\n\"hi\"\r\n"},
		{"inline, VT and FF are no spaces", "ECHO a\vb\fc\r\n", "$5\r\na\vb\fc\r\n"},
		{"nothing, in all its forms", "*0\r\n*-1\r\n*-7\r\n\r\n\n \t \r\nPING\r\n", "+PONG\r\n"},

		{"too few", "ECHO\r\n", "-ERR wrong number of arguments for 'echo' command\r\n"},
		{"too many", "eChO a b\r\n", "-ERR wrong number of arguments for 'echo' command\r\n"},
		{"too many for ping", "PING a b\r\n", "-ERR wrong number of arguments for 'ping' command\r\n"},
		{"unknown", "FOO\r\n", "-ERR unknown command 'FOO', with args beginning with: \r\n"},
		{"unknown, with arguments", "foo a b\r\n", "-ERR unknown command 'foo', with args beginning with: 'a' 'b' \r\n"},
		{"unknown, empty name", "*1\r\n$0\r\n\r\n", "-ERR unknown command '', with args beginning with: \r\n"},
		{
			"unknown, 128 bytes of the name are quoted",
			a100 + b100 + "\r\n",
			"-ERR unknown command '" + a100 + b100[:28] + "', with args beginning with: \r\n",
		}, {
			"unknown, 128 bytes of the arguments are quoted, with their quotes and spaces",
			"foo " + a100 + " " + b100 + " c\r\n",
			"-ERR unknown command 'foo', with args beginning with: '" + a100 + "' '" + b100[:25] + "' \r\n",
		}, {
			"unknown, CR and LF do not break the reply",
			"*2\r\n$8\r\na\r\n+OK\r\n\r\n$3\r\nb\nc\r\n",
			"-ERR unknown command 'a  +OK  ', with args beginning with: 'b c' \r\n",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := connect(t, Commands())
				c.send(test.send)
				c.want(test.want)
				c.send("PING\r\n") // still there, and nothing was left over
				c.want("+PONG\r\n")
			})
		})
	}
}

// I5: a handler may reply more than once, or not at all. The order is kept.
func TestHandlerRepliesAsOftenAsItWants(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		commands := Commands()
		commands["twice"] = Command{2, func(reply func(Frame), args []string) {
			reply(Bulk(args[1]))
			reply(Array{Bulk(args[1]), Null{}})
		}}
		commands["never"] = Command{1, func(func(Frame), []string) {}}
		c := connect(t, commands)
		c.send("TWICE a\r\nNEVER\r\nPING\r\n")
		c.want("$1\r\na\r\n*2\r\n$1\r\na\r\n$-1\r\n+PONG\r\n")
	})
}

// I6: an arity of n wants exactly n arguments, -n wants n or more. The name counts.
func TestArity(t *testing.T) {
	table := Table{
		"three":     {3, func(func(Frame), []string) {}},
		"twoormore": {-2, func(func(Frame), []string) {}},
	}
	for _, test := range []struct {
		command string
		ok      bool
	}{
		{"three a", false},
		{"three a b", true},
		{"three a b c", false},
		{"twoormore", false},
		{"twoormore a", true},
		{"twoormore a b c d e", true},
	} {
		handle, problem := table.Find(strings.Fields(test.command))
		if ok := problem == nil; ok != test.ok || ok != (handle != nil) {
			t.Errorf("%q: problem %v, want ok %t", test.command, problem, test.ok)
		}
	}
}

// Numbers in headers and values are read as strictly as Redis reads them.
func TestParseInt(t *testing.T) {
	for s, want := range map[string]int64{
		"0": 0, "7": 7, "-1": -1, "10": 10,
		"9223372036854775807": 1<<63 - 1, "-9223372036854775808": -1 << 63,
	} {
		if got, ok := ParseInt(s); got != want || !ok {
			t.Errorf("ParseInt(%q) = %d, %t, want %d, true", s, got, ok, want)
		}
	}
	for _, s := range []string{
		"", "-", "+", "+1", "-0", "00", "01", "-01", " 1", "1 ", "1\r", "1\x00", "--1", "1-",
		"a", "1a", "0x10", "1_000", "1.0", "1e3", "\u0661", // ARABIC-INDIC DIGIT ONE
		"9223372036854775808", "-9223372036854775809", "99999999999999999999",
	} {
		if got, ok := ParseInt(s); ok {
			t.Errorf("ParseInt(%q) = %d, true, want false", s, got)
		}
	}
}
