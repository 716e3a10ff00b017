package server_test

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"testing"

	"mini-redis/final/check"
	"mini-redis/final/server"
)

// The server does what steps 2 to 6 ask of a learner's.
func TestSpecs(t *testing.T) {
	for _, spec := range check.Specs()[1:] {
		t.Run(spec.Name, func(t *testing.T) { check.Test(t, spec.Step, check.InProcess(serveUntilSignal)) })
	}
}

// serveUntilSignal does with two contexts what the command does with two
// signals.
func serveUntilSignal(first, second context.Context, l net.Listener, limits check.Limits) error {
	s := &server.Server{MaxClients: limits.MaxConns, Logger: slog.New(slog.DiscardHandler)}
	context.AfterFunc(first, func() {
		ctx, cancel := context.WithTimeout(second, limits.Grace)
		defer cancel()
		s.Shutdown(ctx)
	})
	if err := s.Serve(l); !errors.Is(err, server.ErrServerClosed) {
		return err
	}
	return nil
}
