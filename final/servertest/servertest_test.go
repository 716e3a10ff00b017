package servertest_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"mini-redis/final/client"
	"mini-redis/final/server"
	"mini-redis/final/servertest"
)

// unixSocket returns a listener at a path that is short enough for a socket.
func unixSocket(t *testing.T) net.Listener {
	t.Helper()
	dir, err := os.MkdirTemp("", "mini")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	l, err := net.Listen("unix", filepath.Join(dir, "socket"))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func locked() *server.Server { return &server.Server{Password: "p@ss word"} }

// A server is reached in each of the ways that there are to it: by its own client, by its
// URL, and by a library that dials with Dial.
func TestEveryWayLeadsToTheServer(t *testing.T) {
	for name, start := range map[string]func(*testing.T) *servertest.Server{
		"port":                 func(t *testing.T) *servertest.Server { return servertest.Start(t) },
		"memory":               func(t *testing.T) *servertest.Server { return servertest.InMemory(t) },
		"memory with password": func(t *testing.T) *servertest.Server { return servertest.Serve(t, nil, locked()) },
		"socket":               func(t *testing.T) *servertest.Server { return servertest.Serve(t, unixSocket(t), locked()) },
	} {
		t.Run(name, func(t *testing.T) {
			if name == "socket" && filepath.Separator != '/' {
				t.Skip("a path is none of a URL")
			}
			s := start(t)
			if err := s.Client().Set(t.Context(), "k", "v"); err != nil {
				t.Fatal(err)
			}
			addr, o, err := client.ParseURL(s.URL())
			if err != nil || addr != s.Addr {
				t.Fatalf("%s leads to %s, %v, want %s", s.URL(), addr, err, s.Addr)
			}
			dials := []func(context.Context, string, string) (net.Conn, error){s.Dial}
			if !strings.HasPrefix(name, "memory") {
				dials = append(dials, nil)
			}
			for _, o.Dial = range dials {
				c, err := client.Dial(t.Context(), addr, o)
				if err != nil {
					t.Fatal(err)
				}
				if v, err := c.Get(t.Context(), "k"); v != "v" || err != nil {
					t.Errorf("got %q, %v", v, err)
				}
				c.Close()
			}
		})
	}
}

func TestServersAreSeparate(t *testing.T) {
	for _, start := range []func(testing.TB) *servertest.Server{servertest.Start, servertest.InMemory} {
		one, other := start(t), start(t)
		if err := one.Client().Set(t.Context(), "k", "v"); err != nil {
			t.Fatal(err)
		}
		if n, err := other.Client().Exists(t.Context(), "k"); n != 0 || err != nil {
			t.Errorf("the other server has the key of the first: %d, %v", n, err)
		}
	}
}

func TestOtherAddressesAreRefused(t *testing.T) {
	for _, s := range []*servertest.Server{servertest.Start(t), servertest.InMemory(t)} {
		conn, err := s.Dial(t.Context(), "tcp", "127.0.0.1:6379")
		if err == nil {
			conn.Close()
			t.Errorf("the server at %s can be dialed as another one", s.Addr)
		}
	}
}

// What is beyond the buffers of a connection is taken in, too, and what is within them
// takes no time.
func TestClientMayWriteAllBeforeItReads(t *testing.T) {
	for _, n := range []int{1000, 20_000} {
		synctest.Test(t, func(t *testing.T) {
			s := servertest.InMemory(t)
			conn, err := s.Dial(t.Context(), "tcp", s.Addr)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			begin := time.Now()
			for i := range n {
				if _, err := fmt.Fprintf(conn, "ECHO %010d\r\n", i); err != nil {
					t.Fatal(err)
				}
			}
			replies := bufio.NewReader(conn)
			for i := range n {
				want := fmt.Sprintf("$10\r\n%010d\r\n", i)
				got := make([]byte, len(want))
				if _, err := io.ReadFull(replies, got); string(got) != want {
					t.Fatalf("reply %d: got %q, %v", i, got, err)
				}
			}
			if took := time.Since(begin); n == 1000 && took != 0 {
				t.Errorf("%d commands took %v", n, took)
			}
		})
	}
}

// stay leaves clients on s, each in another state, and returns one of them: it idles.
func stay(t *testing.T, s *servertest.Server) *client.Client {
	t.Helper()
	dial := func() net.Conn {
		conn, err := s.Dial(t.Context(), "tcp", s.Addr)
		if err != nil {
			t.Fatal(err)
		}
		return conn // which nobody closes
	}
	read := func(conn net.Conn, want string) {
		got := make([]byte, len(want))
		if _, err := io.ReadFull(conn, got); string(got) != want {
			t.Errorf("got %q, %v, want %q", got, err, want)
		}
	}
	idle := s.Client()
	if _, err := idle.Subscribe(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	io.WriteString(dial(), "*1\r\n$4\r\nPI")
	subscriber := dial()
	io.WriteString(subscriber, "SUBSCRIBE a\r\n")
	read(subscriber, "*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n")
	busy := dial() // its reply is larger than all buffers
	io.WriteString(busy, "SETRANGE k 50000000 x\r\nGET k\r\nPING\r\n")
	read(busy, ":50000001\r\n$")
	return idle
}

// A server ends although clients stay, and although a reply to one of them can't get out. In
// a bubble that is the test, too, that nothing is left.
func TestServerEndsThoughClientsStay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := servertest.InMemory(t)
		idle := stay(t, s)
		begin := time.Now()
		s.Close()
		if waited := time.Since(begin); waited != time.Second {
			t.Errorf("Close waited %v for the client that does not read", waited)
		}
		if conn, err := s.Dial(t.Context(), "tcp", s.Addr); err == nil {
			conn.Close()
			t.Error("who dials the server after its end is connected")
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := idle.Ping(ctx); err == nil {
			t.Error("a client of the server is answered after its end")
		}
		s.Close()
	})
}

