package mistakes

import (
	"math"
	"time"

	"mini-redis/final/resp"
	framing "mini-redis/step02_framing"
)

// An entry is what a key holds.
type entry struct {
	value    []byte
	deadline int64 // in milliseconds since the Unix epoch, 0 for none

	// For mistakes only:
	before    []byte  // the value before the last change
	by        *client // who made that
	forgotten bool    // by the sweeper
}

func (e *entry) expired(now int64) bool { return e.deadline != 0 && now > e.deadline }

// keyspace is where a client's keys are.
func (c *client) keyspace() map[string]*entry {
	if c.has(privateKeys) {
		return c.own
	}
	return c.keys
}

func (c *client) keyName(key string) string {
	if c.has(keysCaseInsensitive) {
		return framing.Lower(key)
	}
	return key
}

// now is the time in milliseconds since the Unix epoch. It stands still where what a key with
// a deadline has left would otherwise depend on how long the case takes.
func (s *server) now() int64 {
	if s.has(exIsMilliseconds) || s.has(setKeepsDeadline) {
		return 1_000_000_000_000
	}
	return time.Now().UnixMilli()
}

// live returns what key holds, nil if nothing.
func (c *client) live(key string) *entry {
	e := c.keyspace()[c.keyName(key)]
	if e == nil || e.expired(c.now()) && !c.has(noLazyExpiry) && !c.has(keysListsExpired) {
		return nil
	}
	return e
}

// put returns the entry of key, made if there is none.
func (c *client) put(key string) *entry {
	e := c.live(key)
	if e == nil {
		e = &entry{}
		c.keyspace()[c.keyName(key)] = e
	}
	return e
}

func (c *client) remove(key string) { delete(c.keyspace(), c.keyName(key)) }

// sweep removes what has expired, until the server ends.
func (s *server) sweep() {
	for s.ending.Err() == nil && s.forced.Err() == nil {
		s.mu.Lock()
		next := int64(math.MaxInt64)
		now, removed := s.now(), false
		for key, e := range s.keys {
			switch {
			case e.expired(now) && s.sweeps(e):
				delete(s.keys, key)
				removed = true
				s.swept++
			case e.deadline != 0 && !e.expired(now):
				next = min(next, e.deadline)
			}
		}
		if removed && next == math.MaxInt64 && s.has(sweeperEnds) {
			s.mu.Unlock()
			return
		}
		wake := s.wake
		if s.has(sweeperNotWoken) && s.soon != 0 {
			next, wake = s.soon, nil
		}
		s.mu.Unlock()
		wait := time.Hour
		if next < now+wait.Milliseconds() {
			wait = time.Duration(next-now+1) * time.Millisecond
		}
		select {
		case <-time.After(wait):
		case <-wake:
		case <-s.ending.Done():
		case <-s.forced.Done():
		}
	}
}

// sweeps tells whether the sweeper removes an entry that has expired.
func (s *server) sweeps(e *entry) bool {
	switch s.plant {
	case noSweeper, noLazyExpiry, keysListsExpired, nxSeesExpired:
		return false
	case heapNotMended:
		return !s.putOff
	case heapPopNotMended: // when one is out, the last one is first
		return s.swept == 0
	case sweeperRemovesOnce:
		return s.swept < 100
	}
	return !e.forgotten
}

// forgetSoonest has the sweeper overlook the soonest deadline, if that is the mistake.
func (s *server) forgetSoonest() {
	var soonest *entry
	for _, e := range s.keys {
		if e.deadline != 0 && !e.forgotten && (soonest == nil || e.deadline < soonest.deadline) {
			soonest = e
		}
	}
	if soonest != nil && s.has(heapIndexNotKept) {
		soonest.forgotten = true
	}
}

// wakeSweeper tells the sweeper of a deadline, 0 for none.
func (s *server) wakeSweeper(deadline int64) {
	if s.soon == 0 {
		s.soon = deadline
	}
	if s.woken++; s.woken > 100 && s.has(wakingBlocks) {
		<-s.forced.Done() // the sweeper waits for the lock, and its waker for the sweeper
	}
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func expiryCommands() map[string]command {
	return map[string]command{
		"expire":    {3, func(c *client, args [][]byte) { c.expire(args, 1000, true) }},
		"pexpire":   {3, func(c *client, args [][]byte) { c.expire(args, 1, true) }},
		"expireat":  {3, func(c *client, args [][]byte) { c.expire(args, 1000, false) }},
		"pexpireat": {3, func(c *client, args [][]byte) { c.expire(args, 1, false) }},
		"ttl":       {2, func(c *client, args [][]byte) { c.left(args, 1000) }},
		"pttl":      {2, func(c *client, args [][]byte) { c.left(args, 1) }},
		"persist":   {2, persist},
	}
}

// deadline turns n units from now or from 1970 into a deadline.
func (c *client) deadline(n, unit int64, fromNow bool) (int64, bool) {
	base := int64(0)
	if fromNow {
		base = c.now()
	}
	if (n > math.MaxInt64/unit || n < math.MinInt64/unit || n*unit > math.MaxInt64-base) && !c.has(timeOverflows) {
		return 0, false
	}
	return base + n*unit, true
}

func (c *client) expire(args [][]byte, unit int64, fromNow bool) {
	n, ok := resp.ParseInt(args[2])
	if !ok {
		c.failure("ERR value is not an integer or out of range")
		return
	}
	at, ok := c.deadline(n, unit, fromNow)
	if !ok {
		c.failure("ERR invalid expire time in '%s' command", framing.Lower(string(args[0])))
		return
	}
	e := c.live(string(args[1]))
	if c.has(expireSeesExpired) {
		e = c.keyspace()[string(args[1])]
	}
	if e == nil {
		c.integer(0)
		return
	}
	old := e.deadline
	c.putOff = c.putOff || old != 0 && at > old
	if e.deadline = max(at, 1); at <= c.now() {
		c.remove(string(args[1]))
	}
	e.forgotten = at < old && c.has(broughtForwardMissed)
	c.wakeSweeper(e.deadline)
	c.integer(1)
}

func (c *client) left(args [][]byte, unit int64) {
	e := c.live(string(args[1]))
	switch {
	case e == nil && !c.has(ttlOfMissing):
		c.integer(-2)
	case e == nil, e.deadline == 0:
		c.integer(-1)
	default:
		left, added := max(0, e.deadline-c.now()), unit/2
		switch {
		case c.has(ttlRoundsDown):
			added = 0
		case c.has(ttlRoundsUp):
			left, added = 99_400, unit-1 // however long the case has taken
		case c.has(pttlRoundsDown):
			left--
		}
		c.integer((left + added) / unit)
	}
}

func persist(c *client, args [][]byte) {
	e := c.live(string(args[1]))
	if e == nil || e.deadline == 0 {
		c.integer(0)
		return
	}
	e.deadline = 0
	c.forgetSoonest()
	c.integer(1)
}
