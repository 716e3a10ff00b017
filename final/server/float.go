package server

import (
	"bytes"
	"math/big"
	"strconv"
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

// The numbers of INCRBYFLOAT are those of C's long double on x86-64: 64 bits of
// mantissa, and exponents so that the largest is just below 2^16384 and the smallest
// is 2^-16445. Numbers below 2^-16382 have less than 64 bits there. They have all 64
// here; replies have 17 digits behind the point, where that does not show. One number
// differs: glibc takes 2^-16446 + 2^-16510 for zero, to which it is not the nearest.
const (
	longDoubleBits = 64
	maxExponent    = 16384
	minExponent    = -16445
)

// maxFloatText is one more than the length of the longest text that Redis takes for
// a number.
const maxFloatText = 5 * 1024

// parseLongDouble reads a number as Redis 7.0 does (string2ld), which is as C's strtold
// does: decimal or hexadecimal, perhaps with an exponent, or infinite. There may be no
// blanks around it, and NaN is no number. What is out of range is refused.
func parseLongDouble(text []byte) (x *big.Float, ok bool) {
	if len(text) >= maxFloatText {
		return nil, false
	}
	negative := bytes.HasPrefix(text, []byte("-"))
	if negative || bytes.HasPrefix(text, []byte("+")) {
		text = text[1:]
	}
	switch {
	case bytes.EqualFold(text, []byte("inf")) || bytes.EqualFold(text, []byte("infinity")):
		return new(big.Float).SetInf(negative), true
	case len(text) > 1 && is(text[:2], "0x"):
		x, ok = parseNumeral(string(text[2:]), 16)
	default:
		x, ok = parseNumeral(string(text), 10)
	}
	if ok && negative {
		x.Neg(x)
	}
	return x, ok
}

// parseNumeral reads a number without a sign: digits of the base with a point among
// them or not, and then perhaps an exponent, which is one of 10 or, if base is 16, of 2.
func parseNumeral(s string, base int) (x *big.Float, ok bool) {
	marker := "eE"
	if base == 16 {
		marker = "pP"
	}
	exponent := 0
	if i := strings.IndexAny(s, marker); i >= 0 {
		if exponent, ok = parseExponent(s[i+1:]); !ok {
			return nil, false
		}
		s = s[:i]
	}
	whole, fraction, _ := strings.Cut(s, ".")
	digits := strings.TrimLeft(whole+fraction, "0")
	if whole+fraction == "" || !onlyDigits(digits, base) {
		return nil, false
	}
	if digits == "" {
		return new(big.Float).SetPrec(longDoubleBits), true
	}
	n, _ := new(big.Int).SetString(digits, base)
	if base == 16 {
		return scaleBy2(n, exponent-4*len(fraction))
	}
	return scaleBy10(n, len(digits), exponent-len(fraction))
}

// farExponent stands for every exponent beyond it: whatever digits precede it within
// maxFloatText, the number is out of range.
const farExponent = 100_000

// parseExponent reads an integer with or without a sign.
func parseExponent(s string) (n int, ok bool) {
	negative := strings.HasPrefix(s, "-")
	if negative || strings.HasPrefix(s, "+") {
		s = s[1:]
	}
	if s == "" || !onlyDigits(s, 10) {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	if err != nil || n > farExponent {
		n = farExponent
	}
	if negative {
		n = -n
	}
	return n, true
}

func onlyDigits(s string, base int) bool {
	digits := "0123456789abcdefABCDEF"
	if base == 10 {
		digits = digits[:10]
	}
	return strings.Trim(s, digits) == ""
}

// scaleBy2 returns n * 2^exponent.
func scaleBy2(n *big.Int, exponent int) (x *big.Float, ok bool) {
	x = new(big.Float).SetInt(n)
	return divide(x.SetMantExp(x, exponent), big.NewFloat(1))
}

// scaleBy10 returns n * 10^exponent. n is above 0 and has that many decimal digits.
func scaleBy10(n *big.Int, digits, exponent int) (x *big.Float, ok bool) {
	if magnitude := digits + exponent; magnitude > 4933 || magnitude < -4951 {
		return nil, false // from 10^4933 on, or below 10^-4951
	}
	power := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(exponent, -exponent))), nil)
	if exponent >= 0 {
		return divide(new(big.Float).SetInt(n.Mul(n, power)), big.NewFloat(1))
	}
	return divide(new(big.Float).SetInt(n), new(big.Float).SetInt(power))
}

// divide returns a / b, rounded once, to the nearest long double, unless that is
// infinite or zero. Both are above 0.
func divide(a, b *big.Float) (x *big.Float, ok bool) {
	x = new(big.Float).SetPrec(longDoubleBits).Quo(a, b)
	if overflows(x) {
		return nil, false
	}
	if x.MantExp(nil) <= minExponent {
		// Half of the smallest number and what is below it is rounded to zero.
		// Rounded up, a quotient stays on its side of that.
		half := new(big.Float).SetMantExp(big.NewFloat(1), minExponent-1)
		up := new(big.Float).SetPrec(longDoubleBits).SetMode(big.AwayFromZero).Quo(a, b)
		if up.Cmp(half) <= 0 {
			return nil, false
		}
	}
	return x, true
}

func overflows(x *big.Float) bool { return x.IsInf() || x.MantExp(nil) > maxExponent }
