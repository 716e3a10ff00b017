package store_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	store "mini-redis/step03_store"

	"pgregory.net/rapid"
)

// Match gives the answer that trying every way to share out the bytes gives.
func TestMatchAgreesWithTheNaiveMatcher(t *testing.T) {
	alphabet := rapid.RuneFrom([]rune(`ab*?[]^-\`))
	patterns := rapid.OneOf( // one half is stars and little else
		rapid.StringOfN(rapid.RuneFrom([]rune("a*")), 0, 4, -1),
		rapid.StringOfN(alphabet, 0, 10, -1),
	)
	rapid.Check(t, func(t *rapid.T) {
		pattern := patterns.Draw(t, "pattern")
		odd := rapid.SliceOfN(rapid.StringOfN(alphabet, 0, 6, -1), 20, 20).Draw(t, "strings")
		for _, s := range append(odd, "", "a", "aa", "aaa", "aab") {
			if got, want := store.Match(pattern, s), naiveMatch(pattern, s); got != want {
				t.Fatalf("Match(%q, %q) = %t, want %t", pattern, s, got, want)
			}
		}
	})
}

// naiveMatch says what a pattern means and cares for nothing else: its work
// doubles with every star.
func naiveMatch(pattern, s string) bool {
	if s == "" {
		return pattern == ""
	}
	return naiveRest(pattern, s)
}

func naiveRest(pattern, s string) bool {
	switch {
	case pattern == "":
		return s == ""
	case pattern[0] == '*':
		return naiveRest(pattern[1:], s) || s != "" && naiveRest(pattern, s[1:])
	case s == "":
		return false
	}
	element := firstElement.FindString(pattern)
	return naiveAccepts(element, s[0]) && naiveRest(pattern[len(element):], s[1:])
}

// An element is a class, closed or not, or a byte that may be escaped. What is
// within a class is an escaped byte, a range or a byte, the first that fits.
var (
	firstElement = regexp.MustCompile(`(?s)^(\[\^?(\\.|[^\]]-.|[^\]])*\]?|\\?.)`)
	inClass      = regexp.MustCompile(`(?s)\\.|.-.|.`)
)

func naiveAccepts(element string, c byte) bool {
	if element == "?" {
		return true
	}
	if element[0] != '[' {
		return element[len(element)-1] == c
	}
	items, negated := strings.CutPrefix(element[1:], "^")
	for _, item := range inClass.FindAllString(items, -1) {
		last := item[len(item)-1]
		if item == "]" {
			break
		}
		if last == c || len(item) == 3 && (item[0] <= c && c <= last || last <= c && c <= item[0]) {
			return !negated
		}
	}
	return negated
}

// A string with every byte escaped is a pattern that matches the string and
// nothing else.
func TestEscapedStringMatchesItselfOnly(t *testing.T) {
	anyBytes := rapid.SliceOf(rapid.OneOf(rapid.Byte(), rapid.SampledFrom([]byte(`a*?[]^-\`))))
	rapid.Check(t, func(t *rapid.T) {
		s := string(anyBytes.Draw(t, "s"))
		var escaped strings.Builder
		for _, c := range []byte(s) {
			escaped.WriteString(`\`)
			escaped.WriteByte(c)
		}
		if !store.Match(escaped.String(), s) {
			t.Fatalf("%q doesn't match %q", escaped.String(), s)
		}
		other := string(anyBytes.Draw(t, "other"))
		i := rapid.IntRange(0, len(s)).Draw(t, "i")
		for _, other := range []string{other, s[:i] + other + s[i:], s[:i], escaped.String()} {
			if other != s && store.Match(escaped.String(), other) {
				t.Fatalf("%q matches %q", escaped.String(), other)
			}
		}
	})
}

// I5: the work is at most len(pattern) × len(key) steps, here a few million. A
// matcher that tries every star would take longer than the universe has.
func TestHostilePatternsTakeBoundedWork(t *testing.T) {
	s := strings.Repeat("a", 20_000)
	for _, pattern := range []string{
		strings.Repeat("a*", 50) + "b",
		strings.Repeat("*a", 50) + "b",
		strings.Repeat("[ab]*", 50) + "b",
		strings.Repeat("*", 1000) + "b",
		strings.Repeat("*?", 50) + `\b`,
		"*" + strings.Repeat("a", 200) + "b",
	} {
		result := make(chan bool, 1)
		go func() { result <- store.Match(pattern, s) }()
		select {
		case got := <-result:
			if got {
				t.Errorf("%.20q… matches 20,000 times %q", pattern, "a")
			}
		case <-time.After(20 * time.Second): // it hangs, and so will the goroutine
			t.Fatalf("%.20q… takes more than 20 s", pattern)
		}
	}
}
