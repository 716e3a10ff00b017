package main

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"mini-redis/final/resp"
)

// What is printed in quotes can be typed: any arguments come back from a line of
// their quoted forms.
func TestQuotedArgumentsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		args := rapid.SliceOf(rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) })).Draw(t, "args")
		var quoted []string
		for _, arg := range args {
			quoted = append(quoted, quote(arg))
		}
		got, ok := resp.SplitInline(strings.Join(quoted, " "))
		if !ok || !slices.Equal(got, args) {
			t.Fatalf("got %q, %v, want %q", got, ok, args)
		}
	})
}
