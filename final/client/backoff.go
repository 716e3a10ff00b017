package client

import (
	"context"
	"math/rand/v2"
	"time"
)

// Waits between attempts to connect: the first is made at once, later ones after
// minWait, doubled up to maxWait, of which a random half is left out so that many
// clients of one server do not come back at the same instant.
const (
	minWait = 10 * time.Millisecond
	maxWait = time.Second
)

// backoff counts failures in a row. The zero value has seen none.
type backoff struct{ wait time.Duration }

// pause waits before the next attempt, and reports false if ctx ends first.
func (b *backoff) pause(ctx context.Context) bool {
	wait := b.next()
	if wait == 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// next returns the wait before the next attempt: between half and all of b.wait.
func (b *backoff) next() time.Duration {
	wait := b.wait
	b.wait = min(max(2*wait, minWait), maxWait)
	if wait == 0 {
		return 0
	}
	return wait/2 + rand.N(wait/2+1)
}

// reset forgets the failures: a connection has proven useful.
func (b *backoff) reset() { b.wait = 0 }
