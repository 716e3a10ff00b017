package server

import (
	"math"
	"strings"
	"time"

	"mini-redis/final/resp"
)

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

// expire returns the handler of EXPIRE and its relatives.
func expire(name string, unit int64, from origin) func(c *conn, args [][]byte) {
	return func(c *conn, args [][]byte) {
		if len(args) > 3 {
			option := clip(args[3], len(args[3]))
			c.out.Error("ERR Unsupported option " + strings.TrimRight(option, "\r\n"))
			return
		}
		at, problem := givenTime{timeKind{unit, from}, args[2]}.deadline(name)
		if problem != "" {
			c.out.Error(problem)
			return
		}
		c.boolean(c.srv.store.Expire(args[1], at))
	}
}

func persist(c *conn, args [][]byte) { c.boolean(c.srv.store.Persist(args[1])) }

func pttl(c *conn, args [][]byte) { c.out.Int(c.timeLeft(args[1])) }

func ttl(c *conn, args [][]byte) {
	left := c.timeLeft(args[1])
	if left > 0 {
		left = (left + 500) / 1000 // to the nearest second, as Redis rounds
	}
	c.out.Int(left)
}

// timeLeft is how long key has to live in milliseconds; -1 if it has no deadline,
// -2 if it does not exist (Redis: PTTL).
func (c *conn) timeLeft(key []byte) int64 {
	switch at, ok := c.srv.store.Deadline(key); {
	case !ok:
		return -2
	case at == 0:
		return -1
	default:
		return max(0, at-now())
	}
}

// now is the time in milliseconds since the Unix epoch.
func now() int64 { return time.Now().UnixMilli() }
