package resp

import (
	"io"
	"math"
	"slices"
	"strings"
	"testing"
)

// The first ten streams are redis-server 7.0.15's own, from DEBUG PROTOCOL.
func TestTypesOfRESP3AreRead(t *testing.T) {
	number := func(n int64) Reply { return Reply{Kind: KindInteger, Int: n} }
	yes, no := Reply{Kind: KindBoolean, Int: 1}, Reply{Kind: KindBoolean}
	double := func(s string, f float64) Reply { return Reply{Kind: KindDouble, Str: s, Float: f} }
	tests := []struct {
		stream string
		want   []Reply
	}{
		{"_\r\n", []Reply{{}}},
		{"#t\r\n", []Reply{yes}},
		{"#f\r\n", []Reply{no}},
		{",3.141\r\n", []Reply{double("3.141", 3.141)}},
		{"(1234567999999999999999999999999999999\r\n", []Reply{{Kind: KindBigNumber, Str: "1234567999999999999999999999999999999"}}},
		{"=29\r\ntxt:This is a verbatim\nstring\r\n", []Reply{{Kind: KindVerbatim, Str: "This is a verbatim\nstring"}}},
		{"~3\r\n:0\r\n:1\r\n:2\r\n", []Reply{{Kind: KindSet, Array: []Reply{number(0), number(1), number(2)}}}},
		{"%3\r\n:0\r\n#f\r\n:1\r\n#t\r\n:2\r\n#f\r\n",
			[]Reply{{Kind: KindMap, Array: []Reply{number(0), no, number(1), yes, number(2), no}}}},
		{">2\r\n$16\r\nserver-cpu-usage\r\n:42\r\n$40\r\nSome real reply following the push reply\r\n", []Reply{
			{Kind: KindPush, Array: []Reply{{Kind: KindBulk, Str: "server-cpu-usage"}, number(42)}},
			{Kind: KindBulk, Str: "Some real reply following the push reply"}}},
		{"|1\r\n$14\r\nkey-popularity\r\n*2\r\n$7\r\nkey:123\r\n:90\r\n$39\r\nSome real reply following the attribute\r\n",
			[]Reply{{Kind: KindBulk, Str: "Some real reply following the attribute"}}},

		{"!21\r\nSYNTAX invalid syntax\r\n", []Reply{{Kind: KindError, Str: "SYNTAX invalid syntax"}}},
		{"!3\r\na\r\n\r\n", []Reply{{Kind: KindError, Str: "a\r\n"}}},
		{"=4\r\ntxt:\r\n", []Reply{{Kind: KindVerbatim}}},
		{"%0\r\n~0\r\n>0\r\n", []Reply{{Kind: KindMap, Array: []Reply{}}, {Kind: KindSet, Array: []Reply{}}, {Kind: KindPush, Array: []Reply{}}}},
		{",10\r\n,-1.5e-3\r\n,1E5\r\n,-0\r\n", []Reply{double("10", 10), double("-1.5e-3", -1.5e-3), double("1E5", 1e5), double("-0", math.Copysign(0, -1))}},
		{",inf\r\n,-inf\r\n", []Reply{double("inf", math.Inf(1)), double("-inf", math.Inf(-1))}},
		{",nan\r\n,-nan\r\n", []Reply{double("nan", math.NaN()), double("-nan", math.NaN())}},
		{",1.7976931348623157e+308\r\n,4.9406564584124654e-324\r\n", []Reply{
			double("1.7976931348623157e+308", math.MaxFloat64), double("4.9406564584124654e-324", math.SmallestNonzeroFloat64)}},
		{"(-0\r\n(+1\r\n", []Reply{{Kind: KindBigNumber, Str: "-0"}, {Kind: KindBigNumber, Str: "+1"}}},
		{"*2\r\n|0\r\n|1\r\n_\r\n_\r\n:1\r\n:2\r\n", []Reply{{Kind: KindArray, Array: []Reply{number(1), number(2)}}}},
		{"|1\r\n:1\r\n:2\r\n>1\r\n:3\r\n", []Reply{{Kind: KindPush, Array: []Reply{number(3)}}}},
	}
	for _, test := range tests {
		for _, size := range []int{1, 1 << 20} {
			got, err := readReplies(NewReplyReader(&pieces{data: test.stream, sizes: []int{size}}))
			if err != io.EOF || !slices.EqualFunc(got, test.want, equal) {
				t.Errorf("%q in pieces of %d: got %+v, %v; want %+v", test.stream, size, got, err, test.want)
			}
		}
	}
}

