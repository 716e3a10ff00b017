package expiry

import (
	"testing"
	"testing/synctest"
	"time"

	framing "mini-redis/step02_framing"
	store "mini-redis/step03_store"
)

// A key that comes again after its time has no deadline from its earlier life.
func TestKeyStartsAnewAfterItsTime(t *testing.T) {
	for _, again := range []string{"INCR key", "APPEND key 1", "SET key 1 KEEPTTL", "MSET key 1"} {
		synctest.Test(t, func(t *testing.T) {
			commands := Commands(New())
			callLine(commands, "SET key 41 PX 10")
			time.Sleep(11 * time.Millisecond)
			callLine(commands, again)
			if got := callLine(commands, "GET key"); got != framing.Bulk("1") {
				t.Errorf("after %s the key holds %v", again, got)
			}
			if got := callLine(commands, "TTL key"); got != framing.Integer(-1) {
				t.Errorf("after %s the key has a TTL of %v", again, got)
			}
		})
	}
}

// A key whose time ends between the reading and the writing of an INCR must not
// come back: a counter without its deadline would count for ever.
func TestKeyThatExpiresDuringAnUpdateStaysExpired(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New()
		s.SetWith("key", "41", in(time.Millisecond), unixMillis())
		s.Update("key", func(old store.Value) (string, bool) {
			time.Sleep(2 * time.Millisecond) // meanwhile the deadline passes
			return "42", old.Found
		})
		if got := s.Get("key")[0]; got.Found {
			t.Errorf("the key is back, and holds %q", got.Data)
		}
	})
}

// I3: a plain SET clears the deadline, what only changes the value keeps it.
func TestWhoKeepsTheDeadline(t *testing.T) {
	const kept, cleared = framing.Integer(1000), framing.Integer(-1)
	for _, c := range []struct {
		command string
		want    framing.Integer
	}{
		{"SET key 2", cleared},
		{"SET key 2 XX", cleared},
		{"SET key 2 GET", cleared},
		{"MSET other 1 key 2", cleared},
		{"PERSIST key", cleared},
		{"SET key 2 KEEPTTL", kept},
		{"SET key 2 XX GET KEEPTTL", kept},
		{"SET key 2 NX", kept}, // not set at all
		{"INCR key", kept},
		{"DECR key", kept},
		{"INCRBY key 10", kept},
		{"APPEND key 0", kept},
		{"INCRBY key x", kept}, // an error
		{"EXPIRE key x", kept},
		{"GET key", kept},
		{"SET key 2 PX 5", 5},
		{"SET key 2 EX 5", 5000},
		{"PEXPIRE key 5", 5},
		{"EXPIRE key 5", 5000},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := New()
			defer startSweeper(s)()
			commands := Commands(s)
			callLine(commands, "SET key 1 PX 1000")
			callLine(commands, c.command)
			if got := callLine(commands, "PTTL key"); got != c.want {
				t.Errorf("after %s: %v ms left, want %v", c.command, got, c.want)
			}
			time.Sleep(1001 * time.Millisecond)
			there := c.want == cleared || c.want > 1000
			if got := callLine(commands, "EXISTS key"); got != boolean(there) {
				t.Errorf("after %s and 1,001 ms: EXISTS says %v", c.command, got)
			}
		})
	}
}
