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

func TestSweeperRemovesUntouchedKeys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New()
		startSweep(t, s)
		const n = 10_000
		for i := range n {
			// Ten keys die in each millisecond.
			s.Set(fmt.Append(nil, i), nil, SetOptions{Deadline: unixMS(time.Duration(i/10) * time.Millisecond)})
		}
		s.Set([]byte("stays"), nil, SetOptions{})
		elapsed := 0
		for _, ms := range []int{1, 499, 1000} {
			time.Sleep(time.Duration(ms-elapsed) * time.Millisecond)
			elapsed = ms
			synctest.Wait()
			if got, want := s.Len(), n-10*elapsed+1; got != want {
				t.Errorf("after %d ms: %d keys in memory, want %d", elapsed, got, want)
			}
		}
		checkInvariants(t, s)
	})
}

func TestTwoKeysMayShareADeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New()
		deadline := unixMS(time.Second)
		for i := range 2 * shardCount { // some shard holds two of them
			key := fmt.Append(nil, i)
			s.Set(key, nil, SetOptions{Deadline: deadline})
		}
		s.Delete([]byte("0"))
		s.Persist([]byte("1"))
		startSweep(t, s)
		time.Sleep(time.Second + time.Millisecond)
		synctest.Wait()
		wantValue(t, s, "1", "")
		if got := s.Len(); got != 1 {
			t.Errorf("%d keys in memory, want 1", got)
		}
	})
}

func TestAnEarlierDeadlineWakesTheSweeper(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New()
		startSweep(t, s)
		s.Set([]byte("minute"), nil, SetOptions{Deadline: unixMS(time.Minute)})
		synctest.Wait() // the sweeper sleeps again, for a minute
		s.Set([]byte("second"), nil, SetOptions{Deadline: unixMS(time.Second)})
		synctest.Wait() // for a second
		s.Set([]byte("instant"), nil, SetOptions{})
		s.Expire([]byte("instant"), unixMS(time.Millisecond), 0)

		start := time.Now()
		for _, step := range []struct {
			until time.Duration
			want  int
		}{{1 * time.Millisecond, 3}, {2 * time.Millisecond, 2}, {1001 * time.Millisecond, 1}, {time.Minute + time.Millisecond, 0}} {
			time.Sleep(time.Until(start.Add(step.until)))
			synctest.Wait()
			if got := s.Len(); got != step.want {
				t.Errorf("after %v: %d keys in memory, want %d", step.until, got, step.want)
			}
		}
	})
}

// TestADeadlineSetDuringTheScanIsNotMissed sets a deadline in a shard the sweeper
// has just left, while it looks through the others for its next alarm.
func TestADeadlineSetDuringTheScanIsNotMissed(t *testing.T) {
	for name, c := range map[string]struct {
		far bool // a key with a deadline waits in a shard that the sweeper comes to last
		set func(s *Store, key, far []byte)
	}{
		"Set": {false, func(s *Store, key, _ []byte) {
			s.Set(key, nil, SetOptions{Deadline: unixMS(time.Millisecond)})
		}},
		"Expire": {false, func(s *Store, key, _ []byte) {
			s.Set(key, nil, SetOptions{})
			s.Expire(key, unixMS(time.Millisecond), 0)
		}},
		"GetAndExpire": {false, func(s *Store, key, _ []byte) {
			s.Set(key, nil, SetOptions{})
			s.GetAndExpire(key, unixMS(time.Millisecond))
		}},
		"Rename": {true, func(s *Store, key, far []byte) { s.Rename(far, key, false) }},
		"Copy":   {true, func(s *Store, key, far []byte) { s.Copy(far, key, false); s.Delete(far) }},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := New()
				early, far := keysIn(s, 0, 2), keysIn(s, shardCount-1, 1)[0]
				startSweep(t, s)
				s.Set(early[0], nil, SetOptions{Deadline: unixMS(time.Millisecond)})
				if c.far {
					s.Set(far, nil, SetOptions{Deadline: unixMS(3 * time.Millisecond)})
				}
				synctest.Wait()

				middle := &s.shards[shardCount/2]
				middle.mu.Lock() // the scan stops here
				time.Sleep(2 * time.Millisecond)
				for swept := false; !swept; {
					runtime.Gosched()
					_, _, found := peek(s, string(early[0]))
					swept = !found
				}
				c.set(s, early[1], far)
				middle.mu.Unlock()

				time.Sleep(3 * time.Millisecond)
				synctest.Wait()
				if got := s.Len(); got != 0 {
					t.Errorf("%d keys in memory, want 0", got)
				}
			})
		})
	}
}

func TestSweeperEndsWithItsContext(t *testing.T) {
	for _, state := range []string{"idle", "waiting for a deadline", "already over"} {
		t.Run(state, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := New()
				ctx, cancel := context.WithCancel(t.Context())
				if state == "already over" {
					cancel()
				}
				if state != "idle" {
					s.Set([]byte("k"), nil, SetOptions{Deadline: unixMS(time.Minute)})
				}
				var sweeper sync.WaitGroup
				sweeper.Go(func() { s.Sweep(ctx) })
				synctest.Wait()
				start := time.Now()
				cancel()
				sweeper.Wait()
				if waited := time.Since(start); waited != 0 {
					t.Errorf("Sweep returned %v after its context ended", waited)
				}
			})
		})
	}
}

// TestSweepRemovesABoundedBatchPerLockHold: S4.
func TestSweepRemovesABoundedBatchPerLockHold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New()
		for i := range 1000 * shardCount {
			key := fmt.Append(nil, i)
			s.Set(key, nil, SetOptions{Deadline: unixMS(time.Millisecond)})
		}
		time.Sleep(2 * time.Millisecond)
		for i := range s.shards {
			sh := &s.shards[i]
			for before := sh.n; before > 0; before = int(sh.n) {
				removed := sh.sweep().removed
				if want := min(before, 256); removed != want || sh.n != before-removed {
					t.Fatalf("one lock hold took %d keys to %d and returned %d, want %d removed",
						before, sh.n, removed, want)
				}
			}
		}
	})
}

// TestTheSweeperPauses: after some removals, whether they are in one shard or, fewer
// than a batch in each, in many.
func TestTheSweeperPauses(t *testing.T) {
	for name, c := range map[string]struct{ shards, keys int }{
		"one shard":    {1, 4*sweepBurst + 1},
		"many shards":  {shardCount, 4*sweepBurst/shardCount + 1},
		"few removals": {shardCount, sweepBurst/shardCount - 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := New()
				for shard := range c.shards {
					for _, key := range keysIn(s, shard, c.keys) {
						s.Set(key, nil, SetOptions{Deadline: unixMS(0)})
					}
				}
				time.Sleep(time.Millisecond)
				start, most := time.Now(), c.shards*c.keys/sweepBurst
				s.sweepAll(t.Context())
				if n := s.Len(); n != 0 {
					t.Errorf("%d keys are left, want 0", n)
				}
				// A batch may go beyond a burst, so that there are fewer pauses.
				if pauses := int(time.Since(start) / sweepPause); pauses > most || pauses < most-1 {
					t.Errorf("%d pauses, want %d or one less", pauses, most)
				}
			})
		})
	}
}
