package main

import (
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"mini-redis/final/server"
)

func TestPromptAnswersCommands(t *testing.T) {
	flags, _ := serve(t)
	prompt := "127.0.0.1:" + flags[3] + "> "
	p := sit(t, plain(t), flags...)
	for _, exchange := range [][2]string{
		{"SET k \"a b\"\r", "OK\n"},
		{"GET k\r", "\"a b\"\n"},
		{"\r", ""},
		{"2 GET k\r", "\"a b\"\n\"a b\"\n"},
		{"GET\r", "(error) ERR wrong number of arguments for 'get' command\n"},
		{"GET \"k\r", "Invalid argument(s)\n"},
		{"HELLO 3 SETNAME me\r", ""},
		{"CONFIG GET maxclients\r", "1# \"maxclients\" => \"10000\"\n"},
	} {
		p.see(prompt)
		p.press(exchange[0])
		p.see("\r\n" + exchange[1])
	}
	p.see(prompt)
	if code := p.leave("exit\r"); code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
}

func TestKeysThatLeave(t *testing.T) {
	flags, _ := serve(t)
	for _, keys := range []string{"quit\r", "EXIT\r", "\x03", "\x04", "\x1b\x03", "half a line\x03\x03", "x\x7f\x03"} {
		p := sit(t, plain(t), flags...)
		p.see("> ")
		if code := p.leave(keys); code != 0 {
			t.Errorf("%q: exit code %d, want 0", keys, code)
		}
	}
}

// The arrow keys bring back lines of this run and of earlier ones, but none with a
// password.
func TestArrowKeysGoThroughTheHistory(t *testing.T) {
	flags, _ := serve(t)
	env := plain(t)
	p := sit(t, env, flags...)
	p.see("> ")
	p.press("ECHO earlier\r")
	p.see("\"earlier\"\n")
	p.press("AUTH secret\r")
	p.see("(error) ")
	p.see("> ")
	p.leave("exit\r")
	p = sit(t, env, flags...)
	p.see("> ")
	p.press("ECHO later\r")
	p.see("\"later\"\n")
	p.press("\x1b[A\x1b[A\x1b[A\r") // exit lies in between
	p.see("\"earlier\"\n")
	p.leave("exit\r")
	text, err := os.ReadFile(env["MINI_REDIS_CLI_HISTORY"])
	require.NoError(t, err)
	if want := "ECHO earlier\nexit\nECHO later\nECHO earlier\nexit\n"; string(text) != want {
		t.Errorf("the history is %q, want %q", text, want)
	}
}

// A line that may have lost its end is not executed.
func TestTooLongLineIsRefused(t *testing.T) {
	flags, _ := serve(t)
	p := sit(t, plain(t), flags...)
	p.see("> ")
	p.press("SET k " + strings.Repeat("v", 5000) + "\r")
	p.see("\r\nLine too long")
	p.press("SET k " + strings.Repeat("v", 4095-len("SET k ")) + "\r")
	p.see("\r\nOK\n")
	p.press("STRLEN k\r")
	p.see("(integer) 4089\n")
	p.leave("\x04")
}

// listenBelow listens on a port below those that systems hand out by themselves, so that no
// connection takes it while a test has no server on it, and beside those of the other
// packages' tests, so that no server does.
func listenBelow(t *testing.T) net.Listener {
	t.Helper()
	var failure error
	for range 100 {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 30000+rand.IntN(1000)))
		if err == nil {
			return l
		}
		failure = err
	}
	t.Fatal(failure)
	return nil
}

// A lost connection is told once, shows in the prompt, and comes back with the next
// command.
func TestPromptReconnects(t *testing.T) {
	l := listenBelow(t)
	address := l.Addr().String()
	flags, stop := serveOn(t, l, &server.Server{})
	p := sit(t, plain(t), flags...)
	p.see(address + "> ")
	stop()
	p.press("PING\r")
	p.see("Error: ")
	p.see("\nnot connected> ")
	p.press("PING\r")
	p.see("Could not connect to Redis at " + address + ": ")
	p.see("not connected> ")
	l, err := net.Listen("tcp", address)
	require.NoError(t, err)
	serveOn(t, l, &server.Server{})
	p.press("PING\r")
	p.see("PONG\n" + address + "> ")
	p.leave("exit\r")
}

// serveUnix is serve on a Unix socket.
func serveUnix(t *testing.T) (flags []string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "mini") // t.TempDir is too long a name for a socket
	require.NoError(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	path := filepath.Join(dir, "socket")
	l, err := net.Listen("unix", path)
	require.NoError(t, err)
	flags, _ = serveOn(t, l, &server.Server{})
	return flags
}

