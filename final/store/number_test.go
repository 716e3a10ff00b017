package store

import (
	"errors"
	"math"
	"math/big"
	"regexp"
	"testing"

	"pgregory.net/rapid"
)

// strictInteger is the grammar of Redis 7.0's integers, apart from their range.
var strictInteger = regexp.MustCompile(`^(0|-?[1-9][0-9]*)$`)

// modelIncr is Incr in unbounded arithmetic.
func modelIncr(value string, delta int64) (int64, error) {
	n, ok := new(big.Int).SetString(value, 10)
	if !ok || !strictInteger.MatchString(value) || !n.IsInt64() {
		return 0, ErrNotInteger
	}
	if n.Add(n, big.NewInt(delta)); !n.IsInt64() {
		return 0, ErrOverflow
	}
	return n.Int64(), nil
}

// TestIncrIsStrictArithmetic: Incr accepts exactly the integers of the grammar that
// fit, and its sums are those of unbounded arithmetic or ErrOverflow.
func TestIncrIsStrictArithmetic(t *testing.T) {
	extremes := rapid.SampledFrom([]int64{0, 1, -1, math.MaxInt64, math.MinInt64, math.MaxInt64 - 1, math.MinInt64 + 1})
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.OneOf(
			rapid.StringMatching(`[-+ ]?[0-9]{0,3}`),
			rapid.StringMatching(`-?92233720368547758[0-9]{2}`),
			rapid.StringMatching(`[0-9a-f_ -]{0,25}`),
		).Draw(t, "value")
		delta := rapid.OneOf(extremes, rapid.Int64()).Draw(t, "delta")

		s := New()
		s.Set([]byte("k"), []byte(value), SetOptions{})
		got, err := s.Incr([]byte("k"), delta)
		want, wantErr := modelIncr(value, delta)
		if got != want || !errors.Is(err, wantErr) {
			t.Fatalf("Incr of %q by %d = %d, %v, want %d, %v", value, delta, got, err, want, wantErr)
		}
	})
}

func TestIncrOfMissingKeyStartsAtZero(t *testing.T) {
	s := New()
	for _, delta := range []int64{math.MinInt64, math.MaxInt64} {
		s.Clear()
		if got, err := s.Incr([]byte("k"), delta); got != delta || err != nil {
			t.Errorf("Incr(%d) = %d, %v", delta, got, err)
		}
	}
}

func TestRefusedIncrCreatesNoKey(t *testing.T) {
	s := New()
	s.Set([]byte("k"), []byte("9223372036854775807"), SetOptions{})
	if _, err := s.Incr([]byte("k"), 1); !errors.Is(err, ErrOverflow) {
		t.Errorf("error %v, want ErrOverflow", err)
	}
	wantValue(t, s, "k", "9223372036854775807")
	s.Update([]byte("new"), func([]byte, bool) ([]byte, error) { return nil, errRefused })
	s.Append([]byte("new"), []byte("xx"), 1)
	wantMissing(t, s, "new")
}

func TestUpdateMayLeaveTheKeyAsItIs(t *testing.T) {
	s := New()
	s.Set([]byte("k"), []byte("v"), SetOptions{})
	for _, key := range []string{"k", "new"} {
		err := s.Update([]byte(key), func([]byte, bool) ([]byte, error) { return []byte("x"), ErrUnchanged })
		if err != nil {
			t.Errorf("Update(%q) returned %v", key, err)
		}
	}
	wantValue(t, s, "k", "v")
	wantMissing(t, s, "new")
}
