package client

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"mini-redis/final/server"
)

// A Unix socket is dialed by its path: that of a URL, or the address where Network says
// so. Subscribers and the connections that replace others go there, too.
func TestUnixSocketsAreDialedByTheirPath(t *testing.T) {
	dir, err := os.MkdirTemp("", "mini") // t.TempDir is too long a name for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	path := filepath.Join(dir, "a socket")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	s := &server.Server{Password: "s/cret", Logger: slog.New(slog.DiscardHandler)}
	served := make(chan error, 1)
	go func() { served <- s.Serve(l) }()
	t.Cleanup(func() {
		s.Shutdown(context.Background())
		<-served
	})

	c, err := Dial(t.Context(), path, Options{Network: "unix", Password: "s/cret"})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	subscriber := subscribed(t, c, "a")
	if n, err := c.Publish(t.Context(), "a", "1"); n != 1 || err != nil {
		t.Errorf("got %d, %v", n, err)
	}
	receives(t, subscriber, "a:1")

	if filepath.Separator == '/' { // where it is not, a path is none of a URL
		raw := url.URL{Scheme: "unix", User: url.UserPassword("", "s/cret"), Path: path}
		again, err := DialURL(t.Context(), raw.String())
		if err != nil {
			t.Fatal(err)
		}
		again.Close()
	}
	if _, err := Dial(t.Context(), path+"x", Options{Network: "unix"}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("where nothing is: got %v", err)
	}
}

// Options.Dial is told the network.
func TestDialIsToldTheNetwork(t *testing.T) {
	for network, want := range map[string]string{"": "tcp", "tcp6": "tcp6", "unix": "unix"} {
		told := ""
		Dial(t.Context(), "a", Options{Network: network, Dial: func(_ context.Context, network, address string) (net.Conn, error) {
			told = network + " " + address
			return nil, errDown
		}})
		if want += " a"; told != want {
			t.Errorf("%q: Dial was told %q, want %q", network, told, want)
		}
	}
}
