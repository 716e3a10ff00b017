package interop

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"
)

// A library is a client library in one of its ways to speak to a server.
type library struct {
	name string
	open func(libraryOptions) (libraryClient, error)
}

// libraries returns each library with each protocol.
func libraries() []library {
	return []library{
		{"go-redis-RESP2", func(o libraryOptions) (libraryClient, error) { return openGoRedis(o, 2) }},
		{"go-redis-RESP3", func(o libraryOptions) (libraryClient, error) { return openGoRedis(o, 3) }},
		{"rueidis-RESP2", func(o libraryOptions) (libraryClient, error) { return openRueidis(o, true) }},
		{"rueidis-RESP3", func(o libraryOptions) (libraryClient, error) { return openRueidis(o, false) }},
	}
}

// libraryOptions say how a client connects. All but addr may be left empty.
type libraryOptions struct {
	addr               string
	username, password string
	name               string // of the connection, for CLIENT GETNAME
	tls                *tls.Config
}

// A libraryClient is what the tests use of a client library, by the library's own
// functions for each command. Errors are the library's.
type libraryClient interface {
	protocol(ctx context.Context) (int64, error)    // that the server says it speaks on the connection
	clientName(ctx context.Context) (string, error) // "" without one
	set(ctx context.Context, key, value string) error
	setFor(ctx context.Context, key, value string, life time.Duration) error
	get(ctx context.Context, key string) (value string, found bool, err error)
	incr(ctx context.Context, key string) (int64, error)
	mset(ctx context.Context, pairs map[string]string) error
	mget(ctx context.Context, keys ...string) ([]any, error) // nil for a key that is missing
	del(ctx context.Context, keys ...string) (int64, error)
	expire(ctx context.Context, key string, life time.Duration) (bool, error)
	persist(ctx context.Context, key string) (bool, error)
	ttl(ctx context.Context, key string) (time.Duration, error) // below 0 as the server says, in nanoseconds
	scan(ctx context.Context, match string, count int64, each func(key string)) error
	// pipeline sends all commands before it reads replies. A reply is an int64, a
	// string, nil or an error.
	pipeline(ctx context.Context, commands [][]string) ([]any, error)
	publish(ctx context.Context, channel, message string) (int64, error)
	subscriber() librarySubscriber
	close()
}

// A librarySubscriber is a connection for messages.
type librarySubscriber interface {
	subscribe(ctx context.Context, channels ...string) error
	psubscribe(ctx context.Context, patterns ...string) error
	unsubscribe(ctx context.Context, channels ...string) error
	punsubscribe(ctx context.Context, patterns ...string) error
	// next returns the next event, in words: "subscribe news 1", "message news
	// hello", "pmessage n* news hello" and the like.
	next(ctx context.Context) (string, error)
	close()
}

// A serverKind is one of the two servers.
type serverKind struct {
	name  string // as in server
	start func(t testing.TB, flags ...string) *server
}

// serverKinds returns redis-server, which proves the tests, and the server of this
// project, of which they are.
func serverKinds() []serverKind {
	return []serverKind{{"redis", startRedis}, {"final", startFinal}}
}

// eachServer runs test against each server, started with these flags.
func eachServer(t *testing.T, flags []string, test func(t *testing.T, s *server)) {
	t.Setenv("GORACE", "atexit_sleep_ms=100") // of 1000, for each server that stops
	for _, kind := range serverKinds() {
		s := kind.start(t, flags...)
		t.Run(s.name, func(t *testing.T) { test(t, s) })
		s.stop()
	}
}

// eachClient runs test with each client on each server, without keys at first.
func eachClient(t *testing.T, test func(ctx context.Context, t *testing.T, c libraryClient)) {
	eachServer(t, nil, func(t *testing.T, s *server) {
		for _, lib := range libraries() {
			t.Run(lib.name, func(t *testing.T) {
				ctx := aMinute(t)
				c := openLibrary(t, lib, libraryOptions{addr: s.addr})
				if _, err := c.pipeline(ctx, [][]string{{"FLUSHALL"}}); err != nil {
					t.Fatal(err)
				}
				test(ctx, t, c)
			})
		}
	})
}

// openLibrary returns a client that closes with the test.
func openLibrary(t *testing.T, lib library, o libraryOptions) libraryClient {
	t.Helper()
	c, err := lib.open(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.close)
	return c
}

// aMinute is a context that ends a test that hangs.
func aMinute(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// becomes asks until the answer is true. What it asks is a server, so that
// each try takes its time.
func becomes(t *testing.T, what string, ask func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !ask(); runtime.Gosched() {
		if time.Now().After(end) {
			t.Fatalf("%s: not in a minute", what)
		}
	}
}

// errorText returns the text of an error reply without ERR, which rueidis leaves out.
func errorText(err error) string {
	if err == nil {
		return ""
	}
	return strings.TrimPrefix(err.Error(), "ERR ")
}

// timedOut reports whether an error is that of a deadline, in any of the ways that
// libraries say it.
func timedOut(err error) bool {
	var network net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &network) && network.Timeout()
}
