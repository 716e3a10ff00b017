package config

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A size written with a unit is that many bytes, in any case of the letters.
func TestSizesHaveUnits(t *testing.T) {
	units := map[string]uint64{"": 1, "b": 1, "k": 1e3, "kb": 1 << 10, "m": 1e6, "mb": 1 << 20, "g": 1e9, "gb": 1 << 30}
	rapid.Check(t, func(t *rapid.T) {
		unit := rapid.SampledFrom([]string{"", "b", "B", "k", "K", "kb", "Kb", "kB", "m", "mb", "MB", "g", "G", "gb", "GB"}).Draw(t, "unit")
		n := rapid.Uint64Range(0, math.MaxUint64>>30).Draw(t, "number")
		got, problem := ParseMemory(fmt.Sprint(n, unit))
		if want := n * units[strings.ToLower(unit)]; got != want || problem != "" {
			t.Fatalf("%d%s is %d, %q, want %d", n, unit, got, problem, want)
		}
	})
}
