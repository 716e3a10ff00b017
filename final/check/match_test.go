package check

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

const suffix = "-0badcafe"

// drawLiteral draws a pattern that only one sequence of bytes matches.
func drawLiteral(t *rapid.T) pattern {
	return rapid.Custom(func(t *rapid.T) pattern { return drawPattern(t, 0) }).Filter(pattern.literal).Draw(t, "literal")
}

// The bytes that a literal pattern stands for match it, and nothing that
// comes after them is looked at.
func TestLiteralMatchesItsBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawLiteral(t)
		wire := p.appendTo(nil, suffix)
		rest := rapid.SliceOf(rapid.Byte()).Draw(t, "rest")
		f, err := readFrame(append(slices.Clip(wire), rest...), 0, 0, 1<<20)
		if err != nil || f.end != len(wire) {
			t.Fatalf("%s: read %d of %d bytes, %v", p, f.end, len(wire), err)
		}
		if at := p.match(wire, f, suffix); at >= 0 {
			t.Fatalf("%s differs from %q at %d", p, wire, at)
		}
	})
}

// The beginning of a reply is incomplete, wherever it is cut.
func TestBeginningOfAReplyIsIncomplete(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		wire := drawLiteral(t).appendTo(nil, suffix)
		cut := rapid.IntRange(0, len(wire)-1).Draw(t, "cut")
		if _, err := readFrame(wire[:cut], 0, 0, 1<<20); !errors.Is(err, errIncomplete) {
			t.Fatalf("%q: got error %v", wire[:cut], err)
		}
	})
}

// With one byte changed, the bytes of a literal pattern don't match it.
func TestOneWrongByteIsSeen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawLiteral(t)
		wire := p.appendTo(nil, suffix)
		at := rapid.IntRange(0, len(wire)-1).Draw(t, "at")
		wire[at] ^= byte(rapid.IntRange(1, 255).Draw(t, "change"))
		f, err := readFrame(wire, 0, 0, 1<<20)
		if err != nil {
			return // seen as well
		}
		if p.match(wire, f, suffix) < 0 {
			t.Fatalf("%s matches %q", p, wire)
		}
	})
}

// Replies in any order match in every order, and not if one is missing.
func TestAnyOrderMatchesEveryOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := pattern{kind: arrayKind, anyOrder: true}
		wire := pattern{kind: arrayKind}
		for range rapid.IntRange(1, 5).Draw(t, "n") {
			item := drawLiteral(t)
			p.items = append(p.items, item)
			wire.items = append(wire.items, item)
		}
		wire.items = rapid.Permutation(wire.items).Draw(t, "order")
		if at := matchBytes(t, p, wire.appendTo(nil, suffix)); at >= 0 {
			t.Fatalf("%s differs from %s at %d", p, wire, at)
		}
		wire.items[0] = pattern{kind: simpleKind, text: "something that no generator draws"}
		if matchBytes(t, p, wire.appendTo(nil, suffix)) < 0 {
			t.Fatalf("%s matches %s", p, wire)
		}
	})
}

func matchBytes(t interface{ Fatalf(string, ...any) }, p pattern, wire []byte) int {
	f, err := readFrame(wire, 0, 0, 1<<20)
	if err != nil {
		t.Fatalf("%q: %v", wire, err)
	}
	return p.match(wire, f, suffix)
}