// A command that runs at the end has its reply if it takes no longer than a second, and
// Close waits for it in any case.
func TestCloseWaitsForTheCommandUnderWay(t *testing.T) {
	for _, takes := range []time.Duration{time.Second / 2, time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			s := servertest.Serve(t, nil, &server.Server{Observer: &slowness{takes: takes}})
			c := s.Client()
			reply := make(chan error, 1)
			go func() {
				_, err := c.Incr(context.Background(), "k")
				reply <- err
			}()
			synctest.Wait()
			begin := time.Now()
			s.Close()
			if waited := time.Since(begin); waited < takes {
				t.Errorf("a command takes %v, Close waits %v", takes, waited)
			}
			if err := <-reply; (err == nil) != (takes < time.Second) {
				t.Errorf("a command that takes %v is answered with %v", takes, err)
			}
		})
	}
}

// slowness is an Observer that makes INCR take a time.
type slowness struct{ takes time.Duration }

func (*slowness) BeginConnection(ctx context.Context, _ server.Connection) context.Context {
	return ctx
}
func (*slowness) EndConnection(context.Context, server.Connection, server.ConnectionEnd) {}
func (o *slowness) BeginCommand(ctx context.Context, c server.Command) context.Context {
	if c.Name == "incr" {
		time.Sleep(o.takes)
	}
	return ctx
}
func (*slowness) EndCommand(context.Context, server.Command, server.CommandResult) {}
func (*slowness) DropSubscriber(context.Context, string)                           {}

// When a test is over, the goroutines of its servers and clients have ended, whoever stayed
// and whether or not they were closed.
func TestNoGoroutineIsLeftAfterATest(t *testing.T) {
	for name, start := range map[string]func(testing.TB) *servertest.Server{"port": servertest.Start, "memory": servertest.InMemory} {
		t.Run(name, func(t *testing.T) { stay(t, start(t)) })
		// A goroutine whose end was waited for may have its last step to do.
		for limit := time.Now().Add(time.Minute); ; runtime.Gosched() {
			left := goroutines()
			if left == "" {
				break
			}
			if time.Now().After(limit) {
				t.Fatalf("after the test:\n%s", left)
			}
		}
	}
}

// goroutines returns the stacks of those that this module has started, or waits in, but for
// the tests.
func goroutines() (stacks string) {
	all := make([]byte, 1<<20)
	for stack := range strings.SplitSeq(string(all[:runtime.Stack(all, true)]), "\n\n") {
		if strings.Contains(stack, "mini-redis/final/") && !strings.Contains(stack, "testing.tRunner") {
			stacks += stack + "\n\n"
		}
	}
	return stacks
}

// A recorder is a test that keeps its log and its errors.
type recorder struct {
	testing.TB
	mu  sync.Mutex
	log bytes.Buffer // guarded by mu
}

func (r *recorder) Output() io.Writer { return r }

func (r *recorder) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.log.Write(p)
}

func (r *recorder) Errorf(format string, args ...any) { fmt.Fprintf(r, format, args...) }

func (r *recorder) wants(text string) {
	r.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	if !strings.Contains(r.log.String(), text) {
		r.TB.Errorf("got %q, want %q in it", r.log.String(), text)
	}
}

func TestServerLogsToTheTest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &recorder{TB: t}
		s := servertest.Serve(r, nil, &server.Server{MaxClients: 1})
		s.Client()
		synctest.Wait()
		r.wants("connection limit reached")
	})
}

func TestServerThatEndsByItselfFailsTheTest(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &recorder{TB: t}
	s := servertest.Serve(r, l, new(server.Server))
	s.Client()
	l.Close()
	s.Close()
	r.wants("Serve returned")
}
