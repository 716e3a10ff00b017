package store_test

import (
	"strconv"
	"sync"
	"testing"

	framing "mini-redis/step02_framing"
	store "mini-redis/step03_store"
)

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
