package store_test

import (
	"reflect"
	"strconv"
	"strings"
	"sync"
	"testing"

	framing "mini-redis/step02_framing"
	store "mini-redis/step03_store"
)

// I1: if two clients send a command each at the same time, the replies and the
// values are as if one had come first and then the other. A call of the keyspace
// is atomic, so it is between two calls that the other client may have its turn.
func TestTwoCommandsAreAsIfOneCameFirst(t *testing.T) {
	all := []string{
		"INCR a", "INCRBY a 10", "DECR a", "APPEND a 0", "SET a 7", "GET a", "STRLEN a", "MGET a b",
		"EXISTS a b", "MSET a 1 b 1", "MSET a 2 b 2", "DEL a b", "KEYS a", "DBSIZE", "FLUSHALL",
	}
	for _, before := range []string{"PING", "SET a 5", "SET a text"} {
		for _, one := range all {
			for _, other := range all {
				first, second := after(before, one, other), after(before, other, one)
				second.one, second.other = second.other, second.one
				if got := during(before, one, other); !reflect.DeepEqual(got, first) && !reflect.DeepEqual(got, second) {
					t.Fatalf("after %s, %s during %s:\n got %+v\nwant %+v\n  or %+v", before, other, one, got, first, second)
				}
			}
		}
	}
}

// An outcome is what two clients see of their commands.
type outcome struct {
	one, other framing.Frame
	values     []store.Value // of a and b, afterwards
}

// after runs other after one.
func after(before, one, other string) (o outcome) {
	s := store.New()
	call(store.Commands(s), strings.Fields(before)...)
	o.one = call(store.Commands(s), strings.Fields(one)...)
	o.other = call(store.Commands(s), strings.Fields(other)...)
	o.values = s.Get("a", "b")
	return o
}

// during runs one, and other as soon as one has called the keyspace.
func during(before, one, other string) (o outcome) {
	s := store.New()
	call(store.Commands(s), strings.Fields(before)...)
	turn := sync.OnceFunc(func() { o.other = call(store.Commands(s), strings.Fields(other)...) })
	o.one = call(store.Commands(interrupted{s, turn}), strings.Fields(one)...)
	turn() // if one has called nothing
	o.values = s.Get("a", "b")
	return o
}

// An interrupted keyspace gives another client its turn after a call.
type interrupted struct {
	store.Keyspace
	turn func()
}

func (i interrupted) Get(keys ...string) []store.Value {
	defer i.turn()
	return i.Keyspace.Get(keys...)
}

func (i interrupted) Set(pairs ...store.Pair) {
	defer i.turn()
	i.Keyspace.Set(pairs...)
}

func (i interrupted) Update(key string, f func(old store.Value) (string, bool)) {
	defer i.turn()
	i.Keyspace.Update(key, f)
}

// I1: of the INCRs of many clients none is lost. Each client is told a number
// that nobody else is, and the numbers have no gaps.
func TestIncrementsOfManyClientsAreAllCounted(t *testing.T) {
	const clients, each = 16, 5000
	commands := store.Commands(store.New())
	replies := make(chan framing.Frame, clients*each)
	var all sync.WaitGroup
	for range clients {
		all.Go(func() {
			for range each {
				replies <- call(commands, "INCR", "hits")
			}
		})
	}
	all.Wait()
	close(replies)

	seen := map[framing.Frame]bool{}
	for reply := range replies {
		seen[reply] = true
	}
	for n := range clients * each {
		if !seen[framing.Integer(n+1)] {
			t.Fatalf("no client was told %d", n+1)
		}
	}
	if got, want := call(commands, "GET", "hits"), strconv.Itoa(clients*each); got != framing.Bulk(want) {
		t.Errorf("hits is %v, want %s", got, want)
	}
}

// I1: what one MSET writes, an MGET finds all of or nothing of.
func TestMSetIsNeverSeenHalf(t *testing.T) {
	const keys = 100
	commands := store.Commands(store.New())
	var clients sync.WaitGroup
	for client := range 16 {
		mset := []string{"MSET"}
		for key := range keys {
			mset = append(mset, strconv.Itoa(key), strconv.Itoa(client))
		}
		clients.Go(func() {
			for range 500 {
				call(commands, mset...)
				values := call(commands, "MGET", "0", strconv.Itoa(keys-1)).(framing.Array)
				if values[0] != values[1] {
					t.Errorf("the first and the last value are %q", values)
					return
				}
			}
		})
	}
	clients.Wait()
}
