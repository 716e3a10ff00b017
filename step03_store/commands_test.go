package store_test

import (
	"reflect"
	"runtime"
	"strconv"
	"testing"

	framing "mini-redis/step02_framing"
	store "mini-redis/step03_store"
)

// The commands one after the other, on one store: what each answers depends on
// those before it.
func TestCommandsAnswerAsRedisDoes(t *testing.T) {
	commands := store.Commands(store.New())
	for _, step := range []struct {
		args []string
		want framing.Frame
	}{
		{words("GET", "a"), framing.Null{}},
		{words("SET", "a", "one\r\n\x00"), ok},
		{words("get", "a"), framing.Bulk("one\r\n\x00")},
		{words("SET", "", ""), ok},
		{words("GET", ""), framing.Bulk("")},
		{words("STRLEN", "a"), framing.Integer(6)},
		{words("STRLEN", "missing"), framing.Integer(0)},

		{words("EXISTS", "a", "a", "missing"), framing.Integer(2)},
		{words("DEL", "a", "a", "missing"), framing.Integer(1)},
		{words("EXISTS", "a"), framing.Integer(0)},

		{words("INCR", "n"), framing.Integer(1)},
		{words("INCRBY", "n", "-11"), framing.Integer(-10)},
		{words("DECR", "n"), framing.Integer(-11)},
		{words("GET", "n"), framing.Bulk("-11")},

		{words("APPEND", "text", "ab"), framing.Integer(2)},
		{words("APPEND", "text", "c"), framing.Integer(3)},
		{words("GET", "text"), framing.Bulk("abc")},

		{words("MSET", "x", "1", "y", "2", "x", "3"), ok},
		{words("MGET", "x", "missing", "y", "x"), framing.Array{
			framing.Bulk("3"), framing.Null{}, framing.Bulk("2"), framing.Bulk("3")}},

		{words("DBSIZE"), framing.Integer(5)},
		{words("KEYS", "te?t"), framing.Array{framing.Bulk("text")}},
		{words("KEYS", "nothing*"), framing.Array{}},
		{words("DEL", "n", "text", "x", "y"), framing.Integer(4)},
		{words("KEYS", "*"), framing.Array{framing.Bulk("")}}, // no other pattern finds the empty key
		{words("KEYS", "**"), framing.Array{}},

		{words("FLUSHALL", "async"), ok},
		{words("FLUSHALL", "SYNC"), ok},
		{words("DBSIZE"), framing.Integer(0)},
		{words("PING"), framing.SimpleString("PONG")}, // the commands of step 2 are there, too
	} {
		if got := call(commands, step.args...); !reflect.DeepEqual(got, step.want) {
			t.Errorf("%q: got %T %[2]q, want %T %[3]q", step.args, got, step.want)
		}
	}
}

// FLUSHALL gives back the memory of the keys, and that of the map that held them.
func TestFlushAllGivesMemoryBack(t *testing.T) {
	commands := store.Commands(store.New())
	before := memory()
	for n := range 100_000 {
		call(commands, "SET", strconv.Itoa(n), "")
	}
	held := memory() - before
	call(commands, "FLUSHALL")
	if kept := memory() - before; kept > held/20 {
		t.Errorf("an empty store keeps %d of %d bytes", kept, held)
	}
	runtime.KeepAlive(commands)
}

// memory returns how many bytes are in use.
func memory() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func words(args ...string) []string { return args }
