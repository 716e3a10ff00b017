package expiry_test

import (
	"context"
	"net"
	"testing"

	"mini-redis/final/check"
	expiry "mini-redis/step04_expiry"
)

// TestSpec plays the conversations of final/check/specs/step04_expiry.spec.
func TestSpec(t *testing.T) {
	check.Test(t, 4, check.InProcess(func(ctx, _ context.Context, l net.Listener, _ check.Limits) error {
		return expiry.Serve(ctx, l, expiry.New())
	}))
}
