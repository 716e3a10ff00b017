package store_test

import (
	"testing"

	store "mini-redis/step03_store"
)

func TestMatchTakesPatternsAsRedisDoes(t *testing.T) {
	for _, c := range []struct {
		pattern string
		match   []string // these it matches
		not     []string // these it doesn't
	}{
		{"", []string{""}, []string{"a"}},
		{"abc", []string{"abc"}, []string{"ab", "abcd", "Abc", ""}},

		// Stars. The empty string is a case of its own: see Match.
		{"*", []string{"a", "abc", "*"}, []string{""}},
		{"**", []string{"a", "abc"}, []string{""}},
		{"a*", []string{"a", "ab", "abc"}, []string{"ba", ""}},
		{"*a", []string{"a", "ba", "aa"}, []string{"ab", ""}},
		{"a*c", []string{"ac", "abc", "acc", "a*c"}, []string{"acb", "a"}},
		{"*ab*ab*", []string{"abab", "xabxabx"}, []string{"ab", "aba", "xabx"}},
		{"a**", []string{"a", "ab"}, []string{"b"}},

		// Any one byte, which is less than a letter may take.
		{"?", []string{"a", "?", "\x00"}, []string{"", "ab", "é"}},
		{"??", []string{"ab", "é"}, []string{"a", "abc"}},
		{"a?c", []string{"abc", "a?c"}, []string{"ac", "abbc"}},
		{"?*", []string{"a", "ab"}, []string{""}},

		// Classes.
		{"[abc]", []string{"a", "b", "c"}, []string{"d", "", "ab", "[abc]"}},
		{"[a-c]", []string{"a", "b", "c"}, []string{"d", "-"}},
		{"[c-a]", []string{"a", "b", "c"}, []string{"d", "-"}}, // reversed, the same
		{"[a-a]", []string{"a"}, []string{"b", "-"}},
		{"[^a]", []string{"b", "^", "]"}, []string{"a", "", "bb"}},
		{"[^a-c]", []string{"d", "-"}, []string{"a", "b", "c"}},
		{"[a^]", []string{"a", "^"}, []string{"b"}}, // only first it negates
		{"[!a]", []string{"!", "a"}, []string{"b"}}, // "!" means nothing
		{"[]", nil, []string{"", "[", "]", "[]", "a"}},
		{"[]a]", nil, []string{"]", "a", "a]", "]a]"}},
		{"[^]", []string{"a", "]", "^"}, []string{"", "ab"}},
		{"[*?]", []string{"*", "?"}, []string{"a", ""}},
		{"x[a-c]*", []string{"xa", "xbcd"}, []string{"x", "xd"}},

		// A "-" without two bounds is a byte. The "]" in "[a-]" is a bound, and
		// then the class isn't closed.
		{"[-a]", []string{"-", "a"}, []string{"b"}},
		{"[a-]", []string{"]", "a", "^", "_"}, []string{"-", "b", "a]"}},
		{"[a-]b]", []string{"]", "a", "b"}, []string{"-", "ab]"}},
		{"[a-c-e]", []string{"a", "c", "-", "e"}, []string{"d"}},

		// A class that isn't closed ends with the pattern.
		{"[", nil, []string{"", "[", "a"}},
		{"[^", []string{"a", "[", "^"}, []string{"", "ab"}},
		{"[abc", []string{"a", "b", "c"}, []string{"d", "[abc", "["}},
		{"[a-", []string{"a", "-"}, []string{"b", "["}},
		{"x[^a", []string{"xb"}, []string{"xa", "x"}},

		// Escapes.
		{`\*`, []string{"*"}, []string{"a", `\*`, `\`}},
		{`\?`, []string{"?"}, []string{"a"}},
		{`\[a]`, []string{"[a]"}, []string{"a"}},
		{`\a`, []string{"a"}, []string{`\a`}},
		{`\\`, []string{`\`}, []string{`\\`}},
		{`a\`, []string{`a\`}, []string{"a"}}, // at the end it stands for itself
		{`[\]]`, []string{"]"}, []string{`\`, `\]`}},
		{`[\^a]`, []string{"^", "a"}, []string{"b", `\`}},
		{`[a\-c]`, []string{"a", "-", "c"}, []string{"b", `\`}},
		{`[\a-c]`, []string{"a", "-", "c"}, []string{"b", `\`}}, // what is escaped is no bound
		{`[\`, []string{`\`}, []string{"[", "a"}},
		{`[a-\]`, []string{"a", `\`, "_", "]"}, []string{"b", "-", "["}}, // but it is one if it comes second
	} {
		for _, s := range c.match {
			if !store.Match(c.pattern, s) {
				t.Errorf("%q doesn't match %q", c.pattern, s)
			}
		}
		for _, s := range c.not {
			if store.Match(c.pattern, s) {
				t.Errorf("%q matches %q", c.pattern, s)
			}
		}
	}
}
