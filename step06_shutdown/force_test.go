package shutdown_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	shutdown "mini-redis/step06_shutdown"
)

// I4: when the grace period ends, whatever is left is closed: a client that
// never reads its large reply, one that never reads its many small ones, and a
// subscriber that never reads its messages.
func TestGracePeriodForcesTheRest(t *testing.T) {
	const grace = 10 * time.Second
	synctest.Test(t, func(t *testing.T) {
		s, l := &shutdown.Server{}, listen()
		served := serve(t, s, l)
		large, small, subscriber, publisher := dial(t, l), dial(t, l), dial(t, l), dial(t, l)
		large.askForMuch(100_000)
		go io.WriteString(small.conn, strings.Repeat("PING\r\n", 10_000))
		subscriber.send("SUBSCRIBE news")
		subscriber.want("[subscribe news 1]")
		publisher.send("PUBLISH news hello")
		publisher.want("1")

		ctx, cancel := context.WithTimeout(t.Context(), grace)
		defer cancel()
		start := time.Now()
		require.ErrorIs(t, s.Shutdown(ctx), context.DeadlineExceeded)
		if took := time.Since(start); took != grace {
			t.Errorf("Shutdown took %v, want %v", took, grace)
		}
		require.Zero(t, l.open.Load(), "connections after Shutdown")
		require.ErrorIs(t, <-served, shutdown.ErrServerClosed)
		for _, c := range []*client{large, small, subscriber, publisher} {
			if rest, err := io.ReadAll(c.conn); len(rest) != 0 || err != nil {
				t.Errorf("got %d bytes and %v after the end", len(rest), err)
			}
		}
	})
}

// I4: the end of the grace period may have a reason, and Shutdown returns it.
func TestShutdownReturnsTheCauseOfForce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := &shutdown.Server{}, listen()
		served := serve(t, s, l)
		dial(t, l).askForMuch(100_000)
		ctx, cancel := context.WithCancelCause(t.Context())
		stopped := make(chan error, 1)
		go func() { stopped <- s.Shutdown(ctx) }()
		time.Sleep(time.Hour)
		require.True(t, pending(stopped), "Shutdown returned before the grace period ended")

		impatient := errors.New("impatient")
		cancel(impatient)
		require.ErrorIs(t, <-stopped, impatient)
		require.ErrorIs(t, <-served, shutdown.ErrServerClosed)
	})
}

// I4: one call may give the rest more time than another. The first that forces
// it ends the server for both.
func TestOneShutdownForcesAllOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := &shutdown.Server{}, listen()
		served := serve(t, s, l)
		dial(t, l).askForMuch(100_000)
		patient := make(chan error, 1)
		go func() { patient <- s.Shutdown(t.Context()) }()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		require.ErrorIs(t, s.Shutdown(ctx), context.DeadlineExceeded)
		require.NoError(t, <-patient)
		require.ErrorIs(t, <-served, shutdown.ErrServerClosed)
	})
}
