package server

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// socketPath returns a path for a Unix domain socket.
func socketPath(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "mini") // t.TempDir is too long a name for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return filepath.Join(dir, "socket")
}

// The line about a connection over a Unix domain socket has the socket's path for both
// ends, and the flag U; that of any real socket has its number.
func TestClientListTellsOfSockets(t *testing.T) {
	path := socketPath(t)
	for network, address := range map[string]string{"unix": path, "tcp": "127.0.0.1:0"} {
		l, err := net.Listen(network, address)
		if err != nil {
			t.Fatal(err)
		}
		start(t, new(Server), l)
		conn, err := net.Dial(network, l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		c := newClient(t, conn)
		ends, flags := fmt.Sprintf("addr=%s laddr=%s", conn.LocalAddr(), conn.RemoteAddr()), "N"
		if network == "unix" {
			ends, flags = fmt.Sprintf("addr=%s:0 laddr=%s:0", path, path), "U"
		}
		want := regexp.MustCompile(`^id=1 ` + regexp.QuoteMeta(ends) + ` fd=\d+ name= age=0 idle=0 flags=` + flags + ` db=0 `)
		if got := c.do("CLIENT", "INFO").Str; !want.MatchString(got) {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
