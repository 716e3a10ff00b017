package server

import (
	"math"
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
