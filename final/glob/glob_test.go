package glob

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestMatchCorners holds the answers of redis-server 7.0.15.
func TestMatchCorners(t *testing.T) {
	for _, c := range []struct {
		pattern, s string
		want       bool
	}{
		{`h[^e]llo`, `hello`, false},
		{`h[^e]llo`, `hallo`, true},
		{`a*b*c`, `aXbYbZc`, true},
		{`a*b*c`, `aXcYb`, false},
		{`a*`, `a`, true},
		{`**`, `a`, true},
		{`A`, `a`, false},

		// The empty string.
		{``, ``, true},
		{``, `a`, false},
		{`?`, ``, false},
		{`*`, ``, false}, // as PSUBSCRIBE has it
		{`**`, ``, false},

		// Classes.
		{`[a-c]`, `b`, true},
		{`[c-a]`, `b`, true},
		{`[-c]`, `-`, true},
		{`[^-]`, `-`, false},
		{`[*]`, `*`, true},
		{`[*]`, `a`, false},
		{`[!a]`, `!`, true},
		{`[]`, `]`, false},
		{`[]a]`, `a]`, false},
		{`[^]`, `x`, true},
		{`[a\]]`, `]`, true},
		{`[a-]`, `]`, true}, // the range from a to ], in a class that is not closed
		{`[a-]`, `^`, true},
		{`[a-]]`, `^`, true},
		{`[a-\]`, `]`, true},
		{`[a-\]`, `\`, true},

		// Classes that are not closed.
		{`[`, `[`, false},
		{`[^`, `x`, true},
		{`[a`, `a`, true},
		{`[^a`, `b`, true},
		{`[a-`, `-`, true},
		{`[a-c`, `b`, true},
		{`[\]`, `]`, true},
		{`[\`, `\`, true},
		{`*[`, `a[`, false},
		{`*[^`, `ab`, true},

		// Backslashes.
		{`\*`, `*`, true},
		{`\*`, `a`, false},
		{`\a`, `a`, true},
		{`\`, `\`, true},
		{`a\`, `a\`, true},
	} {
		if got := Match(c.pattern, c.s); got != c.want {
			t.Errorf("Match(%q, %q) = %t, want %t", c.pattern, c.s, got, c.want)
		}
	}
}

// matchByTrying is the definition of a star: it tries every length.
func matchByTrying(pattern, s string) bool {
	switch {
	case pattern == "":
		return s == ""
	case pattern[0] == '*':
		for i := range len(s) + 1 {
			if matchByTrying(pattern[1:], s[i:]) {
				return true
			}
		}
		return false
	case s == "":
		return false
	default:
		size, ok := matchByte(pattern, s[0])
		return ok && matchByTrying(pattern[size:], s[1:])
	}
}

// TestGoingBackToTheLastStarIsEnough: for strings that are not empty, Match agrees with
// the search through all lengths of all stars.
func TestGoingBackToTheLastStarIsEnough(t *testing.T) {
	patterns := rapid.StringMatching(`[ab*?\[\]^\\-]{0,12}`)
	words := rapid.StringMatching(`[ab\]^\\-]{1,10}`)
	rapid.Check(t, func(t *rapid.T) {
		pattern := patterns.Draw(t, "pattern")
		for range 20 {
			s := words.Draw(t, "s")
			if got, want := Match(pattern, s), matchByTrying(pattern, s); got != want {
				t.Fatalf("Match(%q, %q) = %t, want %t", pattern, s, got, want)
			}
		}
	})
}

// TestHostilePatternsEnd would run for ages if stars multiplied each other's work.
func TestHostilePatternsEnd(t *testing.T) {
	s := strings.Repeat("a", 1000)
	for _, pattern := range []string{
		strings.Repeat("a*", 500) + "b",
		strings.Repeat("*a", 500) + "*b",
		strings.Repeat("*[a-z]", 300) + "b",
	} {
		if Match(pattern, s) {
			t.Errorf("Match(%.20q…) = true", pattern)
		}
	}
}

type stopFunc func() bool

func (f stopFunc) Stopped() bool { return f() }

// What takes long asks often whether to stop, however long the elements are.
func TestMatchUntilStops(t *testing.T) {
	text := strings.Repeat("a", 1<<12)
	for name, pattern := range map[string]string{
		"star":    "*" + text[:1<<11] + "b",
		"classes": "*[" + strings.Repeat("b", 1<<12) + "]",
	} {
		asked := 0
		matched, done := MatchUntil(pattern, text, stopFunc(func() bool { asked++; return asked == 3 }))
		if matched || done || asked != 3 {
			t.Errorf("%s: matched %t, done %t, asked %d times, want false, false and 3", name, matched, done, asked)
		}
		if matched, done := MatchUntil("*", text, stopFunc(func() bool { return true })); !matched || !done {
			t.Errorf("%s: what takes no time was stopped", name)
		}
	}
}
