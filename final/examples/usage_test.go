package examples_test

import (
	"net"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"mini-redis/final/server"
)

func TestHelpNamesEveryFlag(t *testing.T) {
	for name, flags := range map[string][]string{
		"hello": {"-url"}, "pub": {"-url"}, "sub": {"-url", "-n"}, "chat": {"-url", "-name", "-room"},
	} {
		for _, help := range []string{"-h", "--help"} {
			stdout, stderr := start(t, name, help).exits(0)
			text := strings.Join(stdout, "\n")
			if !strings.HasPrefix(text, "usage: "+name+" ") || len(stderr) > 0 {
				t.Errorf("%s %s printed %q and %q", name, help, text, stderr)
			}
			for _, flag := range flags {
				if !regexp.MustCompile(`(?m)^  ` + flag + ` `).MatchString(text) {
					t.Errorf("%s %s does not explain %s:\n%s", name, help, flag, text)
				}
			}
		}
	}
}

// Each error is one line on standard error, and exit code 1.
func TestErrorsAreOneLine(t *testing.T) {
	addr, _ := serve(t, &server.Server{Password: "secret"})
	none, stop := serve(t, new(server.Server))
	stop()
	tests := []struct {
		command []string
		want    string // a regular expression
	}{
		{[]string{"hello", "-url", "redis://" + none}, `hello: client: connecting: dial tcp ` + none + `: .*refused.*`},
		{[]string{"hello", "-url", "redis://" + addr}, `hello: client: connecting to ` + addr + `: NOAUTH Authentication required\.`},
		{[]string{"pub", "-url", "redis://:wrong@" + addr, "a", "b"}, `pub: client: connecting to ` + addr + `: WRONGPASS invalid username-password pair or user is disabled\.`},
		{[]string{"sub", "-url", "redis://:wrong@" + addr, "a"}, `sub: client: connecting to ` + addr + `: WRONGPASS .*`},
		{[]string{"chat", "-url", "redis://:wrong@" + addr, "-name", "ann"}, `chat: client: connecting to ` + addr + `: WRONGPASS .*`},
		{[]string{"hello", "-url", "localhost:6379"}, `hello: client: URL: .*rediss.*`},
		{[]string{"hello", "-nonsense"}, `hello: flag provided but not defined: -nonsense`},
		{[]string{"hello", "world"}, `hello: unexpected argument "world" \(see -h\)`},
		{[]string{"pub", "news"}, `pub: want a channel and a message \(see -h\)`},
		{[]string{"pub", "news", "one", "two"}, `pub: want a channel and a message \(see -h\)`},
		{[]string{"sub"}, `sub: want a channel \(see -h\)`},
		{[]string{"sub", "-n", "-1", "news"}, `sub: invalid value "-1" for flag -n: parse error`},
		{[]string{"chat"}, `chat: want -name and a name, in visible characters \(see -h\)`},
		{[]string{"chat", "-name", " "}, `chat: want -name .*`},
		{[]string{"chat", "-name", "ann\nbob"}, `chat: want -name .*`},
		{[]string{"chat", "-name", "ann\x1b[31m"}, `chat: want -name .*`},
		{[]string{"chat", "-name", "ann", "bob"}, `chat: want -name .*`},
	}
	for _, test := range tests {
		stdout, stderr := start(t, test.command[0], test.command[1:]...).exits(1)
		if len(stdout) > 0 || !regexp.MustCompile(`\A`+test.want+`\z`).MatchString(strings.Join(stderr, "\n")) {
			t.Errorf("%q: got %q and %q, want the one line %s", test.command, stdout, stderr, test.want)
		}
	}
}

// A server that does not answer holds nobody up who presses Ctrl-C.
func TestInterruptEndsTheWaitForAServer(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	url := "redis://" + l.Addr().String()
	for _, command := range [][]string{
		{"hello", "-url", url}, {"pub", "-url", url, "a", "b"}, {"sub", "-url", url, "a"}, {"chat", "-url", url, "-name", "ann"},
	} {
		p := start(t, command[0], command[1:]...)
		conn, err := l.Accept()
		require.NoError(t, err)
		defer conn.Close()
		_, err = conn.Read(make([]byte, 1)) // of PING, for whose reply the program waits
		require.NoError(t, err)
		p.interrupt()
		p.tells(command[0] + ": client: connecting to " + l.Addr().String() + ": interrupt signal received")
		p.ends(1)
	}
}
