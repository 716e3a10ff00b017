package framing_test

import (
	"context"
	"net"
	"testing"

	"mini-redis/final/check"
	framing "mini-redis/step02_framing"
)

// TestSpec plays the conversations of final/check/specs/step02_framing.spec.
func TestSpec(t *testing.T) {
	check.Test(t, 2, check.InProcess(func(ctx, _ context.Context, l net.Listener, _ check.Limits) error {
		return framing.Serve(ctx, l, framing.Commands())
	}))
}
