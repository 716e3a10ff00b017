package store_test

import (
	"strconv"
	"strings"
	"sync"
	"testing"

	framing "mini-redis/step02_framing"
	store "mini-redis/step03_store"
)

// I1: of the INCRs of many clients none is lost. Each client is told a number
// that nobody else is, and the numbers have no gaps.
func TestIncrementsOfManyClientsAreAllCounted(t *testing.T) {
	const clients, each = 16, 500
	commands := store.Commands(store.New())
	replies := make(chan framing.Frame, clients*each)
	var all sync.WaitGroup
	for range clients {
		c := connect(t, commands)
		all.Go(func() {
			for range each {
				replies <- c.do(t, "INCR", "hits")
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
	commands := store.Commands(store.New())
	keys := strings.Fields("a b c d e f g h i j")
	write := func(value string) {
		args := []string{"MSET"}
		for _, key := range keys {
			args = append(args, key, value)
		}
		call(commands, args...)
	}
	write("0")

	var writers sync.WaitGroup
	for _, value := range []string{"1", "2"} {
		writers.Go(func() {
			for range 20_000 {
				write(value)
			}
		})
	}
	done := make(chan struct{})
	go func() {
		writers.Wait()
		close(done)
	}()
	defer func() { <-done }()
	for {
		values := call(commands, append([]string{"MGET"}, keys...)...).(framing.Array)
		if count(values, values[0]) != len(keys) {
			t.Fatalf("the values are %q", values)
		}
		select {
		case <-done:
			return
		default:
		}
	}
}
