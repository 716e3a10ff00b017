package store

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// TestMemoryIsGivenBack: once for a wave of keys that expire or are cleared, when
// the wave is over, and not for a part of the store too small to matter.
func TestMemoryIsGivenBack(t *testing.T) {
	const size = 1 << 20
	for name, c := range map[string]struct {
		expiring, staying int // values of size bytes
		clear             bool
		want              int
	}{
		"all expire":            {expiring: 96, want: 1},
		"a third stays":         {expiring: 32, staying: 16, want: 1},
		"few expire":            {expiring: 15, want: 0},
		"a small part expires":  {expiring: 20, staying: 70, want: 0},
		"clear":                 {staying: 32, clear: true, want: 1},
		"clear of a small part": {staying: 4, clear: true, want: 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := New()
				given := 0
				start := time.Now()
				var at time.Duration
				s.free = func() {
					given++
					at = time.Since(start)
				}
				startSweep(t, s)
				value := make([]byte, size)
				for i := range c.expiring { // over a second
					deadline := unixMS(time.Duration(i) * time.Second / time.Duration(c.expiring))
					s.Set(fmt.Append(nil, i), value, SetOptions{Adopt: true, Deadline: deadline})
				}
				for i := range c.staying {
					s.Set(fmt.Append(nil, "stays", i), value, SetOptions{Adopt: true})
				}
				synctest.Wait()
				if c.clear {
					s.Clear()
				}
				time.Sleep(10 * time.Second)
				synctest.Wait()
				if given != c.want || at > 2*time.Second {
					t.Errorf("memory was given back %d times, after %v, want %d", given, at, c.want)
				}
			})
		})
	}
}

// TestMemoryIsGivenBackOnceAtATime: as long as it takes, nobody waits for it but the
// end of the sweeper.
func TestMemoryIsGivenBackOnceAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New()
		running, calls := 0, 0
		s.free = func() {
			if running++; running > 1 {
				t.Error("twice at a time")
			}
			calls++
			time.Sleep(5 * time.Second)
			running--
		}
		startSweep(t, s)
		for range 4 {
			for i := range 32 {
				s.Set(fmt.Append(nil, i), make([]byte, 1<<20), SetOptions{Deadline: unixMS(time.Millisecond)})
			}
			time.Sleep(time.Second)
			synctest.Wait()
			if n := s.Len(); n != 0 {
				t.Errorf("%d keys are left, want 0", n)
			}
		}
		time.Sleep(20 * time.Second)
		synctest.Wait()
		if calls != 2 {
			t.Errorf("memory was given back %d times, want 2", calls)
		}
	})
}

// The sweeper does not end before the goroutine that it started.
func TestSweeperWaitsForMemoryBeingGivenBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New()
		var begun, done bool
		s.free = func() {
			begun = true
			time.Sleep(5 * time.Second)
			done = true
		}
		ctx, cancel := context.WithCancel(t.Context())
		var sweeper sync.WaitGroup
		sweeper.Go(func() { s.Sweep(ctx) })
		s.Set([]byte("k"), make([]byte, 2*reclaimFrom), SetOptions{})
		s.Clear()
		time.Sleep(time.Second)
		cancel()
		sweeper.Wait()
		if !begun || !done {
			t.Errorf("giving memory back had begun: %t, was done: %t, want both", begun, done)
		}
	})
}

// A program that uses one processor uses one again when memory has been given back.
func TestFreeMemoryRestoresTheProcessors(t *testing.T) {
	before := runtime.GOMAXPROCS(0)
	t.Cleanup(func() { runtime.GOMAXPROCS(before) })
	for _, n := range []int{1, 2} {
		runtime.GOMAXPROCS(n)
		freeMemory()
		if got := runtime.GOMAXPROCS(0); got != n {
			t.Errorf("%d processors afterwards, want %d", got, n)
		}
	}
}
