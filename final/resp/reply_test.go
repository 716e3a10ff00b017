package resp

import (
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// What a Writer writes, a ReplyReader returns, however the stream is cut.
func TestRepliesReadBackEqualUnderEverySplit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawReplies(t)
		stream := wire(func(w *Writer) {
			w.SetProtocol(3)
			for _, reply := range want {
				write(w, reply)
			}
		})
		r := NewReplyReader(&pieces{data: stream, sizes: drawSizes(t)})
		for i := range want {
			got, err := r.ReadReply()
			if err != nil || !reflect.DeepEqual(got, want[i]) {
				t.Fatalf("reply %d: got %+v, %v; want %+v", i, got, err, want[i])
			}
		}
		if _, err := r.ReadReply(); err != io.EOF || r.Buffered() != 0 {
			t.Fatalf("got %v with %d bytes left, want EOF", err, r.Buffered())
		}
	})
}

func TestAllNullsAreTheSameReply(t *testing.T) {
	r := NewReplyReader(strings.NewReader("$-1\r\n*-1\r\n_\r\n"))
	for range 3 {
		if reply, err := r.ReadReply(); err != nil || !reflect.DeepEqual(reply, Reply{}) {
			t.Errorf("got %v, %v; want the null reply", reply, err)
		}
	}
}

func TestAggregatesNestUpToTheLimit(t *testing.T) {
	for _, test := range []struct {
		headers string
		levels  int // that the headers begin
	}{
		{"*1\r\n", 1},
		{"~1\r\n", 1},
		{"%1\r\n:1\r\n", 1},
		{"|1\r\n:1\r\n", 1},
		{"*1\r\n|1\r\n:1\r\n", 2},
	} {
		nested := func(times int) error {
			// Each attribute asks for a reply behind it.
			r := NewReplyReader(strings.NewReader(strings.Repeat(test.headers, times) + strings.Repeat(":1\r\n", times+1)))
			_, err := r.ReadReply()
			return err
		}
		fits := MaxDepth / test.levels
		if err := nested(fits); err != nil {
			t.Errorf("%d times %q: %v", fits, test.headers, err)
		}
		for _, times := range []int{fits + 1, 100_000} {
			if err := nested(times); err == nil || err.Error() != "Protocol error: too many nested aggregates" {
				t.Errorf("%d times %q: got %v", times, test.headers, err)
			}
		}
	}
}

func TestRepliesThatLieAreErrors(t *testing.T) {
	long := strings.Repeat("x", MaxLineLen)
	for stream, want := range map[string]string{
		"\r\n":                             "Protocol error: empty line instead of a reply",
		"OK\r\n":                           "Protocol error: unknown reply type 'O'",
		"?\r\n":                            "Protocol error: unknown reply type '?'",
		"\xff\r\n":                         "Protocol error: unknown reply type '\xff'",
		"+OK\n":                            `Protocol error: line too long, or without \r\n`,
		"+" + long + "\r\n":                `Protocol error: line too long, or without \r\n`,
		"+" + long + long:                  `Protocol error: line too long, or without \r\n`,
		":\r\n":                            "Protocol error: invalid integer",
		":1x\r\n":                          "Protocol error: invalid integer",
		":9223372036854775808\r\n":         "Protocol error: invalid integer",
		"$-2\r\n":                          "Protocol error: invalid bulk length",
		"$536870913\r\n":                   "Protocol error: invalid bulk length",
		"$x\r\n":                           "Protocol error: invalid bulk length",
		"$1\r\nxy\r\n":                     "Protocol error: bulk string longer than its header says",
		"*-2\r\n":                          "Protocol error: invalid multibulk length",
		"*2147483648\r\n":                  "Protocol error: invalid multibulk length",
		"*2\r\n:1\r\n:x\r\n":               "Protocol error: invalid integer",
		"*2147483647\r\n":                  io.ErrUnexpectedEOF.Error(),
		"*2\r\n:1\r\n":                     io.ErrUnexpectedEOF.Error(),
		"$536870912\r\nabc":                io.ErrUnexpectedEOF.Error(),
		"$3\r\nabc":                        io.ErrUnexpectedEOF.Error(),
		"$3\r\nabc\r":                      io.ErrUnexpectedEOF.Error(),
		"+OK\r":                            io.ErrUnexpectedEOF.Error(),
		"+" + long[:20_000]:                io.ErrUnexpectedEOF.Error(),
		"*1\r\n$2147483648\r\nabc\r\n":     "Protocol error: invalid bulk length",
		"*1\r\n*1\r\n$-1\r\n+OK\r\n:x\r\n": "Protocol error: invalid integer",
	} {
		r := NewReplyReader(strings.NewReader(stream))
		var first error
		for first == nil {
			_, first = r.ReadReply()
		}
		if first.Error() != want {
			t.Errorf("%.40q: got %v, want %s", stream, first, want)
		}
		if _, err := r.ReadReply(); err != first {
			t.Errorf("%.40q: got %v after %v", stream, err, first)
		}
	}
}

