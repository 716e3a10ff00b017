package shutdown_test

import (
	"context"
	"errors"
	"net"
	"testing"

	"mini-redis/final/check"
	shutdown "mini-redis/step06_shutdown"
)

// TestSpec plays the conversations of final/check/specs/step06_shutdown.spec.
func TestSpec(t *testing.T) {
	check.Test(t, 6, check.InProcess(serveUntilSignal))
}

// serveUntilSignal does with two contexts what the command does with two signals.
func serveUntilSignal(first, second context.Context, l net.Listener, limits check.Limits) error {
	s := &shutdown.Server{MaxConns: limits.MaxConns}
	context.AfterFunc(first, func() {
		ctx, cancel := context.WithTimeout(second, limits.Grace)
		defer cancel()
		s.Shutdown(ctx)
	})
	if err := s.Serve(l); !errors.Is(err, shutdown.ErrServerClosed) {
		return err
	}
	return nil
}
