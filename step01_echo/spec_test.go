package echo_test

import (
	"context"
	"net"
	"testing"

	"mini-redis/final/check"
	echo "mini-redis/step01_echo"
)

// TestSpec plays the conversations of final/check/specs/step01_echo.spec.
func TestSpec(t *testing.T) {
	check.Test(t, 1, check.InProcess(func(ctx, _ context.Context, l net.Listener, _ check.Limits) error {
		return echo.Serve(ctx, l, echo.Echo)
	}))
}
