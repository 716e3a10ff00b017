// Package servertest starts mini-redis servers for tests, as net/http/httptest starts
// HTTP servers:
//
//	s := servertest.Start(t)    // on a loopback port
//	s := servertest.InMemory(t) // without a socket
//
// Each is a server of its own, empty, which ends with its test.
//
// # Bubbles
//
// The clock of a [testing/synctest] bubble goes forward only while all of its goroutines
// wait for each other or for that clock, so it stands still while one of them waits for a
// socket. Servers in memory have none: their deadlines, timeouts and keys' lifetimes pass
// as fast as the test can execute what happens meanwhile. Such a server has to be started
// inside of the bubble, with the bubble's t, and dialed from there; then all of it has
// ended when the bubble ends.
package servertest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"sync"
	"testing"
	"time"

	"mini-redis/final/client"
	"mini-redis/final/internal/memnet"
	"mini-redis/final/server"
)

// grace is how long clients that are busy at the end hold up their test.
const grace = time.Second

// A Server is a server that runs until the end of its test. Its methods are safe for
// concurrent use.
type Server struct {
	Addr string // what to dial: host:port, or the path of a Unix socket; for a server in memory a name that only Dial knows

	t      testing.TB
	server *server.Server
	l      net.Listener
	dial   func(ctx context.Context) (net.Conn, error)
	close  func() // does its work once
}

// Start starts a server on a port of 127.0.0.1 that the system chooses, and ends it with
// the test as [Server.Close] does.
func Start(t testing.TB) *Server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return Serve(t, l, new(server.Server))
}

// InMemory is Start without a socket: clients reach the server through Dial. Connections
// have buffers and end like those of TCP. In a bubble, t has to be the bubble's.
func InMemory(t testing.TB) *Server {
	t.Helper()
	return Serve(t, nil, new(server.Server))
}

// Serve is Start for a server that is not the zero one, for instance with a Password, and
// a listener, which it closes. Without a listener, l being nil, it is InMemory. If s has
// no Logger, it gets one that writes to the log of the test.
func Serve(t testing.TB, l net.Listener, s *server.Server) *Server {
	t.Helper()
	if s.Logger == nil {
		s.Logger = slog.New(slog.NewTextHandler(t.Output(), nil))
	}
	r := &Server{t: t, server: s, l: l}
	r.dial = func(ctx context.Context) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, l.Addr().Network(), r.Addr)
	}
	if l == nil {
		memory := memnet.Listen()
		r.l, r.dial = memory, func(context.Context) (net.Conn, error) { return memory.Dial() }
	}
	r.Addr = r.l.Addr().String()
	served := make(chan error, 1)
	go func() { served <- s.Serve(r.l) }()
	r.close = sync.OnceFunc(func() {
		ctx, cancel := context.WithTimeout(context.Background(), grace)
		defer cancel()
		s.Shutdown(ctx)
		if err := <-served; !errors.Is(err, server.ErrServerClosed) {
			t.Errorf("servertest: Serve returned %v", err)
		}
	})
	t.Cleanup(r.close)
	return r
}

// Close ends the server before the end of its test. Connections that wait for a command
// end at once; the others have a second for the commands that the server has received and
// their replies, and are cut then. Close returns when no goroutine of the server is left.
// Further calls do nothing.
func (s *Server) Close() { s.close() }

// URL returns the address, and the server's Password if there is one, as
// [client.ParseURL] takes it. It is not for TLS.
func (s *Server) URL() string {
	u := url.URL{Scheme: "redis", Host: s.Addr}
	if s.l.Addr().Network() == "unix" {
		u = url.URL{Scheme: "unix", Path: s.Addr}
	}
	if s.server.Password != "" {
		u.User = url.UserPassword("", s.server.Password)
	}
	return u.String()
}

// Dial connects to the server, for client libraries that let a function do that, such as
// client.Options.Dial. The network may be any; addr has to be Addr, so that a program
// under test that was given another address is found out.
func (s *Server) Dial(ctx context.Context, network, addr string) (net.Conn, error) {
	if addr != s.Addr {
		return nil, fmt.Errorf("servertest: dial %s: the address of this server is %s", addr, s.Addr)
	}
	return s.dial(ctx)
}

// Client returns a new client of the server, without TLS, which is closed at the end of the
// test, before the server. If it can't connect it ends the test with Fatal.
func (s *Server) Client() *client.Client {
	s.t.Helper()
	c, err := client.Dial(context.Background(), s.Addr, client.Options{Dial: s.Dial, Password: s.server.Password})
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { c.Close() })
	return c
}
