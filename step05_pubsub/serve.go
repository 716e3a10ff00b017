package pubsub

import (
	"context"
	"net"

	expiry "mini-redis/step04_expiry"
)

// Serve answers the commands of every client that l accepts, on one hub and the
// store s, which it sweeps, until ctx ends. It returns what step 4's
// ServeAndSweep does, and when it does.
func Serve(ctx context.Context, l net.Listener, s *expiry.Store) error {
	hub := NewHub()
	commands := Commands(hub, s)
	return expiry.ServeAndSweep(ctx, l, s, func(conn net.Conn) { ServeConn(conn, hub, commands) })
}
