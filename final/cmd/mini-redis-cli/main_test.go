package main

import (
	"bufio"
	"context"
	"flag"
	"io"
	"net"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"mini-redis/final/server"
	"mini-redis/final/servertest"
)

// serve starts a server and returns the flags that lead to it. stop shuts it down,
// which the end of the test does too.
func serve(t *testing.T) (flags []string, stop func()) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	return serveOn(t, l, &server.Server{})
}

// serveOn is serve for a server and a listener of the caller's.
func serveOn(t *testing.T, l net.Listener, s *server.Server) (flags []string, stop func()) {
	t.Helper()
	stop = servertest.Serve(t, l, s).Close
	if l.Addr().Network() == "unix" {
		return []string{"-s", l.Addr().String()}, stop
	}
	host, port, err := net.SplitHostPort(l.Addr().String())
	require.NoError(t, err)
	return []string{"-h", host, "-p", port}, stop
}

// testShell is a shell without terminals and environment. Nothing interrupts it.
func testShell(stdin io.Reader, stdout, stderr io.Writer) shell {
	return shell{
		stdin: bufio.NewReader(stdin), stdout: stdout, stderr: stderr,
		getenv: func(string) string { return "" },
		interruptible: func() (context.Context, context.CancelFunc) {
			return context.WithCancel(context.Background())
		},
	}
}

// cli runs the program without input.
func cli(flags []string, args ...string) (code int, stdout, stderr string) {
	return cliWithInput("", flags, args...)
}

// cliWithInput runs the program.
func cliWithInput(stdin string, flags []string, args ...string) (code int, stdout, stderr string) {
	var out, err strings.Builder
	code = run(append(flags[:len(flags):len(flags)], args...), testShell(strings.NewReader(stdin), &out, &err))
	return code, out.String(), err.String()
}

func TestCommandPrintsItsReply(t *testing.T) {
	flags, _ := serve(t)
	for _, tt := range []struct {
		args   []string
		code   int
		stdout string
	}{
		{[]string{"SET", "k", "a \"b\"\n"}, 0, "OK\n"},
		{[]string{"GET", "k"}, 0, "a \"b\"\n\n"}, // standard output is no terminal
		{[]string{"--raw", "GET", "k"}, 0, "a \"b\"\n\n"},
		{[]string{"--no-raw", "GET", "k"}, 0, `"a \"b\"\n"` + "\n"},
		{[]string{"--no-raw", "--raw", "GET", "k"}, 0, "a \"b\"\n\n"}, // the last one counts
		{[]string{"--no-raw", "MGET", "k", "nosuch"}, 0, "1) " + `"a \"b\"\n"` + "\n2) (nil)\n"},
		{[]string{"ECHO", "-p"}, 0, "-p\n"}, // flags end where the command begins
		{[]string{"ECHO", ""}, 0, "\n"},
		{[]string{"GET"}, 1, "ERR wrong number of arguments for 'get' command\n\n"},
		{[]string{"--no-raw", "nosuch"}, 1, "(error) ERR unknown command 'nosuch', with args beginning with: \n"},
		{[]string{"SUBSCRIBE"}, 1, "ERR wrong number of arguments for 'subscribe' command\n\n"},
		{[]string{"QUIT"}, 0, "OK\n"},
	} {
		code, stdout, stderr := cli(flags, tt.args...)
		if code != tt.code || stdout != tt.stdout || stderr != "" {
			t.Errorf("%q: exit code %d, output %q and %q, want %d, %q and none", tt.args, code, stdout, stderr, tt.code, tt.stdout)
		}
	}
}

func TestFailedConnectionIsOneLine(t *testing.T) {
	const port = "1" // where nobody listens
	code, stdout, stderr := cli(nil, "-p", port, "PING")
	want := "Could not connect to Redis at 127.0.0.1:" + port + ": " // and what the system says
	if code != 1 || stdout != "" || !strings.HasPrefix(stderr, want) || strings.Count(stderr, "\n") != 1 {
		t.Errorf("exit code %d, output %q and %q, want 1, none and %q", code, stdout, stderr, want)
	}
}

