package main

import (
	"net"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"mini-redis/final/server"
)

// The password comes from --askpass, or else from -a or the URL, or else from the
// environment, and is never printed.
func TestPasswordSources(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	flags, _ := serveOn(t, l, &server.Server{Password: "s3cret word"})
	const warning = "Warning: Using a password with '-a' or '-u' option on the command line interface may not be safe.\n"
	const wrong = "AUTH failed: WRONGPASS invalid username-password pair or user is disabled.\n"
	address := l.Addr().String()
	for _, tt := range []struct {
		args           string
		stdin          string
		env            map[string]string
		code           int
		stdout, stderr string
	}{
		{args: "PING", code: 1, stdout: "NOAUTH Authentication required.\n\n"},
		{args: "-a|s3cret word|PING", stdout: "PONG\n", stderr: warning},
		{args: "--pass|s3cret word|--no-auth-warning|PING", stdout: "PONG\n"},
		{args: "-u|redis://:s3cret%20word@" + address + "|PING", stdout: "PONG\n", stderr: warning},
		{args: "-u|redis://s3cret%20word@" + address + "/0|PING", stdout: "PONG\n", stderr: warning},
		{args: "-u|redis://default:s3cret%20word@" + address + "|PING", stdout: "PONG\n", stderr: warning},
		{args: "PING", env: map[string]string{"REDISCLI_AUTH": "s3cret word"}, stdout: "PONG\n"},
		{args: "PING", env: map[string]string{"MINI_REDIS_PASSWORD": "s3cret word"}, stdout: "PONG\n"},
		{args: "--askpass|PING", stdin: "s3cret word\n", stdout: "PONG\n"},
		{args: "--askpass", stdin: "s3cret word\nPING\n", stdout: "PONG\n"},
		{args: "--askpass", stdin: "\ufeffs3cret word\r\nPING\r\n", stdout: "PONG\n"},
		{args: "--user|default|-3|PING", env: map[string]string{"REDISCLI_AUTH": "s3cret word"}, stdout: "PONG\n"},
		{args: "--json|HELLO", env: map[string]string{"REDISCLI_AUTH": "s3cret word"}, stdout: "{"},
		{args: "--askpass|PING", stdin: "nonsense\n", env: map[string]string{"REDISCLI_AUTH": "s3cret word"}, code: 1,
			stdout: "NOAUTH Authentication required.\n\n", stderr: wrong},
		{args: "--user|nobody|PING", env: map[string]string{"REDISCLI_AUTH": "s3cret word"}, code: 1,
			stdout: "NOAUTH Authentication required.\n\n", stderr: wrong},
		{args: "--scan", env: map[string]string{"REDISCLI_AUTH": "nonsense"}, code: 1, stderr: wrong},
		{args: "--askpass|PING", code: 1, stderr: "Error: no password: EOF\n"},
	} {
		var out, errs strings.Builder
		sh := testShell(strings.NewReader(tt.stdin), &out, &errs)
		sh.getenv = func(name string) string { return tt.env[name] }
		code := run(append(flags[:4:4], strings.Split(tt.args, "|")...), sh)
		if code != tt.code || !strings.HasPrefix(out.String(), tt.stdout) || errs.String() != tt.stderr {
			t.Errorf("%s, %v: exit code %d, output %q and %q, want %d, %q and %q", tt.args, tt.env, code, out.String(), errs.String(), tt.code, tt.stdout, tt.stderr)
		}
	}
}

// Who authenticates by hand is greeted alike after a reconnect: same user, same
// protocol.
func TestPromptRemembersTheGreeting(t *testing.T) {
	for _, tt := range []struct{ greeting, replayed string }{
		{"AUTH secret", "AUTH secret"},
		{"auth me secret", "AUTH me secret"},
		{"AUTH wrong", ""},
		{"HELLO 3", "HELLO 3"},
		{"HELLO 3 SETNAME x AUTH me secret", "AUTH me secret, HELLO 3"},
		{"HELLO 3 AUTH me", ""},
		{"HELLO 3,HELLO 2 AUTH me secret", "AUTH me secret"},
	} {
		var greeting []string
		flags := answeringWith(t, func(args []string) (string, bool) {
			greeting = append(greeting, strings.Join(args, " "))
			switch {
			case args[0] == "CLOSE":
				return "", false
			case strings.EqualFold(args[0], "AUTH") && args[len(args)-1] != "secret", len(args) == 4 && args[0] == "HELLO":
				return "-ERR no\r\n", true
			case args[0] == "HELLO":
				return "*0\r\n", true
			}
			return "+OK\r\n", true
		})
		p := sit(t, plain(t), flags...)
		p.see("> ")
		for line := range strings.SplitSeq(tt.greeting, ",") {
			p.press(line + "\r")
			p.see("> ")
		}
		greeting = nil
		p.press("CLOSE\rPING\r")
		p.see("OK\n")
		if got := strings.Join(greeting[1:len(greeting)-1], ", "); got != tt.replayed {
			t.Errorf("%s: greeted with %q, want %q", tt.greeting, got, tt.replayed)
		}
		greeting = nil
		p.press("connect 127.0.0.1 " + flags[3] + "\rPING\r")
		p.see("OK\n")
		p.leave("\x04")
		if len(greeting) != 1 {
			t.Errorf("%s: another server got %q, want only PING", tt.greeting, greeting)
		}
	}
}

// A person is asked on standard error, so that the output holds only replies.
func TestPasswordIsAskedForOnAConsole(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	flags, _ := serveOn(t, l, &server.Server{Password: "secret"})
	var out, errs strings.Builder
	sh := testShell(strings.NewReader(""), &out, &errs)
	sh.console = &console{readPassword: func() (string, error) { return "secret", nil }}
	if code := run(append(flags, "--askpass", "PING"), sh); code != 0 || out.String() != "PONG\n" || errs.String() != "Please input password: \n" {
		t.Errorf("exit code %d, output %q and %q", code, out.String(), errs.String())
	}
}

// Ctrl-C instead of a password ends the program, before it connects.
func TestInterruptInsteadOfAPassword(t *testing.T) {
	var out, errs strings.Builder
	sh := testShell(strings.NewReader(""), &out, &errs)
	sh.console = &console{readPassword: func() (string, error) { return "", errInterrupted }}
	if code := run([]string{"-p", "1", "--askpass", "PING"}, sh); code != 130 || out.String() != "" || errs.String() != "Please input password: \n" {
		t.Errorf("exit code %d, output %q and %q, want 130 and the question", code, out.String(), errs.String())
	}
}
