package store

import (
	"context"
	"math"
	"time"
)

const (
	// sweepBatch bounds the keys removed per lock hold, and so how long a command
	// waits for the sweeper: BenchmarkSweepBatch measures about a tenth of a
	// millisecond.
	sweepBatch = 256

	// sweepBurst is how many keys are removed, from one shard or from many, until a pause
	// of sweepPause is due. If there is one processor, commands come in during the
	// pause: while there is something to run, the Go scheduler looks at the network
	// only every 10 ms.
	sweepBurst = 8 * sweepBatch
	sweepPause = 100 * time.Microsecond

	// maxSleep bounds one sleep of the sweeper. It keeps far deadlines within a
	// time.Duration, and bounds how long a correction of the system's clock
	// goes unnoticed.
	maxSleep = time.Hour

	// never is later than every deadline, or equal to the last one.
	never = math.MaxInt64
)

// Sweep removes keys when their deadlines pass, touched or not, until ctx ends.
// It sleeps from one deadline to the next and holds a shard's lock for at
// most 256 removals at a time. It calls OnShrink when it finds that the store has become
// so much smaller. It looks when a deadline has passed and after Clear, but not
// because of keys deleted. The caller runs it, in a goroutine of its own, at most once
// at a time.
func (s *Store) Sweep(ctx context.Context) {
	defer s.alarm.Store(0)
	watch := shrinkWatch{tell: s.OnShrink}
	defer watch.running.Wait()
	for ctx.Err() == nil {
		s.alarm.Store(never)
		cleared := s.cleared.Swap(0)
		round := s.sweepAll(ctx)
		s.alarm.Store(round.soonest)
		wait := watch.fell(round.size+round.freed+cleared, round.size)

		// A key is alive at its deadline: the sweeper comes one millisecond later.
		sleep := min(time.Until(time.UnixMilli(round.soonest)), wait) + time.Millisecond
		select {
		case <-ctx.Done():
		case <-s.wake:
		case <-time.After(sleep):
		}
	}
}

// swept is the outcome of one lock hold of the sweeper, or of a round through all shards.
type swept struct {
	removed int
	soonest int64 // deadline left, never if there is none
	size    int64 // of what is left, in bytes
	freed   int64 // bytes removed
}

// sweepAll removes the expired keys of all shards.
func (s *Store) sweepAll(ctx context.Context) swept {
	total, burst := swept{soonest: never}, 0
	for i := range s.shards {
		for ctx.Err() == nil {
			batch := s.shards[i].sweep()
			total.freed += batch.freed
			if burst += batch.removed; burst >= sweepBurst {
				burst = 0
				time.Sleep(sweepPause)
			}
			if batch.removed < sweepBatch {
				total.soonest = min(total.soonest, batch.soonest)
				total.size += batch.size
				break
			}
		}
	}
	return total
}

// sweep removes up to sweepBatch expired keys, those with the oldest deadlines
// first, in one lock hold. Unlike most methods of shard it locks.
func (s *shard) sweep() swept {
	var now moment
	s.mu.Lock()
	defer s.mu.Unlock()
	batch, before := swept{soonest: never}, s.size()
	for len(s.deadlines) > 0 {
		first := s.deadlines[0]
		if batch.removed == sweepBatch || now.milliseconds() <= first.deadline {
			batch.soonest = first.deadline
			break
		}
		s.bury(s.at(first.slot))
		batch.removed++
	}
	batch.size = s.size()
	batch.freed = before - batch.size
	return batch
}

// announce tells the sweeper of a deadline set. It is called after the shard is
// unlocked: the sweeper either finds the deadline in the heap or has set an
// alarm that announce sees.
func (s *Store) announce(deadline int64) {
	if deadline >= s.alarm.Load() {
		return
	}
	s.wakeSweeper()
}

// wakeSweeper makes the sweeper look again. It never waits.
func (s *Store) wakeSweeper() {
	select {
	case s.wake <- struct{}{}:
	default: // it has been told to look again, and has not yet
	}
}
