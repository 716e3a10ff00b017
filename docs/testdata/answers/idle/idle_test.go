package idle

import (
	"context"
	"net"
	"testing"

	"mini-redis/final/check"
	echo "mini-redis/step01_echo"
)

func TestAnswerPassesTheExercises(t *testing.T) {
	check.TestExercises(t, 1, check.InProcess(func(ctx, _ context.Context, l net.Listener, _ check.Limits) error {
		return echo.Serve(ctx, l, Echo)
	}))
}
