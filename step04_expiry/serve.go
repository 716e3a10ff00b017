package expiry

import (
	"context"
	"net"
	"sync"

	echo "mini-redis/step01_echo"
	framing "mini-redis/step02_framing"
)

// Serve answers the commands of every client that l accepts and sweeps s, until
// ctx ends. It returns what [ServeAndSweep] does.
func Serve(ctx context.Context, l net.Listener, s *Store) error {
	commands := Commands(s)
	return ServeAndSweep(ctx, l, s, func(conn net.Conn) { framing.ServeConn(conn, commands) })
}

// ServeAndSweep is step 1's Serve, with a sweeper of s beside it. It returns
// what that does, once the sweeper has returned too.
func ServeAndSweep(ctx context.Context, l net.Listener, s *Store, handle func(net.Conn)) error {
	ctx, cancel := context.WithCancel(ctx)
	var sweeper sync.WaitGroup
	defer sweeper.Wait()
	defer cancel()
	sweeper.Go(func() { s.Sweep(ctx) })
	return echo.Serve(ctx, l, handle)
}
