package shards

import (
	"context"
	"net"
	"strconv"
	"sync"
	"testing"

	"mini-redis/final/check"
	framing "mini-redis/step02_framing"
	store "mini-redis/step03_store"
)

var _ store.Keyspace = (*Store)(nil)

func TestAnswerPassesTheStep(t *testing.T) {
	check.Test(t, 3, check.InProcess(func(ctx, _ context.Context, l net.Listener, _ check.Limits) error {
		return framing.Serve(ctx, l, store.Commands(New()))
	}))
}

// Callers that name the same keys in opposite orders don't wait for each other
// for ever.
func TestOppositeOrdersDoNotLockEachOther(t *testing.T) {
	s := New()
	var up, down []store.Pair
	for n := range 100 {
		up = append(up, store.Pair{Key: strconv.Itoa(n), Value: "up"})
		down = append(down, store.Pair{Key: strconv.Itoa(99 - n), Value: "down"})
	}
	var both sync.WaitGroup
	for _, pairs := range [][]store.Pair{up, down} {
		both.Go(func() {
			for range 10_000 {
				s.Set(pairs...)
			}
		})
	}
	both.Wait()
	if values := s.Get("0", "99"); values[0] != values[1] {
		t.Errorf("the first and the last value are %v", values)
	}
}
