package resp

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Every expectation was checked against redis-server 7.0.15.
func TestInlineQuotingIsThatOfRedis(t *testing.T) {
	tests := []struct {
		line string
		want []string
	}{
		{`SET k v`, []string{"SET", "k", "v"}},
		{"\t SET  k\t v ", []string{"SET", "k", "v"}},
		{`"a b" 'c d'`, []string{"a b", "c d"}},
		{`"" ''`, []string{"", ""}},
		{`"\n\r\t\b\a"`, []string{"\n\r\t\b\a"}},
		{`"\\ \" \q"`, []string{`\ " q`}},
		{`"\x41\xff\x00\xFf"`, []string{"A\xff\x00\xff"}},
		{`"\x4" "\x4g" "\x"`, []string{"x4", "x4g", "x"}},
		{`'a\'b' 'a\nb' '\x41' '\'`, nil},
		{`'a\'b' 'a\nb' '\x41' 'a\b'`, []string{"a'b", `a\nb`, `\x41`, `a\b`}},
		{`"it's" '"'`, []string{"it's", `"`}},
		{`pre"fixed value" pre'fixed value'`, []string{"prefixed value", "prefixed value"}},
		{`a\nb \`, []string{`a\nb`, `\`}},
		{`"a"b`, nil},
		{`'a''b'`, nil},
		{`a"b"'c'`, nil},
		{`"a`, nil},
		{`"a\"`, nil},
		{"a\vb\fc", []string{"a\vb\fc"}},
		{"a \v\fb", []string{"a", "b"}},
		{"\"a\"\vb 'c'\fd", []string{"a", "b", "c", "d"}},
		{"a\rb", []string{"a", "b"}},
		{"\xa0\x85 \xff", []string{"\xa0\x85", "\xff"}},
	}
	for _, test := range tests {
		args, err := NewReader(strings.NewReader(test.line + "\r\n")).ReadCommand()
		if test.want == nil {
			if err == nil || err.Error() != "Protocol error: unbalanced quotes in request" {
				t.Errorf("%q: got %q, %v; want unbalanced quotes", test.line, args, err)
			}
			continue
		}
		if got := asStrings(args); err != nil || !slices.Equal(got, test.want) {
			t.Errorf("%q: got %q, %v; want %q", test.line, got, err, test.want)
		}
	}
}

// Any bytes survive being written as \xHH between double quotes.
func TestQuotedArgumentsReadBackEqual(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOfN(rapid.SliceOf(rapid.Byte()), 1, 5).Draw(t, "args")
		var line strings.Builder
		for _, arg := range want {
			line.WriteString(` "`)
			for _, c := range arg {
				fmt.Fprintf(&line, `\x%02x`, c)
			}
			line.WriteString(`"`)
		}
		r := NewReader(&pieces{data: line.String() + "\r\n", sizes: drawSizes(t)})
		got, err := r.ReadCommand()
		if err != nil || !slices.EqualFunc(got, want, slices.Equal) {
			t.Fatalf("got %q, %v; want %q", got, err, want)
		}
		if _, err := r.ReadCommand(); err != io.EOF {
			t.Fatalf("got %v, want EOF", err)
		}
	})
}

// A line means the same to SplitInline as to a Reader.
func TestSplitInlineReadsAsTheReaderDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.StringMatching(`[ab xf0"'\\\t\v]{0,16}`).Draw(t, "line")
		args, ok := SplitInline(line)
		// A leading space, or else a '*' would begin an array.
		command, err := NewReader(strings.NewReader(" " + line + "\n")).ReadCommand()
		var want []string
		for _, arg := range command {
			want = append(want, string(arg))
		}
		_, refused := err.(*ProtocolError)
		if ok == refused || ok && !slices.Equal(args, want) {
			t.Fatalf("%q: got %q, %v, as an inline command it is %q, %v", line, args, ok, want, err)
		}
	})
}

func TestSplitInlineEndsAtANUL(t *testing.T) {
	if args, ok := SplitInline("a b\x00 \"c"); !ok || !slices.Equal(args, []string{"a", "b"}) {
		t.Errorf("got %q, %v", args, ok)
	}
}
