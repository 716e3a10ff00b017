package pubsub_test

import (
	"context"
	"net"
	"testing"

	"mini-redis/final/check"
	expiry "mini-redis/step04_expiry"
	pubsub "mini-redis/step05_pubsub"
)

// TestSpec plays the conversations of final/check/specs/step05_pubsub.spec.
func TestSpec(t *testing.T) {
	check.Test(t, 5, check.InProcess(func(ctx, _ context.Context, l net.Listener, _ check.Limits) error {
		return pubsub.Serve(ctx, l, expiry.New())
	}))
}
