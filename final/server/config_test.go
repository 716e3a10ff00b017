package server

import (
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

func TestConfigGetTellsWhatTheServerWasStartedWith(t *testing.T) {
	l := newMemListener()
	start(t, &Server{
		MaxClients: 7, Timeout: 90 * time.Second, Password: "sesame", ProtectedMode: true, MaxBulkLen: 1 << 20,
		Parameters: map[string]string{"port": "7000", "tls-port": "0", "timeout": "1"},
	}, l)
	c := newClient(t, l.dial())
	c.do("AUTH", "sesame")
	for name, want := range map[string]string{
		"maxclients": "7", "timeout": "90", "requirepass": "sesame", "protected-mode": "yes", "proto-max-bulk-len": "1048576",
		"client-query-buffer-limit": "1073741824", "databases": "1", "loglevel": "notice",
		"client-output-buffer-limit": "normal 0 0 0 slave 0 0 0 pubsub 33554432 8388608 60",
		"port":                       "7000", "tls-port": "0",
	} {
		if got := show(c.do("CONFIG", "GET", name)); got != "["+name+" "+want+"]" {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
	if got, want := show(c.do("CONFIG", "GET", "*port*")), "[port 7000 tls-port 0]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// What is told by Parameters, and what nothing can change, is refused as in Redis.
func TestConfigSetRefusesWhatCannotChange(t *testing.T) {
	l := newMemListener()
	start(t, &Server{Parameters: map[string]string{"port": "7000"}}, l)
	c := newClient(t, l.dial())
	for _, pair := range []string{"port 1", "databases 1", "cluster-enabled no", "loglevel debug", "appendonly yes",
		"maxmemory 1gb", "maxmemory-policy allkeys-lru", "save 60 1", "notify-keyspace-events K",
		"client-output-buffer-limit normal 1 1 1", "client-output-buffer-limit slave 256mb 64mb 60"} {
		name, value, _ := strings.Cut(pair, " ")
		want := "-ERR CONFIG SET failed (possibly related to argument '" + name + "') - can't set immutable config"
		if got := show(c.do("CONFIG", "SET", name, value)); got != want {
			t.Errorf("%s: got %q, want %q", pair, got, want)
		}
	}
}

func TestNewPasswordHoldsForNewClients(t *testing.T) {
	l := newMemListener()
	start(t, new(Server), l)
	old := newClient(t, l.dial())
	old.do("CONFIG", "SET", "requirepass", "sesame")
	late := newClient(t, l.dial())
	late.raw(pipeline("PING", "AUTH wrong", "AUTH sesame", "PING"))
	late.want("-NOAUTH Authentication required.", "-"+errWrongPass, "+OK", "+PONG")
	old.raw(pipeline("PING", "CONFIG GET requirepass"))
	old.want("+PONG", "[requirepass sesame]")
	waiting := newClient(t, l.dial())
	waiting.raw(pipeline("PING"))
	waiting.want("-NOAUTH Authentication required.")
	old.do("CONFIG", "SET", "requirepass", "")
	waiting.raw(pipeline("PING"))
	waiting.want("+PONG")
}

// New limits of commands hold at once for a client that waits, and in the pipeline that
// sets them.
func TestNewLimitsHoldForTheNextCommand(t *testing.T) {
	large := strings.Repeat("x", 1<<20+1)
	tooLong := "-ERR Protocol error: invalid bulk length"
	l := newMemListener()
	start(t, new(Server), l)
	waiting, c := newClient(t, l.dial()), newClient(t, l.dial())
	waiting.do("PING")
	c.do("CONFIG", "SET", "proto-max-bulk-len", "1mb")
	waiting.flood(pipeline("ECHO " + large))
	waiting.want(tooLong)

	c.flood(pipeline("CONFIG SET proto-max-bulk-len 2mb", "STRLEN "+large, "CONFIG SET proto-max-bulk-len 1mb", "ECHO "+large))
	c.want("+OK", ":0", "+OK", tooLong)

	other, admin := newClient(t, l.dial()), newClient(t, l.dial())
	admin.do("CONFIG", "SET", "client-query-buffer-limit", "1mb", "proto-max-bulk-len", "1gb")
	other.flood(pipeline("ECHO " + large))
	other.wantEnd()
}

func TestNewOutputLimitsHoldForTheNextMessage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dial := dialer(t, new(Server))
		slow, c := dial(), dial()
		slow.do("SUBSCRIBE", "a")
		c.do("CONFIG", "SET", "client-output-buffer-limit", "pubsub 2kb 0 0")
		if got, want := show(c.do("CONFIG", "GET", "client-output-buffer-limit")), "[client-output-buffer-limit normal 0 0 0 slave 0 0 0 pubsub 2048 0 0]"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		c.do("PUBLISH", "a", strings.Repeat("x", 2<<10))
		slow.wantCut(0)
	})
}

func TestConfigSetChangesTheLevelOfTheLog(t *testing.T) {
	level, l := new(slog.LevelVar), newMemListener()
	start(t, &Server{LogLevel: level}, l)
	c := newClient(t, l.dial())
	for _, tt := range []struct {
		name  string
		level slog.Level
	}{{"debug", slog.LevelDebug}, {"verbose", slog.LevelInfo - 1}, {"WARNING", slog.LevelWarn}, {"notice", slog.LevelInfo}} {
		c.do("CONFIG", "SET", "loglevel", tt.name)
		if level.Level() != tt.level {
			t.Errorf("%s: the level is %v, want %v", tt.name, level.Level(), tt.level)
		}
		if got, want := show(c.do("CONFIG", "GET", "loglevel")), "[loglevel "+strings.ToLower(tt.name)+"]"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	level.Set(slog.LevelError)
	if got, want := show(c.do("CONFIG", "GET", "loglevel")), "[loglevel warning]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// Either all the values of a CONFIG SET are there afterwards, or none of them.
func TestConfigSetIsAllOrNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := connect(t)
		before := show(c.do("CONFIG", "GET", "*"))
		values := map[string]string{"timeout": "5", "requirepass": "sesame", "protected-mode": "yes", "proto-max-bulk-len": "2000000"}
		args, valid := []string{"CONFIG", "SET"}, true
		for _, name := range rapid.Permutation([]string{"timeout", "requirepass", "protected-mode", "proto-max-bulk-len"}).Draw(t, "names") {
			value := values[name]
			if name != "requirepass" && rapid.IntRange(0, 5).Draw(t, "spoil") == 0 {
				value, valid = "wrong", false
			}
			args = append(args, name, value)
		}
		if got := show(c.do(args...)); (got == "+OK") != valid {
			t.Fatalf("%q: got %q", args, got)
		}
		if !valid {
			if after := show(c.do("CONFIG", "GET", "*")); after != before {
				t.Fatalf("%q changed something:\nbefore %s\nafter  %s", args, before, after)
			}
			return
		}
		for name, value := range values {
			if got := show(c.do("CONFIG", "GET", name)); got != "["+name+" "+value+"]" {
				t.Fatalf("%s: got %s, want %s", name, got, value)
			}
		}
	})
}
