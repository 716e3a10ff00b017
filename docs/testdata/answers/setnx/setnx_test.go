package setnx

import (
	"context"
	"net"
	"testing"

	"mini-redis/final/check"
	framing "mini-redis/step02_framing"
	store "mini-redis/step03_store"
)

func TestAnswerPassesTheExercises(t *testing.T) {
	check.TestExercises(t, 3, check.InProcess(func(ctx, _ context.Context, l net.Listener, _ check.Limits) error {
		return framing.Serve(ctx, l, Commands(store.New()))
	}))
}
