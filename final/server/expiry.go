package server

import (
	"math"
	"strings"
	"time"

	"mini-redis/final/resp"
	"mini-redis/final/store"
)

// expire returns the handler of EXPIRE or one of its relatives. Like Redis 7.0 it looks
// at the options first, then at the time, and then at the key.
func expire(name string, unit int64, from origin) func(c *conn, args [][]byte) {
	return func(c *conn, args [][]byte) {
		condition, problem := parseCondition(args[3:])
		if problem != "" {
			c.fail(problem)
			return
		}
		at, problem := givenTime{timeKind{unit, from}, args[2]}.deadline(name)
		if problem != "" {
			c.fail(problem)
			return
		}
		c.boolean(c.srv.store.Expire(args[1], at, condition))
	}
}

// parseCondition reads the options of EXPIRE. If they are wrong, problem is the error
// reply: for an unknown option first, then for two that exclude each other.
func parseCondition(options [][]byte) (all store.ExpireCondition, problem string) {
	for _, option := range options {
		condition := conditionOf(option)
		if condition == 0 {
			text := clip(option, len(option))
			return 0, "ERR Unsupported option " + strings.TrimRight(text, "\r\n")
		}
		all |= condition
	}
	const laterAndEarlier = store.IfLater | store.IfEarlier
	switch {
	case all&store.IfNoDeadline != 0 && all != store.IfNoDeadline:
		return 0, "ERR NX and XX, GT or LT options at the same time are not compatible"
	case all&laterAndEarlier == laterAndEarlier:
		return 0, "ERR GT and LT options at the same time are not compatible"
	}
	return all, ""
}

// conditionOf returns what an option of EXPIRE stands for, 0 if nothing.
func conditionOf(option []byte) store.ExpireCondition {
	switch {
	case is(option, "nx"):
		return store.IfNoDeadline
	case is(option, "xx"):
		return store.IfDeadline
	case is(option, "gt"):
		return store.IfLater
	case is(option, "lt"):
		return store.IfEarlier
	}
	return 0
}

func persist(c *conn, args [][]byte) { c.boolean(c.srv.store.Persist(args[1])) }

func expireTime(c *conn, args [][]byte)  { c.out.Int(toSeconds(c.deadline(args[1]))) }
func pexpireTime(c *conn, args [][]byte) { c.out.Int(c.deadline(args[1])) }

func ttl(c *conn, args [][]byte)  { c.out.Int(toSeconds(c.timeLeft(args[1]))) }
func pttl(c *conn, args [][]byte) { c.out.Int(c.timeLeft(args[1])) }

// The replies of TTL and its relatives for a key without a deadline, and without a key.
const (
	noDeadline = -1
	noKey      = -2
)

// deadline returns the deadline of key in milliseconds since the Unix epoch, or
// noDeadline or noKey (Redis: PEXPIRETIME).
func (c *conn) deadline(key []byte) int64 {
	switch at, ok := c.srv.store.Deadline(key); {
	case !ok:
		return noKey
	case at == 0:
		return noDeadline
	default:
		return at
	}
}

// timeLeft returns how long key has to live in milliseconds, or noDeadline or noKey
// (Redis: PTTL).
func (c *conn) timeLeft(key []byte) int64 {
	at := c.deadline(key)
	if at < 0 {
		return at
	}
	return max(0, at-now())
}

// toSeconds rounds milliseconds to the nearest second, as Redis does, and leaves
// noDeadline and noKey alone. The sum may exceed an int64.
func toSeconds(milliseconds int64) int64 {
	if milliseconds < 0 {
		return milliseconds
	}
	return int64((uint64(milliseconds) + 500) / 1000)
}

// A timeKind says how a client gives a time: in which unit, from which origin.
type timeKind struct {
	unit int64 // in milliseconds
	from origin
}

const (
	millisecond int64 = 1
	second      int64 = 1000
)

type origin int

const (
	fromNow origin = iota
	fromEpoch
)

// A givenTime is a time as a client sent it. Its amount is nil if it sent none.
type givenTime struct {
	timeKind
	amount []byte
}

// deadline returns the time in milliseconds since the Unix epoch, or the error
// reply of Redis for the command called name if it is no integer, or out of range
// after the conversion.
func (t givenTime) deadline(name string) (at int64, problem string) {
	n, ok := resp.ParseInt(t.amount)
	if !ok {
		return 0, errNotInteger
	}
	if n > math.MaxInt64/t.unit || n < math.MinInt64/t.unit {
		return 0, invalidExpire(name)
	}
	n *= t.unit
	if t.from == fromNow {
		base := now()
		if n > math.MaxInt64-base {
			return 0, invalidExpire(name)
		}
		n += base
	}
	return n, ""
}

// positiveDeadline is deadline for commands that refuse a time of zero or less,
// as SET does and EXPIRE does not.
func (t givenTime) positiveDeadline(name string) (at int64, problem string) {
	if n, ok := resp.ParseInt(t.amount); ok && n <= 0 {
		return 0, invalidExpire(name)
	}
	return t.deadline(name)
}

func invalidExpire(name string) string {
	return "ERR invalid expire time in '" + name + "' command"
}

// read takes the time from options if they begin with one, such as EX 10, and reports
// whether they do. A second time is taken too, and wins, if it is of the same kind
// (Redis 7.0: SET and GETEX).
func (t *givenTime) read(options [][]byte) bool {
	kind, known := timeOption(options[0])
	if !known || len(options) < 2 || t.amount != nil && kind != t.timeKind {
		return false
	}
	*t = givenTime{kind, options[1]}
	return true
}

// timeOption returns what an option such as EX says of the number behind it.
func timeOption(option []byte) (kind timeKind, known bool) {
	switch {
	case is(option, "ex"):
		return timeKind{second, fromNow}, true
	case is(option, "px"):
		return timeKind{millisecond, fromNow}, true
	case is(option, "exat"):
		return timeKind{second, fromEpoch}, true
	case is(option, "pxat"):
		return timeKind{millisecond, fromEpoch}, true
	}
	return timeKind{}, false
}

// now is the time in milliseconds since the Unix epoch.
func now() int64 { return time.Now().UnixMilli() }
