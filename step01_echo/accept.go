package echo

import (
	"context"
	"errors"
	"log"
	"net"
	"time"
)

const (
	minBackoff = 5 * time.Millisecond
	maxBackoff = time.Second
)

// Accept waits for the next connection on l.
//
// Most errors of l.Accept pass by themselves: the process may be out of file
// descriptors until a connection ends, or a client may have left before it was
// accepted. So Accept waits 5 ms and tries again, doubling the wait up to 1 s,
// for as long as l.Accept fails: an error that clients can cause, and make last,
// must not end the server. Accept returns an error only when l is closed
// ([net.ErrClosed]), and the cause when ctx ends during a wait.
func Accept(ctx context.Context, l net.Listener) (net.Conn, error) {
	for wait := minBackoff; ; wait = min(2*wait, maxBackoff) {
		conn, err := l.Accept()
		if err == nil || errors.Is(err, net.ErrClosed) {
			return conn, err
		}
		log.Printf("accept failed, trying again in %v: %v", wait, err)
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}
