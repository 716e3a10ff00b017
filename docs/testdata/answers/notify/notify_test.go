package notify

import (
	"context"
	"net"
	"testing"

	"mini-redis/final/check"
	expiry "mini-redis/step04_expiry"
	pubsub "mini-redis/step05_pubsub"
)

func TestAnswerPassesTheExercises(t *testing.T) {
	check.TestExercises(t, 5, check.InProcess(func(ctx, _ context.Context, l net.Listener, _ check.Limits) error {
		hub, s := pubsub.NewHub(), expiry.New()
		commands := Commands(hub, s)
		return expiry.ServeAndSweep(ctx, l, s, func(conn net.Conn) { pubsub.ServeConn(conn, hub, commands) })
	}))
}
