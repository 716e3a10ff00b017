package examples_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mini-redis/final/client"
	"mini-redis/final/server"
)

// serve starts s on a loopback port and returns the address. The test's end, or stop,
// stops it.
func serve(t *testing.T, s *server.Server) (addr string, stop func()) {
	t.Helper()
	var failure error
	for range 100 {
		// Below the ports that systems hand out by themselves, so that no connection
		// takes the port while a test has no server on it, and beside those of the other
		// packages' tests, so that no server does.
		addr := fmt.Sprintf("127.0.0.1:%d", 25000+rand.IntN(5000))
		l, err := net.Listen("tcp", addr)
		if err == nil {
			return addr, serveOn(t, l, s)
		}
		failure = err
	}
	t.Fatal(failure)
	return "", nil
}

// serveAgain is serve on an address whose server has been stopped.
func serveAgain(t *testing.T, addr string, s *server.Server) {
	t.Helper()
	l, err := net.Listen("tcp", addr)
	require.NoError(t, err)
	serveOn(t, l, s)
}

func serveOn(t *testing.T, l net.Listener, s *server.Server) (stop func()) {
	t.Helper()
	s.Logger = slog.New(slog.DiscardHandler)
	served := make(chan error, 1)
	go func() { served <- s.Serve(l) }()
	stop = sync.OnceFunc(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		s.Shutdown(ctx)
		if err := <-served; !errors.Is(err, server.ErrServerClosed) {
			t.Errorf("Serve: %v", err)
		}
	})
	t.Cleanup(stop)
	return stop
}

// dial returns a client of the server at addr.
func dial(t *testing.T, addr string) *client.Client {
	t.Helper()
	c, err := client.Dial(t.Context(), addr, client.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { c.Close() })
	return c
}
