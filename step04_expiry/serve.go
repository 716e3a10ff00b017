package expiry

import (
	"context"
	"net"
	"sync"

	framing "mini-redis/step02_framing"
)

// Serve answers the commands of every client that l accepts and sweeps s, until
// ctx ends. It returns what step 1's Serve does, once the sweeper has returned
// too.
func Serve(ctx context.Context, l net.Listener, s *Store) error {
	ctx, cancel := context.WithCancel(ctx)
	var sweeper sync.WaitGroup
	defer sweeper.Wait()
	defer cancel()
	sweeper.Go(func() { s.Sweep(ctx) })
	return framing.Serve(ctx, l, Commands(s))
}
