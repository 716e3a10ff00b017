package main

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"mini-redis/final/internal/testpki"
	"mini-redis/final/server"
	"mini-redis/final/servertest"
)

func TestGreetingShowsWhetherTheServerServes(t *testing.T) {
	for _, tt := range []struct {
		name   string
		access access
		reply  string // empty for none
		sent   string
		want   string // in the error, empty for none
	}{
		{"ping", access{}, "+PONG\r\n", "*1\r\n$4\r\nPING\r\n", ""},
		{"password", access{password: "p"}, "+OK\r\n", "*2\r\n$4\r\nAUTH\r\n$1\r\np\r\n", ""},
		{"user", access{user: "u", password: "p"}, "+OK\r\n", "*3\r\n$4\r\nAUTH\r\n$1\r\nu\r\n$1\r\np\r\n", ""},
		{"error", access{}, "-NOAUTH no\r\n", "*1\r\n$4\r\nPING\r\n", "the server answered: NOAUTH no"},
		{"last save failed", access{}, "-MISCONF no\r\n", "*1\r\n$4\r\nPING\r\n", ""},
		{"other protocol", access{}, ":1\r\n", "*1\r\n$4\r\nPING\r\n", "the answer to PING is not that of a Redis server"},
		{"silence", access{}, "", "*1\r\n$4\r\nPING\r\n", "no answer for 10s: has the server reached its limit of clients?"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				near, far := net.Pipe()
				defer near.Close()
				sent := make([]byte, len(tt.sent))
				go func() {
					io.ReadFull(far, sent)
					io.WriteString(far, tt.reply)
				}()
				ctx, cancel := context.WithTimeout(t.Context(), patience)
				defer cancel()
				err := tt.access.begin(ctx, near)
				if (tt.want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), tt.want) {
					t.Errorf("got %v, want %q", err, tt.want)
				}
				synctest.Wait()
				if string(sent) != tt.sent {
					t.Errorf("sent %q, want %q", sent, tt.sent)
				}
			})
		})
	}
}

func TestServerThatHangsUpIsNamedSo(t *testing.T) {
	near, far := net.Pipe()
	go func() {
		io.ReadFull(far, make([]byte, len("*1\r\n$4\r\nPING\r\n")))
		far.Close()
	}()
	if err := (access{}).begin(t.Context(), near); !errors.Is(err, errClosed) {
		t.Errorf("got %v, want %v", err, errClosed)
	}
}

// A Unix socket is measured by its path, in -s, in -addr or in a URL.
func TestUnixSocketIsMeasured(t *testing.T) {
	dir, err := os.MkdirTemp("", "mini") // t.TempDir is too long a name for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	path := filepath.ToSlash(filepath.Join(dir, "socket"))
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	servertest.Serve(t, l, new(server.Server))
	for _, flags := range []string{"-s " + path + " -h nosuch.invalid -p 1", "-addr " + path, "-addr a=unix://" + path} {
		var stdout, stderr strings.Builder
		if code := execute(t.Context(), strings.Fields(flags+" -t get -c 2 -n 20 --csv"), &stdout, &stderr); code != 0 || !strings.Contains(stdout.String(), "GET") {
			t.Errorf("%s: exit code %d, %q and %q", flags, code, stdout.String(), stderr.String())
		}
	}
	var stderr strings.Builder
	if code := execute(t.Context(), []string{"-s", path + "x"}, io.Discard, &stderr); code != 1 || !strings.Contains(stderr.String(), path+"x") {
		t.Errorf("where nothing is: exit code %d, %q", code, stderr.String())
	}
}

func TestLoadIsEncryptedWhereAskedFor(t *testing.T) {
	certificate, file := certified(t)
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{certificate}})
	if err != nil {
		t.Fatal(err)
	}
	s := new(server.Server)
	addr := servertest.Serve(t, l, s).Addr
	for _, tt := range []struct{ flags, want string }{
		{"--tls --cacert " + file, ""},
		{"--tls --insecure", ""},
		{"--tls --cacert " + file + " --sni other.example", "other.example"},
		{"--tls", "certificate"},
	} {
		var stderr strings.Builder
		code := execute(t.Context(), strings.Fields(tt.flags+" -t set,get -c 3 -n 40 -P 4 -addr "+addr), io.Discard, &stderr)
		if (code == 0) != (tt.want == "") || !strings.Contains(stderr.String(), tt.want) {
			t.Errorf("%s: exit code %d, %q, want %q", tt.flags, code, stderr.String(), tt.want)
		}
	}
}

// certified returns a certificate for 127.0.0.1, and the file of the authority that has signed it.
func certified(t *testing.T) (tls.Certificate, string) {
	t.Helper()
	p := testpki.New(t)
	certificate, err := tls.LoadX509KeyPair(p.CertFile, p.KeyFile)
	if err != nil {
		t.Fatal(err)
	}
	return certificate, p.CAFile
}
