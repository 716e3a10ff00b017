package store

import (
	"context"
	"math"
	"time"
)

const (
	// sweepBatch bounds the keys removed per lock hold, and so how long a command
	// waits for the sweeper: BenchmarkSweepBatch measures some tenths of a
	// millisecond.
	sweepBatch = 256

	// maxSleep bounds one sleep of the sweeper. It keeps far deadlines within a
	// time.Duration, and bounds how long a correction of the system's clock
	// goes unnoticed.
	maxSleep = time.Hour

	// never is later than every deadline, or equal to the last one.
	never = math.MaxInt64
)

// Sweep removes keys when their deadlines pass, touched or not, until ctx ends.
// It sleeps from one deadline to the next and holds a shard's lock for at
// most 256 removals at a time. The caller runs it, in a goroutine of its own, at
// most once at a time.
func (s *Store) Sweep(ctx context.Context) {
	defer s.alarm.Store(0)
	for ctx.Err() == nil {
		s.alarm.Store(never)
		next := s.sweepAll(ctx)
		s.alarm.Store(next)

		// A key is alive at its deadline: the sweeper comes one millisecond later.
		sleep := min(time.Until(time.UnixMilli(next)), maxSleep) + time.Millisecond
		select {
		case <-ctx.Done():
		case <-s.wake:
		case <-time.After(sleep):
		}
	}
}

// sweepAll removes the expired keys of all shards and returns the soonest deadline
// left.
func (s *Store) sweepAll(ctx context.Context) (next int64) {
	next = never
	for i := range s.shards {
		for ctx.Err() == nil {
			removed, soonest := s.shards[i].sweep()
			if removed < sweepBatch {
				next = min(next, soonest)
				break
			}
		}
	}
	return next
}

// sweep removes up to sweepBatch expired keys, those with the oldest deadlines
// first, in one lock hold. It returns how many it removed and the soonest
// deadline left in the shard. Unlike most methods of shard it locks.
func (s *shard) sweep() (removed int, soonest int64) {
	var now moment
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.deadlines) > 0 {
		first := s.deadlines[0]
		e := s.at(first.slot)
		if removed == sweepBatch || now.milliseconds() <= first.deadline {
			return removed, first.deadline
		}
		s.bury(e)
		removed++
	}
	return removed, never
}

// announce tells the sweeper of a deadline set. It is called after the shard is
// unlocked: the sweeper either finds the deadline in the heap or has set an
// alarm that announce sees.
func (s *Store) announce(deadline int64) {
	if deadline >= s.alarm.Load() {
		return
	}
	select {
	case s.wake <- struct{}{}:
	default: // it has been told to look again, and has not yet
	}
}
