package echo

import (
	"context"
	"net"
	"sync"
)

// Serve accepts connections from l and runs handle on each, in a goroutine of
// its own. When handle returns, Serve closes the connection.
//
// When ctx ends, Serve closes l and every open connection, waits for the handle
// calls and returns nil. Replies still on their way are cut off.
//
// If l is closed by someone else, Serve ends the same way but returns the error
// of [Accept].
func Serve(ctx context.Context, l net.Listener, handle func(net.Conn)) error {
	ctx, cancel := context.WithCancel(ctx)
	var handlers sync.WaitGroup
	defer handlers.Wait() // deferred calls run last to first: cancel, then wait
	defer cancel()
	defer l.Close()

	context.AfterFunc(ctx, func() { l.Close() })
	for {
		conn, err := Accept(ctx, l)
		if ctx.Err() != nil {
			if err == nil {
				conn.Close() // it slipped in just before the end
			}
			return nil
		}
		if err != nil {
			return err
		}
		handlers.Go(func() {
			defer conn.Close()
			// A handler blocked in Read or Write can't watch ctx.
			// Closing the connection under it is what wakes it up.
			stop := context.AfterFunc(ctx, func() { conn.Close() })
			defer stop()
			handle(conn)
		})
	}
}
