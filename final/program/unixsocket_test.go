package program

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"mini-redis/final/client"
	"mini-redis/final/servertest"
)

func socketPath(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "mini") // t.TempDir is too long a name for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return filepath.Join(dir, "socket")
}

// A Unix socket is one more listener: beside the ports, or, with --port 0, instead of
// them. Protected mode is not about it, and its file goes with the server.
func TestUnixSocketIsAListener(t *testing.T) {
	path := socketPath(t)
	for port, others := range map[string]bool{"0": false, freePort(t): true} {
		o, l := listenFor(t, "--bind", "127.0.0.1", "--port", port, "--unixsocket", path, "--unixsocketperm", "0700")
		want := "unixsocket=" + path + " "
		if others {
			want = "addr=127.0.0.1:" + port + " " + want
		}
		if got := attributesOf(l); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		t.Run(port, func(t *testing.T) {
			s := o.newServer(l)
			servertest.Serve(t, l.join(s), s)
			c := connected(t, path, client.Options{Network: "unix"})
			for name, want := range map[string]string{"unixsocket": path, "unixsocketperm": "700", "port": port} {
				if got, err := parameter(t, c, name); got != want {
					t.Errorf("%s is %q, %v, want %q", name, got, err, want)
				}
			}
			const refused = "ERR CONFIG SET failed (possibly related to argument 'unixsocketperm') - can't set immutable config"
			if _, err := c.Do(t.Context(), "CONFIG", "SET", "unixsocketperm", "700"); err == nil || err.Error() != refused {
				t.Errorf("got %v", err)
			}
			list, err := c.Do(t.Context(), "CLIENT", "LIST")
			if !strings.Contains(list.Str, " addr="+path+":0 laddr="+path+":0 ") || !strings.Contains(list.Str, " flags=U ") {
				t.Errorf("got %s, %v", list.Str, err)
			}
		})
		if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("after the shutdown: got %v", err)
		}
	}
}

// The file has its permissions whatever the umask takes, and on Linux never more than
// these. Without any they are those of every file.
func TestUnixSocketHasItsPermissions(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("files have no such permissions")
	}
	path := socketPath(t)
	permissions := func(l net.Listener, err error) fs.FileMode {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		info, err := os.Lstat(path)
		if err != nil {
			t.Fatal(err)
		}
		return info.Mode().Perm()
	}
	for _, want := range []fs.FileMode{0o600, 0o700, 0o777} {
		if got := permissions(listenUnix(path, int(want))); got != want {
			t.Errorf("got %o, want %o", got, want)
		}
		if got := permissions(socketConfig(want).Listen(t.Context(), "unix", path)); got&^want != 0 && runtime.GOOS == "linux" {
			t.Errorf("at first: got %o, more than %o", got, want)
		}
	}
	if got, want := permissions(listenUnix(path, 0)), permissions(net.Listen("unix", path)); got != want {
		t.Errorf("without: got %o, want %o", got, want)
	}
}

// A socket that a killed server has left is replaced. One that is in use, and what is
// no socket, stays.
func TestOnlyAStaleSocketIsReplaced(t *testing.T) {
	path := socketPath(t)
	left, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	left.(*net.UnixListener).SetUnlinkOnClose(false)

	o, err := parseFlags([]string{"--port", "0", "--unixsocket", path})
	if err != nil {
		t.Fatal(err)
	}
	refused := func(name string) {
		t.Helper()
		before, err := os.Lstat(path)
		if err != nil {
			t.Fatal(err)
		}
		if l, err := o.listen(); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: got %v, want an error with the path", name, err)
			l.close()
		}
		if after, err := os.Lstat(path); err != nil || !os.SameFile(before, after) {
			t.Errorf("%s: it is gone, %v", name, err)
		}
	}
	refused("in use")
	left.Close()
	l, err := o.listen()
	if err != nil {
		t.Fatalf("stale: %v", err)
	}
	l.close()
	if err := os.WriteFile(path, []byte("data"), 0o600); err != nil {
		t.Fatal(err)
	}
	refused("a file")
	os.Remove(path)
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	refused("a directory")
}

// What fails behind it gives the socket back.
func TestUnixSocketIsGivenBack(t *testing.T) {
	path := socketPath(t)
	o, err := parseFlags([]string{"--port", "0", "--unixsocket", path, "--debug-addr", "192.0.2.77:0"})
	if err != nil {
		t.Fatal(err)
	}
	if l, err := o.listen(); err == nil {
		l.close()
		t.Error("got no error")
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}
