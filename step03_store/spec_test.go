package store_test

import (
	"context"
	"net"
	"testing"

	"mini-redis/final/check"
	framing "mini-redis/step02_framing"
	store "mini-redis/step03_store"
)

// TestSpec plays the conversations of final/check/specs/step03_store.spec.
func TestSpec(t *testing.T) {
	check.Test(t, 3, check.InProcess(func(ctx, _ context.Context, l net.Listener, _ check.Limits) error {
		return framing.Serve(ctx, l, store.Commands(store.New()))
	}))
}
