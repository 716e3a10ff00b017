package main

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"mini-redis/final/resp"
)

func TestLinesAreCutIntoArguments(t *testing.T) {
	for _, tt := range []struct {
		line string
		args []string
		ok   bool
	}{
		{"", nil, true},
		{" \t ", nil, true},
		{"SET k v", []string{"SET", "k", "v"}, true},
		{`SET k "a b"`, []string{"SET", "k", "a b"}, true},
		{`"\n\r\t\b\a\"\\\q\x41\xfF\x4"`, []string{"\n\r\t\b\a\"\\qA\xffx4"}, true},
		{`'\n\'\y'`, []string{`\n'\y`}, true},
		{`''`, []string{""}, true},
		{`a"b c"`, []string{"ab c"}, true},
		{`a'b c' d`, []string{"ab c", "d"}, true},
		{"\x00 \xff", []string{"\x00", "\xff"}, true},
		{`"a"b`, nil, false},
		{`"a`, nil, false},
		{`"a\`, nil, false},
		{`'a\'`, nil, false},
		{`"`, nil, false},
	} {
		if args, ok := splitArgs(tt.line); !slices.Equal(args, tt.args) || ok != tt.ok {
			t.Errorf("%s: got %q, %v, want %q, %v", tt.line, args, ok, tt.args, tt.ok)
		}
	}
}

// What is printed in quotes can be typed: any arguments come back from a line of
// their quoted forms.
func TestQuotedArgumentsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		args := rapid.SliceOf(rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) })).Draw(t, "args")
		var quoted []string
		for _, arg := range args {
			quoted = append(quoted, quote(arg))
		}
		got, ok := splitArgs(strings.Join(quoted, " "))
		if !ok || !slices.Equal(got, args) {
			t.Fatalf("got %q, %v, want %q", got, ok, args)
		}
	})
}

// A line means the same here as in an inline command sent to the server.
func TestLinesAreCutAsInlineCommandsAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.StringMatching(`[ab xf0"'\\\t]{0,16}`).Draw(t, "line")
		args, ok := splitArgs(line)
		// A leading space, or else a '*' would begin an array.
		command, err := resp.NewReader(strings.NewReader(" " + line + "\n")).ReadCommand()
		var want []string
		for _, arg := range command {
			want = append(want, string(arg))
		}
		_, refused := err.(*resp.ProtocolError)
		if ok == refused || ok && !slices.Equal(args, want) {
			t.Fatalf("%q: got %q, %v, as an inline command it is %q, %v", line, args, ok, want, err)
		}
	})
}
