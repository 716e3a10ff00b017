package pubsub

import (
	"context"
	"net"
	"sync"

	echo "mini-redis/step01_echo"
	expiry "mini-redis/step04_expiry"
)

// Serve answers the commands of every client that l accepts, on one hub and the
// store s, which it sweeps, until ctx ends. It returns what step 1's Serve does,
// once the sweeper has returned too.
func Serve(ctx context.Context, l net.Listener, s *expiry.Store) error {
	ctx, cancel := context.WithCancel(ctx)
	var sweeper sync.WaitGroup
	defer sweeper.Wait()
	defer cancel()
	sweeper.Go(func() { s.Sweep(ctx) })

	hub := NewHub()
	commands := Commands(hub, s)
	return echo.Serve(ctx, l, func(conn net.Conn) { ServeConn(conn, hub, commands) })
}
