package stuck

import (
	"context"
	"errors"
	"net"
	"testing"

	"mini-redis/final/check"
	shutdown "mini-redis/step06_shutdown"
)

func TestAnswerPassesTheExercises(t *testing.T) {
	check.TestExercises(t, 6, check.InProcess(func(first, second context.Context, l net.Listener, limits check.Limits) error {
		s := &shutdown.Server{MaxConns: limits.MaxConns}
		context.AfterFunc(first, func() {
			ctx, cancel := context.WithTimeout(second, limits.Grace)
			defer cancel()
			s.Shutdown(ctx)
		})
		if err := s.Serve(Listener{l}); !errors.Is(err, shutdown.ErrServerClosed) {
			return err
		}
		return nil
	}))
}