// A Unix socket takes the place of host and port, also in the prompt and in the error
// where there is none, until connect names a host.
func TestUnixSocketIsConnectedTo(t *testing.T) {
	flags := serveUnix(t)
	other, _ := serve(t)
	if code, stdout, stderr := cli(flags, "-h", "nosuch.invalid", "-p", "1", "PING"); code != 0 || stdout != "PONG\n" || stderr != "" {
		t.Errorf("exit code %d, output %q and %q", code, stdout, stderr)
	}
	missing := flags[1] + "x"
	if code, stdout, stderr := cli(nil, "-s", missing, "PING"); code != 1 || stdout != "" || !strings.HasPrefix(stderr, "Could not connect to Redis at "+missing+": ") {
		t.Errorf("exit code %d, output %q and %q", code, stdout, stderr)
	}
	p := sit(t, plain(t), flags...)
	p.see("redis " + flags[1] + "> ")
	p.press("connect 127.0.0.1 " + other[3] + "\r")
	p.see("\r\n127.0.0.1:" + other[3] + "> ")
	p.leave("exit\r")
}

func TestPromptConnectsElsewhere(t *testing.T) {
	flags, _ := serve(t)
	other, _ := serve(t)
	p := sit(t, plain(t), flags...)
	p.see(flags[3] + "> ")
	p.press("connect [127.0.0.1] " + other[3] + "\r") // as a URL has IPv6 addresses
	p.see("\r\n127.0.0.1:" + other[3] + "> ")
	p.leave("exit\r")
}

// RESP3 messages that answer no command are printed before the next reply, on a
// terminal or on request.
func TestPushMessagesAreShown(t *testing.T) {
	const pushes = ">2\r\n$10\r\ninvalidate\r\n*2\r\n$1\r\na\r\n$1\r\nb\r\n>2\r\n+news\r\n:1\r\n"
	flags := answering(t, func() []string { return []string{pushes + "+done\r\n"} })
	for _, tt := range []struct{ args, want string }{
		{"--no-raw", "done\n"},
		{"--no-raw --show-pushes yes", "-> invalidate: \"a\", \"b\"\n1) news\n2) (integer) 1\ndone\n"},
		{"--raw --show-pushes yes", "invalidate\na\nb\nnews\n1\ndone\n"},
	} {
		if _, stdout, _ := cliWithInput("GET 0\n", append(flags[:4:4], strings.Fields(tt.args)...)); stdout != tt.want {
			t.Errorf("%s: printed %q, want %q", tt.args, stdout, tt.want)
		}
	}
	p := sit(t, plain(t), flags...)
	p.see("> ")
	p.press("GET 0\r")
	p.see("\r\n-> invalidate: \"a\", \"b\"\n1) news\n2) (integer) 1\ndone\n")
	p.leave("exit\r")
}

// MULTI shows in the prompt until EXEC or DISCARD.
func TestPromptShowsATransaction(t *testing.T) {
	flags := answering(t, func() []string { return nil })
	p := sit(t, plain(t), flags...)
	p.see("> ")
	for _, tt := range []struct{ command, mark string }{
		{"MULTI", "(TX)"}, {"SET k v", "(TX)"}, {"EXEC", ""}, {"multi", "(TX)"}, {"discard", ""},
	} {
		p.press(tt.command + "\r")
		p.see("OK\n127.0.0.1:" + flags[3])
		if mark := p.see("> "); mark != tt.mark {
			t.Errorf("after %s the prompt has %q, want %q", tt.command, mark, tt.mark)
		}
	}
	p.leave("exit\r")
}

// The database is chosen before the first command, shows in the prompt, and is chosen
// again after a reconnect. Without it no command is sent.
func TestDatabaseIsSelected(t *testing.T) {
	var got []string
	flags := answeringWith(t, func(args []string) (string, bool) {
		got = append(got, strings.Join(args, " "))
		if len(args) == 2 && args[1] == "99" {
			return "-ERR DB index is out of range\r\n", true
		}
		return "+OK\r\n", args[0] != "CLOSE"
	})
	p := sit(t, plain(t), append(flags[:4:4], "-n", "7")...)
	p.see("127.0.0.1:" + flags[3] + "[7]> ")
	for _, tt := range [][2]string{{"SELECT 99", "[7]> "}, {"select 8", "[8]> "}, {"MULTI", "[8](TX)> "}, {"EXEC", "[8]> "}, {"CLOSE", "not connected> "}, {"PING", "[8]> "}, {"RESET", flags[3] + "> "}} {
		p.press(tt[0] + "\r")
		p.see(tt[1])
	}
	p.leave("\x04")
	if all := strings.Join(got, ", "); all != "SELECT 7, SELECT 99, select 8, MULTI, EXEC, CLOSE, SELECT 8, PING, RESET" {
		t.Errorf("the server got %s", all)
	}
	got = nil
	if code, stdout, stderr := cli(flags, "-n", "99", "FLUSHDB"); code != 1 || stdout != "" || stderr != "Error: SELECT 99: ERR DB index is out of range\n" || len(got) != 1 {
		t.Errorf("exit code %d, output %q and %q, the server got %q", code, stdout, stderr, got)
	}
}
