package main

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"mini-redis/final/resp"
)

const (
	transferred = "All data transferred. Waiting for the last reply...\n"
	received    = "Last reply received from server.\n"
)

func TestPipeCountsReplies(t *testing.T) {
	var many []byte
	for i := range 20000 { // more than the buffers between the two ends hold
		many = resp.AppendCommand(many, "SET", fmt.Sprint("key", i), strings.Repeat("v", 20))
	}
	for _, tt := range []struct {
		name, input string
		code        int
		stdout      string
		stderr      string
	}{
		{"nothing", "", 0, transferred + received + "errors: 0, replies: 0\n", ""},
		{"inline commands", "SET a 1\r\nGET a\r\n", 0, transferred + received + "errors: 0, replies: 2\n", ""},
		{"an unfinished line", "SET a 1\r\nGET a", 0, transferred + received + "errors: 0, replies: 2\n", ""},
		{"many commands", string(many), 0, transferred + received + "errors: 0, replies: 20000\n", ""},
		{"errors", "GET\r\nPING\r\nINCR\r\n", 1, transferred + received + "errors: 2, replies: 3\n",
			"ERR wrong number of arguments for 'get' command\nERR wrong number of arguments for 'incr' command\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			flags, _ := serve(t)
			code, stdout, stderr := cliWithInput(tt.input, flags, "--pipe")
			if code != tt.code || stdout != tt.stdout || stderr != tt.stderr {
				t.Errorf("exit code %d, output %q and %q, want %d, %q and %q", code, stdout, stderr, tt.code, tt.stdout, tt.stderr)
			}
		})
	}
}

// A server that closes the connection, or answers no more, ends the run.
func TestPipeEndsWithTheServer(t *testing.T) {
	flags, _ := serve(t)
	code, stdout, stderr := cliWithInput("PING\r\n*1\r\n:1\r\nPING\r\n", flags, "--pipe")
	if code != 1 || !strings.HasSuffix(stdout, "errors: 1, replies: 2\n") || stderr != "ERR Protocol error: expected '$', got ':'\nError: server closed the connection\n" {
		t.Errorf("after a protocol error: exit code %d and %q", code, stderr)
	}

	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close() // with the connection that nobody accepts
	_, port, _ := net.SplitHostPort(l.Addr().String())
	code, stdout, stderr = cliWithInput("PING\r\n", nil, "-p", port, "--pipe", "--pipe-timeout", "0.02")
	if code != 1 || stdout != transferred+"errors: 1, replies: 0\n" || stderr != "No replies for 0.02 seconds: exiting.\n" {
		t.Errorf("without replies: exit code %d, output %q and %q", code, stdout, stderr)
	}
}

// When the input breaks off, or the server leaves in the middle of it, the replies
// received so far are counted all the same.
func TestPipeCountsWhatWasAnswered(t *testing.T) {
	errInput := errors.New("broken input")
	for _, tt := range []struct{ name, last, stderr string }{
		{"broken input", "", "broken input\n"},
		{"server leaves", "CLOSE\r\n", "\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			closed := make(chan bool)
			flags := answeringWith(t, func(args []string) (string, bool) {
				if args[0] == "CLOSE" {
					close(closed)
				}
				return "+OK\r\n", args[0] != "CLOSE"
			})
			pieces := []string{"PING\r\nPING\r\n", "PING\r\n" + tt.last}
			input := readerFunc(func(p []byte) (int, error) {
				if len(pieces) > 0 {
					n := copy(p, pieces[0])
					pieces = pieces[1:]
					return n, nil
				}
				if tt.last == "" {
					return 0, errInput
				}
				<-closed
				return copy(p, "PING\r\n"), nil // without end
			})
			var out, errs strings.Builder
			code := run(append(flags[:4:4], "--pipe"), testShell(input, &out, &errs))
			if code != 1 || out.String() != "errors: 0, replies: 3\n" || !strings.HasPrefix(errs.String(), "Error: ") || !strings.HasSuffix(errs.String(), tt.stderr) {
				t.Errorf("exit code %d, output %q and %q, want 1, three replies and %q", code, out.String(), errs.String(), tt.stderr)
			}
		})
	}
}
