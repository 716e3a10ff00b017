package quit

import (
	"context"
	"net"
	"testing"

	"mini-redis/final/check"
	framing "mini-redis/step02_framing"
)

func TestAnswerPassesTheExercises(t *testing.T) {
	check.TestExercises(t, 2, check.InProcess(func(ctx, _ context.Context, l net.Listener, _ check.Limits) error {
		return Serve(ctx, l, framing.Commands())
	}))
}
