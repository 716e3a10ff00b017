package echo

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"time"
)

const (
	minBackoff = 5 * time.Millisecond
	maxBackoff = time.Second
	giveUp     = 30 * time.Second
)

// Accept waits for the next connection on l.
//
// Most errors of l.Accept pass by themselves: the process may be out of file
// descriptors until a connection ends, or a client may have left before it was
// accepted. So Accept waits 5 ms and tries again, doubling the wait up to 1 s.
// It returns an error at once when l is closed ([net.ErrClosed]), the cause
// when ctx ends during a wait, and the last error after 30 s of nothing else.
func Accept(ctx context.Context, l net.Listener) (net.Conn, error) {
	var waited time.Duration // between tries; what l.Accept itself takes isn't counted
	for wait := minBackoff; ; wait = min(2*wait, maxBackoff) {
		conn, err := l.Accept()
		if err == nil || errors.Is(err, net.ErrClosed) {
			return conn, err
		}
		if waited >= giveUp {
			return nil, err
		}
		slog.Warn("accept failed, trying again", "err", err, "wait", wait)
		select {
		case <-time.After(wait):
			waited += wait
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}
