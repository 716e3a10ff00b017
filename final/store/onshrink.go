package store

import (
	"sync"
	"sync/atomic"
	"time"
)

const (
	// shrinkFrom is how many bytes a store has to lose before OnShrink is called:
	// 16 MB, or some 100,000 small keys.
	shrinkFrom = 16 << 20

	// shrinkPause is how long the size of the store has to stay about the same
	// before that. What OnShrink does may cost a garbage collection: it is for a wave
	// of expiring keys, and not many times while the wave rolls.
	shrinkPause = 250 * time.Millisecond

	// keyOverhead is about what an entry and its bucket take.
	keyOverhead = 80
)

// A shrinkWatch calls OnShrink after a store has lost at least shrinkFrom bytes and a
// quarter of its size. Sweep has one.
type shrinkWatch struct {
	tell    func() // OnShrink, or nil
	running sync.WaitGroup
	busy    atomic.Bool

	peak int64     // the largest size since the last call
	last int64     // the size when due was set
	due  time.Time // when to look again, zero if there is nothing to tell
}

// fell takes the size of the store before and after a round of the sweeper. If it is
// time to, it calls tell, in a goroutine of its own. It returns how long to wait at
// most before the next round.
func (w *shrinkWatch) fell(before, size int64) time.Duration {
	w.peak = max(w.peak, before)
	if w.tell == nil || w.peak-size < shrinkFrom || size > w.peak/4*3 {
		w.due = time.Time{}
		return maxSleep
	}
	now := time.Now()
	if wait := w.due.Sub(now); wait > 0 {
		return wait
	}
	if w.due.IsZero() || w.last-size > w.peak/16 || w.busy.Load() {
		w.last, w.due = size, now.Add(shrinkPause)
		return shrinkPause
	}
	w.peak, w.due = size, time.Time{}
	w.busy.Store(true)
	w.running.Go(func() {
		w.tell()
		w.busy.Store(false)
	})
	return maxSleep
}

// size returns about how many bytes the keys of the shard take.
func (s *shard) size() int64 { return s.bytes + int64(s.n)*keyOverhead }
