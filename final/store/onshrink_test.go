package store

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// OnShrink is called once for a wave of keys that expire or are cleared, when the wave is
// over, and not for a part of the store too small to matter.
func TestOnShrinkIsCalledOnceForAWave(t *testing.T) {
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
				calls := 0
				start := time.Now()
				var at time.Duration
				s.OnShrink = func() {
					calls++
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
				if calls != c.want || at > 2*time.Second {
					t.Errorf("OnShrink was called %d times, the last time after %v, want %d", calls, at, c.want)
				}
			})
		})
	}
}

// As long as OnShrink takes, it is not called again, and nobody waits for it.
func TestOnShrinkIsCalledOnceAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New()
		running, calls := 0, 0
		s.OnShrink = func() {
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
			t.Errorf("OnShrink was called %d times, want 2", calls)
		}
	})
}

// The sweeper does not end before the goroutine that it started.
func TestSweeperWaitsForOnShrink(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New()
		var begun, done bool
		s.OnShrink = func() {
			begun = true
			time.Sleep(5 * time.Second)
			done = true
		}
		ctx, cancel := context.WithCancel(t.Context())
		var sweeper sync.WaitGroup
		sweeper.Go(func() { s.Sweep(ctx) })
		s.Set([]byte("k"), make([]byte, 2*shrinkFrom), SetOptions{})
		s.Clear()
		time.Sleep(time.Second)
		cancel()
		sweeper.Wait()
		if !begun || !done {
			t.Errorf("OnShrink had begun: %t, was done: %t, want both", begun, done)
		}
	})
}

// Without OnShrink the sweeper goes on when the store has become smaller.
func TestNobodyNeedsOnShrink(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New()
		startSweep(t, s)
		s.Set([]byte("k"), make([]byte, 2*shrinkFrom), SetOptions{})
		s.Clear()
		time.Sleep(10 * time.Second)
		s.Set([]byte("k"), nil, SetOptions{Deadline: unixMS(time.Second)})
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if n := s.Len(); n != 0 {
			t.Errorf("%d keys are left, want 0", n)
		}
	})
}