func TestRepliesOfRESP3ThatLieAreErrors(t *testing.T) {
	const (
		bulk      = "invalid bulk length"
		aggregate = "invalid multibulk length"
		unknown   = "aggregates of unknown length are not supported"
		format    = "verbatim string without a format"
	)
	for stream, want := range map[string]string{
		"_x\r\n":                            "invalid null",
		"#\r\n":                             "invalid boolean",
		"#T\r\n":                            "invalid boolean",
		"#true\r\n":                         "invalid boolean",
		",\r\n":                             "invalid double",
		",x\r\n":                            "invalid double",
		",INF\r\n":                          "invalid double",
		",+inf\r\n":                         "invalid double",
		",infinity\r\n":                     "invalid double",
		",0x1p4\r\n":                        "invalid double",
		",1_0\r\n":                          "invalid double",
		",1e400\r\n":                        "invalid double",
		", 1\r\n":                           "invalid double",
		",1.2.3\r\n":                        "invalid double",
		"(\r\n":                             "invalid big number",
		"(-\r\n":                            "invalid big number",
		"(1-\r\n":                           "invalid big number",
		"(1.5\r\n":                          "invalid big number",
		"!-1\r\n":                           bulk,
		"=-1\r\n":                           bulk,
		"!536870913\r\n":                    bulk,
		"=536870913\r\n":                    bulk,
		"!1\r\nab\r\n":                      "bulk string longer than its header says",
		"=0\r\n\r\n":                        format,
		"=3\r\ntxt\r\n":                     format,
		"=5\r\ntxt x\r\n":                   format,
		"%-1\r\n":                           aggregate,
		"~-1\r\n":                           aggregate,
		">-1\r\n":                           aggregate,
		"|-1\r\n":                           aggregate,
		"%2147483648\r\n":                   aggregate,
		"~2147483648\r\n":                   aggregate,
		">2147483648\r\n":                   aggregate,
		"|2147483648\r\n":                   aggregate,
		"$?\r\n":                            "strings of unknown length are not supported",
		"*?\r\n":                            unknown,
		"%?\r\n":                            unknown,
		"~?\r\n":                            unknown,
		">?\r\n":                            unknown,
		"|?\r\n":                            unknown,
		"*1\r\n>0\r\n":                      "push inside another reply",
		"%1\r\n:1\r\n>1\r\n:1\r\n":          "push inside another reply",
		"|1\r\n:1\r\n>1\r\n:1\r\n:1\r\n":    "push inside another reply",
		"|1\r\n:1\r\n:x\r\n:1\r\n":          "invalid integer",
		"|1\r\n:1\r\n#x\r\n:1\r\n":          "invalid boolean",
		"|1\r\n:1\r\n$-2\r\n:1\r\n":         bulk,
		"|1\r\n:1\r\n$1\r\nab\r\n:1\r\n":    "bulk string longer than its header says",
		"|1\r\n:1\r\n=4\r\nabcd\r\n:1\r\n":  format,
		"|1\r\n:1\r\n=1\r\na\r\n:1\r\n":     format,
		"|1\r\n:1\r\n*-2\r\n:1\r\n":         aggregate,
		"|1\r\n:1\r\n|x\r\n:1\r\n":          aggregate,
		"|1\r\n:1\r\n\r\n:1\r\n":            "empty line instead of a reply",
		"|1\r\n:1\r\n?\r\n:1\r\n":           "unknown reply type '?'",
		"%1\r\n:1\r\n":                      io.ErrUnexpectedEOF.Error(),
		"|1\r\n:1\r\n:2\r\n":                io.ErrUnexpectedEOF.Error(),
		"|1\r\n:1\r\n$5\r\nab":              io.ErrUnexpectedEOF.Error(),
		"|1\r\n:1\r\n$2\r\nab":              io.ErrUnexpectedEOF.Error(),
		"=9\r\ntx":                          io.ErrUnexpectedEOF.Error(),
		"|1\r\n:1\r\n$-1\r\n|1\r\n":         io.ErrUnexpectedEOF.Error(),
		"|2147483647\r\n:1\r\n:1\r\n:1\r\n": io.ErrUnexpectedEOF.Error(),
	} {
		for _, size := range []int{1, 1 << 20} {
			r := NewReplyReader(&pieces{data: stream, sizes: []int{size}})
			_, err := r.ReadReply()
			if err == nil || strings.TrimPrefix(err.Error(), "Protocol error: ") != want {
				t.Errorf("%q in pieces of %d: got %v, want %s", stream, size, err, want)
			}
			if _, again := r.ReadReply(); again != err {
				t.Errorf("%q: got %v after %v", stream, again, err)
			}
		}
	}
}

func TestMaxBulkLenBoundsErrorsAndVerbatimStringsToo(t *testing.T) {
	for stream, want := range map[string]string{
		"!5\r\nERR x\r\n":                   "",
		"!6\r\nERR xy\r\n":                  "Protocol error: invalid bulk length",
		"=5\r\ntxt:x\r\n":                   "",
		"=6\r\ntxt:xy\r\n":                  "Protocol error: invalid bulk length",
		"|1\r\n:1\r\n$5\r\nabcde\r\n_\r\n":  "",
		"|1\r\n:1\r\n$6\r\nabcdef\r\n_\r\n": "Protocol error: invalid bulk length",
	} {
		r := NewReplyReader(strings.NewReader(stream))
		r.MaxBulkLen = 5
		_, err := r.ReadReply()
		if got := text(err); got != want {
			t.Errorf("%q: got %v, want %s", stream, err, want)
		}
	}
}
