package store_test

import (
	"maps"
	"strings"
	"testing"
	"unsafe"

	framing "mini-redis/step02_framing"
	store "mini-redis/step03_store"
)

// I4: a command that fails changes nothing.
func TestFailedCommandsChangeNothing(t *testing.T) {
	values := map[string]string{
		"text":    "abc",
		"empty":   "",
		"plus":    "+1",
		"zeros":   "007",
		"space":   " 1",
		"minus0":  "-0",
		"float":   "1.0",
		"largest": "9223372036854775807",
		"least":   "-9223372036854775808",
		"huge":    "9223372036854775808",
		"one":     "1",
		"-two":    "-2",
	}
	for _, failure := range []struct {
		command string // its words, separated by blanks
		want    framing.ErrorReply
	}{
		{"INCR text", notInteger},
		{"INCR empty", notInteger},
		{"INCR plus", notInteger},
		{"INCR zeros", notInteger},
		{"INCR space", notInteger},
		{"INCR minus0", notInteger},
		{"INCR float", notInteger},
		{"INCR huge", notInteger},
		{"DECR text", notInteger},

		{"INCRBY one x", notInteger},
		{"INCRBY one 1.5", notInteger},
		{"INCRBY one +1", notInteger},
		{"INCRBY one 01", notInteger},
		{"INCRBY one 9223372036854775808", notInteger},
		{"INCRBY missing x", notInteger},

		{"INCR largest", overflow},
		{"DECR least", overflow},
		{"INCRBY one 9223372036854775807", overflow},
		{"INCRBY -two -9223372036854775807", overflow},
		{"INCRBY largest 9223372036854775807", overflow},
		{"INCRBY least -9223372036854775808", overflow},

		{"SET one 2 EX 10", "ERR syntax error"}, // options come in step 4
		{"SET one 2 NX", "ERR syntax error"},
		{"FLUSHALL now", "ERR syntax error"},
		{"FLUSHALL async sync", "ERR syntax error"},

		{"MSET one", "ERR wrong number of arguments for 'mset' command"},
		{"MSET one 2 text", "ERR wrong number of arguments for 'mset' command"},
		{"mSeT one 2 text", "ERR wrong number of arguments for 'mset' command"},
		{"FLUSH one", "ERR unknown command 'FLUSH', with args beginning with: 'one' "},
	} {
		before := store.New()
		for key, value := range values {
			before.Set(store.Pair{Key: key, Value: value})
		}
		if got := call(store.Commands(before), strings.Fields(failure.command)...); got != failure.want {
			t.Errorf("%s: got %q, want %q", failure.command, got, failure.want)
		}
		if after := contents(before); !maps.Equal(after, values) {
			t.Errorf("%s left %q, want %q", failure.command, after, values)
		}
	}
}

// At the limits themselves nothing overflows yet.
func TestNumbersReachBothEndsOfInt64(t *testing.T) {
	commands := store.Commands(store.New())
	for _, step := range []struct {
		command string
		want    framing.Integer
	}{
		{"INCRBY n 9223372036854775807", 9223372036854775807},
		{"INCRBY n -9223372036854775808", -1},
		{"INCRBY n -9223372036854775807", -9223372036854775808},
		{"INCRBY n 9223372036854775807", -1},
	} {
		if got := call(commands, strings.Fields(step.command)...); got != step.want {
			t.Errorf("%s: got %v, want %d", step.command, got, step.want)
		}
	}
}

func TestCommandsCheckTheirArity(t *testing.T) {
	commands := store.Commands(store.New())
	for _, command := range []string{
		"GET", "GET a b", "SET", "SET a", "DEL", "EXISTS", "INCR", "INCR a b", "DECR", "DECR a b",
		"INCRBY a", "INCRBY a 1 2", "MGET", "MSET", "MSET a", "MSET a 1 b", "STRLEN", "STRLEN a b",
		"APPEND a", "APPEND a b c", "KEYS", "KEYS a b", "DBSIZE a",
	} {
		args := strings.Fields(command)
		want := framing.Errorf("ERR wrong number of arguments for '%s' command", strings.ToLower(args[0]))
		if got := call(commands, args...); got != want {
			t.Errorf("%s: got %q, want %q", command, got, want)
		}
	}
}

// A value may have 512 MB and not a byte more. This one has them in name only:
// nothing here reads or writes its bytes, so the operating system never finds
// memory for them.
func TestAppendStopsAtTheLargestBulkString(t *testing.T) {
	s := store.New()
	full := unsafe.String(unsafe.SliceData(make([]byte, framing.MaxBulk)), framing.MaxBulk)
	s.Set(store.Pair{Key: "full", Value: full})

	if got := call(store.Commands(s), "APPEND", "full", ""); got != framing.Integer(framing.MaxBulk) {
		t.Errorf("appending nothing to %d bytes: got %v", framing.MaxBulk, got)
	}
	const want = framing.ErrorReply("ERR string exceeds maximum allowed size (proto-max-bulk-len)")
	if got := call(store.Commands(s), "APPEND", "full", "x"); got != want {
		t.Errorf("appending one byte more: got %q, want %q", got, want)
	}
	if got := call(store.Commands(s), "STRLEN", "full"); got != framing.Integer(framing.MaxBulk) {
		t.Errorf("the value has %v bytes afterwards, want %d", got, framing.MaxBulk)
	}
}
