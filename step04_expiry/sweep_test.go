package expiry

import (
	"context"
	"strconv"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// in returns the deadline that is d away.
func in(d time.Duration) SetOptions {
	return SetOptions{Deadline: time.Now().Add(d).UnixMilli()}
}

// I2: the sweeper removes what nobody touches, also two keys that share their
// last millisecond, and leaves the others.
func TestSweeperRemovesWhatNobodyTouches(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New()
		defer startSweeper(s)()
		s.SetWith("first", "1", in(10*time.Millisecond), unixMillis())
		s.SetWith("second", "2", in(10*time.Millisecond), unixMillis())
		s.SetWith("third", "3", in(20*time.Millisecond), unixMillis())
		s.SetWith("no deadline", "4", SetOptions{}, unixMillis())

		for _, step := range []struct {
			ms   time.Duration
			left int // Len counts what is in memory, and touches nothing
		}{{10, 4}, {1, 2}, {9, 2}, {1, 1}, {1e9, 1}} {
			time.Sleep(step.ms * time.Millisecond)
			synctest.Wait()
			require.Equal(t, step.left, s.Len())
		}
	})
}

// I4: a thousand keys that expire together are removed in ten holds of the lock,
// none of more than a hundred keys.
func TestSweepBatchesAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New()
		together := in(time.Second)
		for i := range 1000 {
			s.SetWith(strconv.Itoa(i), "", together, unixMillis())
		}
		removed, wait := s.sweepSome()
		require.Equal(t, 0, removed)
		require.Equal(t, time.Second+time.Millisecond, wait)

		time.Sleep(wait)
		for batch := 1; batch <= 10; batch++ {
			removed, wait := s.sweepSome()
			require.Equal(t, sweepBatch, removed)
			require.Equal(t, 1000-batch*sweepBatch, s.Len())
			if s.Len() > 0 {
				require.Zero(t, wait, "the sweeper would sleep although keys are due")
			}
		}
	})
}

// The sweeper itself goes through as many batches as there are.
func TestSweeperFinishesALargeCrowd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New()
		defer startSweeper(s)()
		together := in(time.Second)
		for i := range 1000 {
			s.SetWith(strconv.Itoa(i), "", together, unixMillis())
		}
		time.Sleep(time.Second + time.Millisecond)
		synctest.Wait()
		require.Zero(t, s.Len())
	})
}

// A napCounter counts how often it is asked for its Done channel: Sweep asks
// once each time it goes to sleep.
type napCounter struct {
	context.Context
	naps atomic.Int64
}

func (c *napCounter) Done() <-chan struct{} {
	c.naps.Add(1)
	return c.Context.Done()
}

// I5: the sweeper wakes up when a key is due or a deadline becomes the soonest,
// and otherwise sleeps, for decades if need be.
func TestSweeperSleepsWhenNothingIsDue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		counter := &napCounter{Context: ctx}
		s := New()
		go s.Sweep(counter)
		var before int64
		expect := func(naps int64, event string) {
			t.Helper()
			synctest.Wait()
			after := counter.naps.Load()
			require.Equal(t, naps, after-before, event)
			before = after
		}
		const year = 365 * 24 * time.Hour
		expect(1, "start")
		time.Sleep(time.Minute)
		expect(0, "a minute without keys")
		for i := range 1000 {
			s.SetWith(strconv.Itoa(i), "", SetOptions{}, unixMillis())
		}
		expect(0, "keys without deadlines")
		s.SetWith("soonest", "", in(10*year), unixMillis())
		expect(1, "the first deadline")
		for i := range 1000 {
			s.SetWith(strconv.Itoa(i), "", in(20*year), unixMillis())
		}
		expect(0, "later deadlines")
		time.Sleep(10 * year)
		expect(0, "ten years of waiting")
		time.Sleep(time.Millisecond)
		expect(1, "the soonest is due")
		require.Equal(t, 1000, s.Len())
		s.Delete("0", "1", "2")
		s.Persist("3")
		expect(0, "deadlines that go away")
	})
}

// I5: a deadline sooner than the one the sweeper sleeps for wakes it up.
func TestSweeperWakesForASoonerDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New()
		defer startSweeper(s)()
		s.SetWith("late", "", in(time.Hour), unixMillis())
		s.SetWith("later", "", in(2*time.Hour), unixMillis())
		synctest.Wait() // it sleeps for an hour

		s.SetWith("soon", "", in(time.Minute), unixMillis())
		s.Expire("later", time.Now().Add(time.Second).UnixMilli(), unixMillis())
		time.Sleep(time.Second + time.Millisecond)
		synctest.Wait()
		require.Equal(t, 2, s.Len())
		time.Sleep(time.Minute)
		synctest.Wait()
		require.Equal(t, 1, s.Len())
	})
}

// I5: the sweeper ends with its context, though keys still wait.
func TestSweeperEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		s := New()
		s.SetWith("key", "", in(time.Hour), unixMillis())
		ended := false
		go func() {
			s.Sweep(ctx)
			ended = true
		}()
		synctest.Wait()
		require.False(t, ended)
		cancel()
		synctest.Wait()
		require.True(t, ended)
		require.Equal(t, 1, s.Len())
	})
}
