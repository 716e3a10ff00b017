package resp

import (
	"io"
	"strings"
	"testing"
)

// Every expectation was checked against redis-server 7.0.15 with a password.
func TestUnauthenticatedClientMaySendLittle(t *testing.T) {
	args := make([]string, 10)
	args[9] = strings.Repeat("x", 16384)
	fits := string(AppendCommand(nil, args...))
	args[9] += "x"
	for stream, want := range map[string]string{
		fits:                                  io.EOF.Error(),
		string(AppendCommand(nil, args...)):   "Protocol error: unauthenticated bulk length",
		"*1\r\n$16385\r\n":                    "Protocol error: unauthenticated bulk length",
		"*1\r\n$536870912\r\n":                "Protocol error: unauthenticated bulk length",
		"*1\r\n$536870913\r\n":                "Protocol error: invalid bulk length",
		"*1\r\n$-1\r\n":                       "Protocol error: invalid bulk length",
		"*11\r\n":                             "Protocol error: unauthenticated multibulk length",
		"*2147483647\r\n":                     "Protocol error: unauthenticated multibulk length",
		"*2147483648\r\n":                     "Protocol error: invalid multibulk length",
		"*-11\r\nPING\r\n":                    io.EOF.Error(),
		strings.Repeat("a ", 100) + "\r\nx\n": io.EOF.Error(),
		strings.Repeat("a", 20_000) + "\r\n":  io.EOF.Error(),
	} {
		r := NewReader(strings.NewReader(stream))
		r.Unauthenticated = true
		if _, err := readAll(r); err.Error() != want {
			t.Errorf("%.20q: got %v, want %s", stream, err, want)
		}
	}
}

// Checked against redis-server 7.0.15: AUTH widens what the same pipeline may hold
// behind it, and RESET narrows it.
func TestUnauthenticatedMayChangeBetweenCommands(t *testing.T) {
	large := string(AppendCommand(nil, make([]string, 11)...))
	r := NewReader(strings.NewReader("*1\r\n$4\r\nAUTH\r\n" + large + "RESET\r\n" + large))
	for i, want := range []string{"", "", "", "Protocol error: unauthenticated multibulk length"} {
		r.Unauthenticated = i == 0 || i == 3
		if _, err := r.ReadCommand(); text(err) != want {
			t.Errorf("command %d: got %v, want %q", i, err, want)
		}
	}
}
