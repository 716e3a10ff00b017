package resp

import (
	"math"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// ParseInt accepts exactly what strconv.FormatInt writes.
func TestParseIntTakesOneSpellingOfEachNumber(t *testing.T) {
	spelling := rapid.OneOf(
		rapid.StringMatching(`[-+ ]?[0-9]{0,21}[ .]?`),
		rapid.Map(rapid.Int64(), func(n int64) string { return strconv.FormatInt(n, 10) }),
		rapid.SampledFrom([]string{
			"", "-", "0", "-0", "00", "+1", "1e3", "0x1", " 1", "1 ", "1\x00",
			"9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
			"18446744073709551616", "99999999999999999999",
		}),
	)
	rapid.Check(t, func(t *rapid.T) {
		s := spelling.Draw(t, "spelling")
		want, err := strconv.ParseInt(s, 10, 64)
		wantOK := err == nil && strconv.FormatInt(want, 10) == s
		got, ok := ParseInt([]byte(s))
		if ok != wantOK || ok && got != want {
			t.Fatalf("ParseInt(%q) = %d, %v; want %d, %v", s, got, ok, want, wantOK)
		}
	})
}

func TestParseIntReachesBothEnds(t *testing.T) {
	for _, want := range []int64{math.MinInt64, math.MaxInt64} {
		if got, ok := ParseInt(strconv.AppendInt(nil, want, 10)); !ok || got != want {
			t.Errorf("got %d, %v; want %d", got, ok, want)
		}
	}
}
