package expiry

import (
	"context"
	"math"
	"time"
)

// sweepBatch is the most expired keys that are removed under one hold of the
// lock; a client that waits for the lock waits for no more than that.
const sweepBatch = 100

// Sweep removes keys when their deadlines are over, until ctx ends. It sleeps
// in between, so one call serves a store of any size: run it in a goroutine of
// its own, and wait for that goroutine to return.
//
// Timers follow the monotonic clock. If the wall clock is set forward, keys that
// nobody touches are swept late by as much; touching one still finds it gone.
func (s *Store) Sweep(ctx context.Context) {
	for {
		_, wait := s.sweepSome()
		select {
		case <-time.After(wait):
		case <-s.sooner:
		case <-ctx.Done():
			return
		}
	}
}

// sweepSome removes up to sweepBatch expired keys. It returns how many, and how
// long until there is more to do: no time at all after a full batch, but the
// lock was free in between.
func (s *Store) sweepSome() (removed int, wait time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := unixMillis()
	for len(s.deadlines) > 0 {
		soonest := s.deadlines[0]
		if !soonest.expired(now) {
			// Until saturates at 292 years, so no deadline is too far.
			return removed, time.Until(time.UnixMilli(soonest.deadline).Add(time.Millisecond))
		}
		if removed == sweepBatch {
			return removed, 0
		}
		s.remove(soonest)
		removed++
	}
	return removed, math.MaxInt64
}
