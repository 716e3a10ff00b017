package store

import (
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// reclaimFrom is how many bytes a store has to lose before their memory is
	// given back at once: 16 MB, or some 100,000 small keys.
	reclaimFrom = 16 << 20

	// reclaimPause is how long the size of the store has to stay about the same
	// before that. Giving memory back collects garbage, once for a wave of
	// expiring keys and not many times while it rolls.
	reclaimPause = 250 * time.Millisecond

	// keyOverhead is about what an entry and its bucket take.
	keyOverhead = 80
)

// reclaimer gives memory back to the operating system after a store has lost at least
// reclaimFrom bytes and a quarter of its size. The Go runtime would do so by itself,
// but over minutes, and not before something else allocates. Sweep has one.
type reclaimer struct {
	free    func() // freeMemory, unless a test watches
	running sync.WaitGroup
	busy    atomic.Bool

	peak int64     // the largest size since memory was given back
	last int64     // the size when due was set
	due  time.Time // when to look again, zero if nothing is to give back
}

// fell takes the size of the store before and after a round of the sweeper. If it is
// time to, it gives memory back in a goroutine of its own, as that takes as long as
// a garbage collection. It returns how long to wait at most before the next
// round.
func (r *reclaimer) fell(before, size int64) time.Duration {
	r.peak = max(r.peak, before)
	if r.peak-size < reclaimFrom || size > r.peak/4*3 {
		r.due = time.Time{}
		return maxSleep
	}
	now := time.Now()
	if wait := r.due.Sub(now); wait > 0 {
		return wait
	}
	if r.due.IsZero() || r.last-size > r.peak/16 || r.busy.Load() {
		r.last, r.due = size, now.Add(reclaimPause)
		return reclaimPause
	}
	r.peak, r.due = size, time.Time{}
	r.busy.Store(true)
	r.running.Go(func() {
		r.free()
		r.busy.Store(false)
	})
	return maxSleep
}

// freeMemory collects garbage and gives all free memory back. The second part keeps a
// processor of Go's for some 20 ms in which it runs nothing else, so that a program that
// uses one gets another meanwhile: one GET in a hundred waited so long in the
// second after a million keys had expired.
func freeMemory() {
	if runtime.GOMAXPROCS(0) == 1 {
		runtime.GOMAXPROCS(2)
		defer runtime.GOMAXPROCS(1)
	}
	debug.FreeOSMemory()
}

// size returns about how many bytes the keys of the shard take.
func (s *shard) size() int64 { return s.bytes + int64(s.n)*keyOverhead }
