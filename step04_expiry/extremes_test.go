package expiry

import (
	"math"
	"math/big"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	framing "mini-redis/step02_framing"

	"pgregory.net/rapid"
)

// anyTime draws from all of int64, and often from where something overflows.
var anyTime = rapid.Custom(func(t *rapid.T) int64 {
	edge := rapid.SampledFrom([]int64{math.MinInt64, math.MinInt64 / 1000, 0, 1000,
		time.Now().Unix(), time.Now().UnixMilli(),
		math.MaxInt64/1000 - time.Now().Unix(), math.MaxInt64 / 1000,
		math.MaxInt64 - time.Now().UnixMilli(), math.MaxInt64 - 500, math.MaxInt64}).Draw(t, "edge")
	n := edge + rapid.Int64Range(-2, 2).Draw(t, "beside it")
	return rapid.OneOf(rapid.Just(n), rapid.Int64()).Draw(t, "n")
})

// I6: a deadline is what exact arithmetic gives, or it is refused, because int64
// can't hold it.
func TestDeadlineIsExactOrRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rapid.SyncTest(t, func(t *rapid.T) {
			n := anyTime.Draw(t, "n")
			unit := rapid.SampledFrom([]int64{milliseconds, seconds}).Draw(t, "unit")
			from := rapid.SampledFrom([]origin{fromNow, fromEpoch}).Draw(t, "from")
			now := unixMillis()

			product := new(big.Int).Mul(big.NewInt(n), big.NewInt(unit))
			want := product
			if from == fromNow {
				want = new(big.Int).Add(product, big.NewInt(now))
			}
			fits := product.IsInt64() && want.IsInt64()
			got, ok := deadline(n, unit, from, now)
			if ok != fits || ok && got != want.Int64() {
				t.Fatalf("got %d, %t; it is %d, and fits: %t", got, ok, want, fits)
			}
		})
	})
}

// I6: whatever int64 a client gives as a time, the reply is right: an error if
// the deadline is not an int64 any more, otherwise a key that lives until then.
func TestAnyInt64IsSafeAsATime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rapid.SyncTest(t, func(t *rapid.T) {
			s, m := New(), newModel()
			defer startSweeper(s)()
			commands := Commands(s)
			n := strconv.FormatInt(anyTime.Draw(t, "n"), 10)
			for _, option := range []string{"EX", "PX", "EXAT", "PXAT"} {
				compare(t, commands, m, "SET", option, "1", option, n)
			}
			for _, command := range []string{"EXPIRE", "PEXPIRE", "EXPIREAT", "PEXPIREAT"} {
				compare(t, commands, m, "SET", command, "1")
				compare(t, commands, m, command, command, n)
			}
			look := func() {
				synctest.Wait() // the sweeper has looked at the deadlines, too
				compare(t, commands, m, "DBSIZE")
				for _, key := range []string{"EX", "PX", "EXAT", "PXAT", "EXPIRE", "PEXPIRE", "EXPIREAT", "PEXPIREAT"} {
					compare(t, commands, m, "TTL", key)
					compare(t, commands, m, "PTTL", key)
				}
			}
			look()
			time.Sleep(time.Millisecond)
			look()
			time.Sleep(100 * 365 * 24 * time.Hour)
			look()
		})
	})
}

func compare(t *rapid.T, commands framing.Table, m *model, args ...string) {
	t.Helper()
	if got, want := call(commands, args...), m.answer(args); got != want {
		t.Fatalf("%q: got %T %[2]v, want %T %[3]v", args, got, want)
	}
}

// I6: the methods take any int64 as well. Zero is no deadline.
func TestAnyInt64IsSafeAsADeadline(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rapid.SyncTest(t, func(t *rapid.T) {
			s := New()
			defer startSweeper(s)()
			at := anyTime.Draw(t, "at")
			s.SetWith("set", "", SetOptions{Deadline: at}, unixMillis())
			s.SetWith("expire", "", SetOptions{}, unixMillis())
			s.Expire("expire", at, unixMillis())
			synctest.Wait()
			checkHeap(t, s)

			_, found := s.Deadline("set", unixMillis())
			if want := at == 0 || at >= unixMillis(); found != want {
				t.Fatalf("a key set with deadline %d: found %t, want %t", at, found, want)
			}
			_, found = s.Deadline("expire", unixMillis())
			if want := at > unixMillis(); found != want {
				t.Fatalf("a key that expires at %d: found %t, want %t", at, found, want)
			}
		})
	})
}