func TestMatch(t *testing.T) {
	for _, test := range []struct {
		pattern, reply string
		differsAt      int
	}{
		{"+OK", "+OK\r\n", -1},
		{"+OK", "+OKAY\r\n", 3},
		{"+OK", "+ok\r\n", 1},
		{"+OK", "$2\r\nOK\r\n", 0},
		{"+O...", "+OK\r\n", -1},
		{"-ERR unknown...", "-ERR unknown command\r\n", -1},
		{"-ERR unknown...", "-ERR unknown\r\n", -1},
		{"-ERR unknown...", "-ERR\r\n", 4},
		{":1..3", ":1\r\n", -1},
		{":1..3", ":3\r\n", -1},
		{":1..3", ":4\r\n", 1},
		{":1..3", ":0\r\n", 1},
		{":7", ":8\r\n", 1},
		{`"é"`, "$2\r\n\xc3\xa9\r\n", -1},
		{`"ab"*3`, "$6\r\nababab\r\n", -1},
		{`"a~"`, "$10\r\na-0badcafe\r\n", -1},
		{`""`, "$-1\r\n", 0},
		{"nil", "$-1\r\n", -1},
		{"nil", "$0\r\n\r\n", 0},
		{"nil", "*0\r\n", 0},
		{"any", "*1\r\n:1\r\n", -1},
		{`[ "a" any :1..2 ]`, "*3\r\n$1\r\na\r\n$-1\r\n:2\r\n", -1},
		{`[ "a" any :1..2 ]`, "*3\r\n$1\r\na\r\n$-1\r\n:3\r\n", 17},
		{`[ "a" ]`, "*2\r\n$1\r\na\r\n:1\r\n", 1},
		{"either :1 or nil", "$-1\r\n", -1},
		{"either :1 or nil", ":2\r\n", 1},
		{`either [ "a" "a" ] or [ "b" "b" ]`, "*2\r\n$1\r\nb\r\n$1\r\na\r\n", 15},
		{`[ any-order either :1 or :2 :2 ]`, "*2\r\n:2\r\n:1\r\n", -1},
		{"[ any-order :1..9 :5 ]", "*2\r\n:5\r\n:1\r\n", -1},
		{"[ any-order :1..9 :5 ]", "*2\r\n:5\r\n:5\r\n", -1},
		{"[ any-order :1..9 :5 ]", "*2\r\n:1\r\n:2\r\n", 8},
	} {
		p, err := onePattern(test.pattern)
		if err != nil {
			t.Fatal(err)
		}
		if at := matchBytes(t, p, []byte(test.reply)); at != test.differsAt {
			t.Errorf("%s and %q: first difference at %d, want %d", test.pattern, test.reply, at, test.differsAt)
		}
	}
}

// Bytes that are no reply are refused as soon as that can be known.
func TestMalformedReplies(t *testing.T) {
	for wire, want := range map[string]malformed{
		"PONG\r\n":             {0, `"P" is no type byte: a reply begins with one of + - : $ *`},
		"+PONG\n":              {5, "the line ends with LF alone: every line ends with CR LF"},
		":one\r\n":             {1, `"one" is no number, and after : there must be one`},
		"$-2\r\n":              {1, "the length of a bulk string is below zero"},
		"*-1\r\n":              {1, "the length of the array is below zero"},
		"$5\r\nhello!":         {9, "after the 5 bytes of the bulk string there must be CR LF"},
		"$5\r\nhello\n":        {9, "after the 5 bytes of the bulk string there must be CR LF"},
		"$2000000\r\n":         {1, "the bulk string announces 2000000 bytes, far more than was asked for"},
		"*1000000\r\n":         {1, "the array announces 1000000 elements, far more than was asked for"},
		"*2\r\n:1\r\n?\r\n":    {8, `"?" is no type byte: a reply begins with one of + - : $ *`},
		"\r\n":                 {0, `"\r" is no type byte: a reply begins with one of + - : $ *`},
		"*1\r\n*1\r\n$x\r\n":   {9, `"x" is no number, and after $ there must be one`},
		"$1000000000000\r\n":   {1, "the bulk string announces 1000000000000 bytes, far more than was asked for"},
		"$99999999999999999\n": {18, "the line ends with LF alone: every line ends with CR LF"},
	} {
		_, err := readFrame([]byte(wire), 0, 0, 1<<20)
		if got, ok := errors.AsType[*malformed](err); !ok || *got != want {
			t.Errorf("%q: got %v, want %v", wire, err, want)
		}
	}
}
