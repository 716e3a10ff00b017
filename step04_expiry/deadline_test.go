package expiry

import (
	"fmt"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	framing "mini-redis/step02_framing"

	"pgregory.net/rapid"
)

// I1: a key lives through the millisecond of its deadline, and is gone in the
// next.
func TestKeyLivesThroughItsLastMillisecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		commands := Commands(New())
		callLine(commands, "SET ticket 42 EX 10")
		for _, moment := range []struct {
			name  string
			sleep time.Duration
			want  framing.Frame
		}{
			{"a millisecond before its deadline", 9_999 * time.Millisecond, framing.Bulk("42")},
			{"at its deadline", time.Millisecond, framing.Bulk("42")},
			{"a millisecond after its deadline", time.Millisecond, framing.Null{}},
		} {
			time.Sleep(moment.sleep)
			if got := callLine(commands, "GET ticket"); got != moment.want {
				t.Errorf("%s: got %T %[2]v, want %T %[3]v", moment.name, got, moment.want)
			}
		}
	})
}

// I1: a key with PX n is there n ms later, and gone in the millisecond after for
// every command, although no sweeper runs.
func TestExpiredKeyIsMissingBeforeTheSweep(t *testing.T) {
	missing := []struct {
		command string // on a key of its own, which has just expired
		want    framing.Frame
	}{
		{"GET %s", framing.Null{}},
		{"MGET %s", framing.Array{framing.Null{}}},
		{"EXISTS %s", framing.Integer(0)},
		{"STRLEN %s", framing.Integer(0)},
		{"DEL %s", framing.Integer(0)},
		{"TTL %s", framing.Integer(-2)},
		{"PTTL %s", framing.Integer(-2)},
		{"PERSIST %s", framing.Integer(0)},
		{"EXPIRE %s 10", framing.Integer(0)},
		{"SET %s 2 XX", framing.Null{}},
		{"SET %s 2 GET", framing.Null{}},
		{"SET %s 2 NX", ok},
		{"INCR %s", framing.Integer(1)},
		{"APPEND %s x", framing.Integer(1)},
	}
	const century = 100 * 365 * 24 * 60 * 60 * 1000 // milliseconds
	rapid.Check(t, func(t *rapid.T) {
		rapid.SyncTest(t, func(t *rapid.T) {
			n := rapid.Int64Range(1, century).Draw(t, "n")
			commands := Commands(New())
			for i := range missing {
				callLine(commands, fmt.Sprintf("SET key%d 42 PX %d", i, n))
			}
			thereFor := func(left int64) {
				t.Helper()
				for i := range missing {
					if got := callLine(commands, fmt.Sprintf("PTTL key%d", i)); got != framing.Integer(left) {
						t.Fatalf("key%d has %v ms left, want %d", i, got, left)
					}
				}
			}
			thereFor(n)
			time.Sleep(time.Duration(n-1) * time.Millisecond)
			thereFor(1)
			time.Sleep(time.Millisecond)
			thereFor(0)
			time.Sleep(time.Millisecond)

			if got := callLine(commands, "KEYS *"); !reflect.DeepEqual(got, framing.Array{}) {
				t.Fatalf("KEYS finds %q", got)
			}
			if got, want := callLine(commands, "DBSIZE"), framing.Integer(len(missing)); got != want {
				t.Fatalf("memory holds %v keys, want %v: nobody touched them yet", got, want)
			}
			for i, m := range missing {
				line := fmt.Sprintf(m.command, fmt.Sprintf("key%d", i))
				if got := callLine(commands, line); !reflect.DeepEqual(got, m.want) {
					t.Fatalf("%s: got %T %[2]v, want %T %[3]v", line, got, m.want)
				}
			}
		})
	})
}

// TTL rounds to the nearest second, PTTL is exact.
func TestTTLRoundsToTheNearestSecond(t *testing.T) {
	for _, c := range []struct{ left, seconds int64 }{
		{1, 0}, {499, 0}, {500, 1}, {1000, 1}, {1499, 1}, {1500, 2}, {1999, 2}, {1 << 60, 1152921504606847},
	} {
		synctest.Test(t, func(t *testing.T) {
			commands := Commands(New())
			callLine(commands, fmt.Sprintf("SET key 1 PX %d", c.left))
			if got := callLine(commands, "TTL key"); got != framing.Integer(c.seconds) {
				t.Errorf("%d ms are %v s, want %d", c.left, got, c.seconds)
			}
			if got := callLine(commands, "PTTL key"); got != framing.Integer(c.left) {
				t.Errorf("%d ms are %v ms", c.left, got)
			}
		})
	}
}

// I6: a deadline that is over when it is given deletes the key.
func TestPastDeadlinesDelete(t *testing.T) {
	for _, c := range []struct {
		command string
		want    framing.Frame
	}{
		{"EXPIRE key 0", framing.Integer(1)},
		{"EXPIRE key -1", framing.Integer(1)},
		{"PEXPIRE key -9223372036854775808", framing.Integer(1)},
		{"EXPIREAT key 1", framing.Integer(1)},
		{"PEXPIREAT key 0", framing.Integer(1)},
		{"SET key 2 EXAT 1", ok},
		{"SET key 2 PXAT 1 GET", framing.Bulk("1")},
	} {
		s := New()
		callLine(Commands(s), "SET key 1")
		if got := callLine(Commands(s), c.command); got != c.want {
			t.Errorf("%s: got %v, want %v", c.command, got, c.want)
		}
		if n := s.Len(); n != 0 {
			t.Errorf("%s: %d keys are left", c.command, n)
		}
	}
}
