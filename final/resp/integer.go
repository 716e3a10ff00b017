package resp

import "math"

// ParseInt reads a decimal integer the way Redis does (string2ll in Redis 7.0),
// both in headers and in the arguments of commands such as INCRBY. There is
// exactly one way to write each number: an optional '-', then digits without a
// leading zero. No '+', no "-0", no spaces, nothing outside the int64 range.
func ParseInt(b []byte) (n int64, ok bool) {
	digits, limit := b, uint64(math.MaxInt64)
	negative := len(b) > 0 && b[0] == '-'
	if negative {
		digits, limit = b[1:], limit+1
	}
	// Nineteen digits hold every int64 and cannot overflow a uint64.
	if len(digits) == 0 || len(digits) > 19 {
		return 0, false
	}
	if digits[0] == '0' {
		return 0, len(b) == 1
	}
	var u uint64
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, false
		}
		u = u*10 + uint64(c-'0')
	}
	if u > limit {
		return 0, false
	}
	if negative {
		u = -u
	}
	return int64(u), true
}
