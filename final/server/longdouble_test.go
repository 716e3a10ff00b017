package server

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// drawNumeral draws a decimal number that a long double can be near to.
func drawNumeral(t *rapid.T) string {
	whole := rapid.StringMatching(`-?[0-9]{1,25}`).Draw(t, "whole")
	fraction := rapid.StringMatching(`(\.[0-9]{1,25})?`).Draw(t, "fraction")
	exponent := rapid.IntRange(-40, 40).Draw(t, "exponent")
	return fmt.Sprintf("%s%se%d", whole, fraction, exponent)
}

// A numeral is read as the long double nearest to it: neither neighbour of that is
// nearer.
func TestNumeralsAreRoundedToTheNearest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawNumeral(t)
		x, ok := parseLongDouble([]byte(text))
		if !ok {
			t.Fatalf("%s is refused", text)
		}
		exact, _ := new(big.Rat).SetString(text)
		if exact.Sign() == 0 {
			if x.Sign() != 0 {
				t.Fatalf("%s is read as %g", text, x)
			}
			return
		}
		step := new(big.Float).SetMantExp(big.NewFloat(1), x.MantExp(nil)-longDoubleBits)
		for _, sign := range []float64{-1, 1} {
			// The step down from a power of two is half as long; a whole one proves less there.
			neighbour := new(big.Float).SetPrec(2*longDoubleBits).Mul(step, big.NewFloat(sign))
			neighbour.Add(neighbour, x)
			if distance(neighbour, exact).Cmp(distance(x, exact)) < 0 {
				t.Fatalf("%s is read as %.30g, farther away than %.30g", text, x, neighbour)
			}
		}
	})
}

// A number is written as the multiple of 10^-17 nearest to it, with nothing that could
// be left out.
func TestNumbersAreWrittenWith17Digits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawNumeral(t)
		x, _ := parseLongDouble([]byte(text))
		written := formatLongDouble(x)
		exact, ok := new(big.Rat).SetString(written)
		if !ok || distance(x, exact).Cmp(big.NewRat(1, 2e17)) > 0 {
			t.Fatalf("%.40g is written as %s", x, written)
		}
		_, fraction, point := strings.Cut(written, ".")
		if point && (fraction == "" || strings.HasSuffix(fraction, "0") || len(fraction) > 17) || written == "-0" {
			t.Fatalf("%.40g is written as %s", x, written)
		}
	})
}

// Every float64 is a long double: written in hexadecimal, it is read as it is.
func TestHexadecimalIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.Float64().Draw(t, "number")
		text := strconv.FormatFloat(f, 'x', -1, 64)
		x, ok := parseLongDouble([]byte(text))
		if !ok || x.Cmp(big.NewFloat(f)) != 0 {
			t.Fatalf("%s is read as %v, %t", text, x, ok)
		}
	})
}

// distance returns |x - exact|.
func distance(x *big.Float, exact *big.Rat) *big.Rat {
	r, _ := x.Rat(nil)
	r.Sub(r, exact)
	return r.Abs(r)
}
