package mistakes

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"mini-redis/final/resp"
	store "mini-redis/step03_store"
)

func stringCommands() map[string]command {
	return map[string]command{
		"get":      {2, get},
		"set":      {-3, set},
		"del":      {-2, del},
		"exists":   {-2, exists},
		"incr":     {2, func(c *client, args [][]byte) { c.add(string(args[1]), 1) }},
		"decr":     {2, func(c *client, args [][]byte) { c.add(string(args[1]), -1) }},
		"incrby":   {3, incrBy},
		"mget":     {-2, mget},
		"mset":     {-3, mset},
		"strlen":   {2, strlen},
		"append":   {3, appendTo},
		"keys":     {2, keys},
		"dbsize":   {1, func(c *client, _ [][]byte) { c.integer(int64(len(c.keys))) }},
		"flushall": {-1, flushAll},
	}
}

func get(c *client, args [][]byte) {
	e := c.live(string(args[1]))
	switch {
	case e != nil:
		c.bulk(e.value)
	case c.has(missingIsEmpty):
		c.bulk(nil)
	default:
		c.null()
	}
}

func del(c *client, args [][]byte) {
	n := int64(0)
	for _, key := range args[1:] {
		if c.live(string(key)) != nil {
			c.remove(string(key))
			c.forgetSoonest()
			n++
		}
	}
	if c.has(delCountsOne) {
		n = min(n, 1)
	}
	c.integer(n)
}

func exists(c *client, args [][]byte) {
	n := int64(0)
	seen := map[string]bool{}
	for _, key := range args[1:] {
		if c.live(string(key)) != nil && !(c.has(existsCountsOnce) && seen[string(key)]) {
			n++
		}
		seen[string(key)] = true
	}
	c.integer(n)
}

func incrBy(c *client, args [][]byte) {
	delta, ok := resp.ParseInt(args[2])
	if !ok {
		c.failure("ERR value is not an integer or out of range")
		return
	}
	c.add(string(args[1]), delta)
}

// add is INCR and its like.
func (c *client) add(key string, delta int64) {
	e := c.live(key)
	n := int64(0)
	if e != nil {
		var ok bool
		if n, ok = c.parse(e.value); !ok {
			c.failure("ERR value is not an integer or out of range")
			return
		}
	}
	if c.has(incrementsLost) || c.has(decrementsLost) {
		c.decreased = c.decreased || delta < 0
		n = c.race(key, n, c.has(incrementsLost) || c.decreased)
	}
	if (delta > 0 && n > math.MaxInt64-delta || delta < 0 && n < math.MinInt64-delta) && !c.has(overflowUnchecked) {
		c.failure("ERR increment or decrement would overflow")
		return
	}
	if e == nil {
		e = c.put(key)
	}
	if c.has(incrClearsDeadline) {
		e.deadline = 0
	}
	e.value = strconv.AppendInt(nil, n+delta, 10)
	c.integer(n + delta)
}

// race returns the number that c has read where no lock is held: n, but once for each key, if
// it may lose, what another client has read before it stored n.
func (c *client) race(key string, n int64, mayLose bool) int64 {
	if key != c.contested {
		c.contested, c.counter, c.lost = key, nil, false
	}
	if mayLose && c.counter != nil && c.counter != c && !c.lost {
		n, c.lost = c.counted, true
	}
	c.counter, c.counted = c, n
	return n
}

func (c *client) parse(value []byte) (int64, bool) {
	if c.has(numbersReadLaxly) {
		n, err := strconv.ParseInt(string(bytes.TrimSpace(value)), 10, 64)
		return n, err == nil
	}
	return resp.ParseInt(value)
}

func mget(c *client, args [][]byte) {
	var items []any
	for i, key := range args[1:] {
		if e := c.live(string(key)); i == 0 && e != nil && e.before != nil && c.has(keysLockedSingly) {
			items = append(items, string(e.before)) // an MSET came in between
			continue
		}
		switch e := c.live(string(key)); {
		case e != nil:
			items = append(items, string(e.value))
		case !c.has(mgetLeavesOut):
			items = append(items, nil)
		}
	}
	c.array(items...)
}

func mset(c *client, args [][]byte) {
	odd := len(args)%2 == 0
	if odd && !c.has(msetStoresHalf) {
		c.failure("ERR wrong number of arguments for 'mset' command")
		return
	}
	seen := map[string]bool{}
	for i := 1; i+1 < len(args); i += 2 {
		key := string(args[i])
		if c.has(msetKeepsFirst) && seen[key] {
			continue
		}
		seen[key] = true
		e := c.put(key)
		e.before = e.value
		e.value, e.deadline = bytes.Clone(args[i+1]), 0
	}
	if odd {
		c.failure("ERR wrong number of arguments for 'mset' command")
		return
	}
	c.simple("OK")
}

func strlen(c *client, args [][]byte) {
	e := c.live(string(args[1]))
	switch {
	case e == nil:
		c.integer(0)
	case c.has(strlenCountsCharacters):
		c.integer(int64(utf8.RuneCount(e.value)))
	default:
		c.integer(int64(len(e.value)))
	}
}

func appendTo(c *client, args [][]byte) {
	key := string(args[1])
	e := c.live(key)
	if e == nil {
		e = c.put(key)
		e.value = nil
	}
	if e.by != nil && e.by != c && !c.lost && c.has(appendsLost) {
		e.value, c.lost = e.before, true // as if both had read this
	}
	e.before, e.by = bytes.Clone(e.value), c
	e.value = append(e.value, args[2]...)
	c.integer(int64(len(e.value)))
}

func keys(c *client, args [][]byte) {
	if c.has(globExponential) && strings.Count(string(args[1]), "*") > 10 {
		<-c.forced.Done() // which comes sooner than the end of that
	}
	var items []any
	for key := range c.keys {
		matches := store.Match(string(args[1]), key)
		if c.has(patternsIgnored) {
			matches = strings.HasPrefix(key, strings.TrimRight(string(args[1]), "*"))
		}
		if matches && (c.live(key) != nil || c.has(keysListsExpired)) {
			items = append(items, key)
		}
	}
	c.array(items...)
}

func flushAll(c *client, _ [][]byte) {
	if c.has(flushKeepsDeadlines) {
		for key, e := range c.keys {
			if e.deadline != 0 {
				time.AfterFunc(time.Until(time.UnixMilli(e.deadline)), func() {
					c.mu.Lock()
					defer c.mu.Unlock()
					c.remove(key)
				})
			}
		}
	}
	clear(c.keys)
	c.simple("OK")
}