// A server that ends the connection, or does not speak RESP, is an error.
func TestBrokenReplyIsOneLine(t *testing.T) {
	for _, tt := range []struct{ reply, want string }{
		{"", "Error: server closed the connection\n"},
		{"$5\r\nhel", "Error: server closed the connection\n"},
		{"HTTP/1.1 400 Bad Request\r\n", "Error: Protocol error: "},
	} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		go func() {
			if conn, err := l.Accept(); err == nil {
				conn.Read(make([]byte, 100)) // or else closing it would reset it
				io.WriteString(conn, tt.reply)
				conn.Close()
			}
		}()
		_, port, _ := net.SplitHostPort(l.Addr().String())
		code, stdout, stderr := cli(nil, "-p", port, "PING")
		if code != 1 || stdout != "" || !strings.HasPrefix(stderr, tt.want) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%q: exit code %d, output %q and %q, want 1, none and %q", tt.reply, code, stdout, stderr, tt.want)
		}
		l.Close()
	}
}

// SHUTDOWN is answered by the end of the connection.
func TestShutdownNeedsNoReply(t *testing.T) {
	flags := answeringWith(t, func([]string) (string, bool) { return "", false })
	for _, command := range []string{"SHUTDOWN", "shutdown"} {
		if code, stdout, stderr := cli(flags, command); code != 0 || stdout != "" || stderr != "" {
			t.Errorf("%s: exit code %d, output %q and %q", command, code, stdout, stderr)
		}
	}
}

func TestWrongFlagsAreOneLine(t *testing.T) {
	for _, args := range [][]string{
		{"--nosuch", "PING"}, {"-r", "x", "PING"}, {"-i", "-1", "PING"}, {"-2", "-3", "PING"}, {"-x"},
		{"-u", "http://:secret@host"}, {"-u", "redis://:secret@host/x"}, {"-n", "-1", "PING"}, {"-u", "redis://:secret@ho st"}, {"--key", "f", "PING"},
		{"-asecret", "PING"}, {"--asecret", "PING"}, {"-passsecret", "PING"}, {"--pass-secret", "PING"}, {"-apasssecret=x", "PING"},
	} {
		code, stdout, stderr := cli(nil, args...)
		if code != 1 || stdout != "" || strings.Count(stderr, "\n") != 1 || !strings.HasPrefix(stderr, "mini-redis-cli: ") || strings.Contains(stderr, "secret") {
			t.Errorf("%q: exit code %d, output %q and %q, want 1, none and a line that quotes no password", args, code, stdout, stderr)
		}
	}
}

// An error names a flag as it was typed.
func TestUnknownFlagIsNamedAsTyped(t *testing.T) {
	for _, flag := range []string{"--nosuch", "-nosuch"} {
		want := "mini-redis-cli: flag provided but not defined: " + flag + " (see --help)\n"
		if _, _, stderr := cli(nil, flag, "PING"); stderr != want {
			t.Errorf("printed %q, want %q", stderr, want)
		}
	}
}

// An attached password is not taken, and which flag took none is said.
func TestAttachedPasswordIsRefused(t *testing.T) {
	for _, tt := range [][2]string{{"-asecret", "-a"}, {"--passsecret", "--pass"}, {"-passsecret", "-pass"}} {
		want := "mini-redis-cli: " + tt[1] + " takes the password as a word of its own (see --help)\n"
		if _, _, stderr := cli(nil, tt[0], "PING"); stderr != want {
			t.Errorf("%s: printed %q, want %q", tt[0], stderr, want)
		}
	}
}

func TestHelpNamesEveryFlag(t *testing.T) {
	for _, args := range [][]string{{"--help"}, {"-h"}} {
		if code, stdout, stderr := cli(nil, args...); code != 0 || stdout != helpText() || stderr != "" {
			t.Errorf("%q: exit code %d, output %q and %q", args, code, stdout, stderr)
		}
	}
	var o options
	flags := flag.NewFlagSet("", flag.ContinueOnError)
	o.define(flags)
	flags.VisitAll(func(f *flag.Flag) {
		dash := "--"
		if len(f.Name) == 1 {
			dash = "-"
		}
		if !regexp.MustCompile(`(?m)(^| )` + dash + f.Name + `\b`).MatchString(helpText()) {
			t.Errorf("--help does not name %s%s", dash, f.Name)
		}
	})
}
