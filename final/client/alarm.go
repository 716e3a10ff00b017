package client

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// alarmShare is the part of its time by which an alarm may be early.
const alarmShare = 16

// An alarm ends the waiting of many callers after the same time. Those who come one soon after
// the other share a timer: one for each call would cost more than much of the rest of the call.
type alarm struct {
	last atomic.Pointer[context.Context] // for who comes now; nil if it has to be made
	mu   sync.Mutex                      // for who makes it
}

// after returns a context that ends with life, and when d is over or up to a sixteenth of d sooner.
// life and d must be the same for all.
func (a *alarm) after(life context.Context, d time.Duration) context.Context {
	if last := a.last.Load(); last != nil {
		return *last
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if last := a.last.Load(); last != nil {
		return *last // somebody else was faster
	}
	ctx, cancel := context.WithTimeout(life, d)
	context.AfterFunc(ctx, cancel)
	time.AfterFunc(d/alarmShare, func() { a.last.CompareAndSwap(&ctx, nil) })
	a.last.Store(&ctx)
	return ctx
}
