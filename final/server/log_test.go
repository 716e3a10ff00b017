package server

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"mini-redis/final/pubsub"
)

// A lockedBuffer may be written to and read at once.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// privateConversations are what clients may send, each of which has the word private
// in it: passwords, keys, values, channels, and names that are no commands.
func privateConversations() []string {
	return []string{
		pipeline("AUTH private-wrong", "AUTH private-user private-password", "AUTH private-password",
			"SET private-key private-value", "GET private-key", "INCR private-key", "MSET private-a", "KEYS private*",
			"SET private-key private-value private-option", "EXPIRE private-key private-number",
			"PRIVATE-COMMAND private-argument", "CONFIG private-subcommand", "CONFIG SET requirepass private-password",
			"CONFIG SET private-parameter private-value", "CLIENT SETNAME private-name", "CLIENT KILL private-address",
			"HELLO 3 AUTH default private-password SETNAME private-name", "HELLO 2 private-option",
			"SUBSCRIBE private-channel", "PUBLISH private-channel private-message", "PING private-ping", "QUIT"),
		"*1\r\n$private\r\n",
		"*private\r\n",
		"SET \"private\r\n",
		"AUTH private-password\r\nSET private-key 'private\r\n",
		"POST /private HTTP/1.1\r\nHost: private\r\n\r\n",
		strings.Repeat("private", 10000),
	}
}

// Whatever clients send does not get into the log, in either format, even at debug
// level.
func TestLogTellsNothingPrivate(t *testing.T) {
	for _, json := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			log, level := new(lockedBuffer), new(slog.LevelVar)
			level.Set(slog.LevelDebug)
			s := &Server{Password: "private-password", LogLevel: level, Logger: slog.New(logHandler(log, level, json))}
			s.init.Do(s.initialize)
			s.hub = pubsub.New(encodePush, pubsub.Limits{HardBytes: 440})
			l := newMemListener()
			start(t, s, l)
			for _, sent := range privateConversations() {
				conn := l.dial()
				go io.WriteString(conn, sent)
				io.Copy(io.Discard, conn)
				conn.Close()
			}
			dropSubscriber(t, l)
			synctest.Wait()
			got := log.String()
			if strings.Contains(strings.ToLower(got), "private") {
				t.Errorf("the log tells too much:\n%s", got)
			}
			for _, want := range []string{"client connected", "config|set", "it speaks HTTP", "client dropped"} {
				if !strings.Contains(got, want) {
					t.Errorf("the log does not tell of %q, so this test proves little:\n%s", want, got)
				}
			}
		})
	}
}

// logHandler returns a handler in one of the formats of the program.
func logHandler(w io.Writer, level slog.Leveler, json bool) slog.Handler {
	options := &slog.HandlerOptions{Level: level}
	if json {
		return slog.NewJSONHandler(w, options)
	}
	return slog.NewTextHandler(w, options)
}

// dropSubscriber has the server drop a subscriber that does not read.
func dropSubscriber(t *testing.T, l *memListener) {
	t.Helper()
	slow, publisher := newClient(t, l.dial()), newClient(t, l.dial())
	slow.send("AUTH", "private-password")
	slow.want("+OK")
	slow.send("SUBSCRIBE", "private-channel")
	slow.want("[subscribe private-channel :1]")
	publisher.send("AUTH", "private-password")
	publisher.want("+OK")
	for range 20 {
		publisher.do("PUBLISH", "private-channel", "private-message")
	}
}

// The log of a program that nobody asks to say more has nothing about single clients
// that behave.
func TestLogIsQuietAtInfo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := new(lockedBuffer)
		s, l := &Server{Logger: slog.New(slog.NewTextHandler(log, nil))}, newMemListener()
		start(t, s, l)
		var conn net.Conn
		for i := range 10 {
			conn = l.dial()
			go fmt.Fprintf(conn, "SET k %d\r\nNOSUCH\r\n*x\r\n", i)
			io.Copy(io.Discard, conn)
			conn.Close()
		}
		synctest.Wait()
		if got := log.String(); got != "" {
			t.Errorf("got\n%s", got)
		}
	})
}
