package examples_test

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"mini-redis/final/resp"
)

// answering starts a server that answers every command with the bytes of its name in
// replies, and closes the connection if there are none. It returns its URL.
func answering(t *testing.T, replies map[string]string) (url string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	answer := func(conn net.Conn) {
		defer conn.Close()
		for r := resp.NewReader(conn); ; {
			command, err := r.ReadCommand()
			if err != nil {
				return
			}
			reply, known := replies[strings.ToUpper(string(command[0]))]
			if !known {
				return
			}
			io.WriteString(conn, reply)
		}
	}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go answer(conn)
		}
	}()
	return "redis://" + l.Addr().String()
}

const (
	attack   = "ERR \x1b]0;pwn\x07 \x9b2J \u202e"
	harmless = "ERR \uFFFD]0;pwn\uFFFD \uFFFD2J \uFFFD"
)

// The text of a server's error is shown, without what a terminal obeys, whether the
// server refuses the connection or a command.
func TestErrorsOfAServerDoNotReachTheTerminal(t *testing.T) {
	refused := "-" + attack + "\r\n"
	for _, command := range [][]string{{"hello"}, {"pub", "a", "b"}, {"sub", "a"}, {"chat", "-name", "ann"}} {
		for name, replies := range map[string]map[string]string{
			"connection": {"PING": refused},
			"command":    {"PING": "+PONG\r\n", "SET": refused, "PUBLISH": refused, "SUBSCRIBE": refused},
		} {
			url := answering(t, replies)
			args := append([]string{"-url", url}, command[1:]...)
			stdout, stderr := start(t, command[0], args...).exits(1)
			got := strings.Join(stderr, "\n")
			if len(stdout) > 0 || len(stderr) != 1 || !strings.HasPrefix(got, command[0]+": ") || !strings.HasSuffix(got, harmless) {
				t.Errorf("%s, %s refused: got %q and %q, want one line that ends with %q", command[0], name, stdout, stderr, harmless)
			}
		}
	}
}

// So are a value, and the name of a channel that nobody has asked for.
func TestReplyOfAServerDoesNotReachTheTerminal(t *testing.T) {
	bulk := func(text string) string { return fmt.Sprintf("$%d\r\n%s\r\n", len(text), text) }
	url := answering(t, map[string]string{
		"PING": "+PONG\r\n", "SET": "+OK\r\n", "GET": bulk(attack),
		"SUBSCRIBE": "*3\r\n" + bulk("subscribe") + bulk("a") + ":1\r\n*3\r\n" + bulk("message") + bulk(attack) + bulk(attack),
	})
	hello := start(t, "hello", "-url", url)
	hello.prints(harmless)
	hello.ends(0)
	sub := start(t, "sub", "-url", url, "-n", "1", "a")
	sub.prints(harmless + `: "ERR \x1b]0;pwn\a \x9b2J \u202e"`)
	sub.exits(0)
}
