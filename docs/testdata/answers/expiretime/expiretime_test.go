package expiretime

import (
	"context"
	"net"
	"testing"

	"mini-redis/final/check"
	framing "mini-redis/step02_framing"
	expiry "mini-redis/step04_expiry"
)

func TestAnswerPassesTheExercises(t *testing.T) {
	check.TestExercises(t, 4, check.InProcess(func(ctx, _ context.Context, l net.Listener, _ check.Limits) error {
		s := expiry.New()
		commands := Commands(s)
		return expiry.ServeAndSweep(ctx, l, s, func(conn net.Conn) { framing.ServeConn(conn, commands) })
	}))
}
