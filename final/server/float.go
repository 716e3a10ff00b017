package server

import (
	"math/big"
	"strings"

	"mini-redis/final/store"
)

const (
	errNotFloat = "ERR value is not a valid float"
	errInfinite = "ERR increment would produce NaN or Infinity"
)

// incrByFloat answers INCRBYFLOAT.
func incrByFloat(c *conn, args [][]byte) {
	increment, ok := parseLongDouble(args[2])
	if !ok {
		c.fail(errNotFloat)
		return
	}
	var problem string
	var sum []byte
	c.srv.store.Update(args[1], func(old []byte, exists bool) ([]byte, error) {
		value, ok := new(big.Float), true
		if exists {
			value, ok = parseLongDouble(old)
		}
		switch {
		case !ok:
			problem = errNotFloat
		case value.IsInf() || increment.IsInf() || overflows(value.Add(value, increment)):
			problem = errInfinite
		default:
			sum = []byte(formatLongDouble(value))
			return sum, nil
		}
		return nil, store.ErrUnchanged
	})
	if problem != "" {
		c.fail(problem)
		return
	}
	c.out.Bulk(sum)
}

// formatLongDouble writes x with up to 17 digits behind the point, rounded to the
// nearest, and without zeros at the end (Redis 7.0: ld2string).
func formatLongDouble(x *big.Float) string {
	if x.MantExp(nil) < -64 {
		return "0" // below 10^-18; Text would take milliseconds for the smallest
	}
	s := strings.TrimRight(x.Text('f', 17), "0")
	s = strings.TrimSuffix(s, ".")
	if s == "-0" {
		return "0"
	}
	return s
}