func TestReplyLineMayBeAsLongAsTheLimit(t *testing.T) {
	want := strings.Repeat("x", MaxLineLen-1) // and the '+' before it
	r := NewReplyReader(&pieces{data: "+" + want + "\r\n:1\r\n", sizes: []int{1000}})
	if reply, err := r.ReadReply(); err != nil || reply.Str != want {
		t.Errorf("got %d bytes, %v; want %d", len(reply.Str), err, len(want))
	}
	if reply, err := r.ReadReply(); err != nil || reply.Int != 1 {
		t.Errorf("got %v, %v; want 1", reply, err)
	}
}

func TestReplyThatPromisesMuchCostsLittle(t *testing.T) {
	for _, stream := range []string{
		"*2147483647\r\n",
		"%2147483647\r\n",
		"~2147483647\r\n",
		">2147483647\r\n",
		"|2147483647\r\n",
		"$536870912\r\nabc",
		"!536870912\r\nabc",
		"=536870912\r\ntxt:abc",
		"|1\r\n:1\r\n$536870912\r\nabc",
		strings.Repeat("%2147483647\r\n", MaxDepth),
		strings.Repeat("*2147483647\r\n", MaxDepth),
		strings.Repeat("*2147483647\r\n:1\r\n", MaxDepth) + "$536870912\r\n",
		"$536870912\r\n" + strings.Repeat("x", 100_000),
	} {
		cost := allocated(func() {
			if _, err := NewReplyReader(stalled(stream)).ReadReply(); err != errStalled {
				t.Errorf("%.40q: got %v, want the reader to wait", stream, err)
			}
		})
		if cost >= 64<<10+uint64(4*len(stream)) {
			t.Errorf("%.40q: %d bytes allocated", stream, cost)
		}
	}
}

func TestReadErrorBetweenRepliesIsNotFinal(t *testing.T) {
	deadline := errors.New("deadline passed")
	step := 0
	r := NewReplyReader(readerFunc(func(b []byte) (int, error) {
		step++
		switch step {
		case 1, 4:
			return 0, deadline
		case 2:
			return copy(b, "+OK\r\n"), nil
		}
		return copy(b, ":1"), nil
	}))
	for i, want := range []error{deadline, nil, deadline, deadline} {
		// Calls 0 and 1 meet the error between two replies, call 2 inside one.
		if _, err := r.ReadReply(); err != want {
			t.Errorf("call %d: got %v, want %v", i, err, want)
		}
	}
	if step != 4 {
		t.Errorf("%d reads, want none after the error inside a reply", step)
	}
}

func TestReplySharesNoMemoryWithTheReader(t *testing.T) {
	r := NewReplyReader(&pieces{data: "$3\r\nabc\r\n$3\r\nxyz\r\n", sizes: []int{9}})
	first, _ := r.ReadReply()
	r.ReadReply()
	if first.Str != "abc" {
		t.Errorf("got %q after the next reply, want abc", first.Str)
	}
}
