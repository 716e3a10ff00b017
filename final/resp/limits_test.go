package resp

import (
	"strings"
	"testing"
)

// Every text was checked against redis-server 7.0.15.
func TestProtocolErrorsAreThoseOfRedis(t *testing.T) {
	const (
		multibulk = "invalid multibulk length"
		bulk      = "invalid bulk length"
		quotes    = "unbalanced quotes in request"
	)
	long := strings.Repeat("1", MaxLineLen+1)
	tests := []struct{ stream, reason string }{
		{"*\r\n", multibulk},
		{"*abc\r\n", multibulk},
		{"*+1\r\n", multibulk},
		{"*01\r\n", multibulk},
		{"*-0\r\n", multibulk},
		{"* 1\r\n", multibulk},
		{"*1 \r\n", multibulk},
		{"*0x1\r\n", multibulk},
		{"*1.0\r\n", multibulk},
		{"*1\n$4\r\nPING\r\n", multibulk},
		{"*2147483648\r\n", multibulk},
		{"*-9223372036854775809\r\n", multibulk},
		{"*1\r\n$\r\n", bulk},
		{"*1\r\n$ 3\r\nabc\r\n", bulk},
		{"*1\r\n$03\r\nabc\r\n", bulk},
		{"*1\r\n$-1\r\n", bulk},
		{"*1\r\n$-10\r\n", bulk},
		{"*1\r\n$-0\r\n", bulk},
		{"*1\r\n$+4\r\n", bulk},
		{"*1\r\n$0x4\r\n", bulk},
		{"*1\r\n$4\nPING\r\n", bulk},
		{"*1\r\n$536870913\r\n", bulk},
		{"*1\r\n$9223372036854775808\r\n", bulk},
		{"*1\r\n:1\r\n", "expected '$', got ':'"},
		{"*1\r\n*1\r\n", "expected '$', got '*'"},
		{"*1\r\n4\r\n", "expected '$', got '4'"},
		{"*1\r\n\xff\r\n", "expected '$', got '\xff'"},
		{"*1\r\n\r\n", "expected '$', got '\r'"},
		{"*1\r\n\n\r\n", "expected '$', got '\n'"},
		{"*2\r\n$4\r\nECHO\r\n:1\r\n", "expected '$', got ':'"},
		{"ECHO \"a\r\n", quotes},
		{"ECHO 'a\r\n", quotes},
		{"ECHO \"a\"b\r\n", quotes},
		{"ECHO 'a'b\r\n", quotes},
		{"ECHO \"a\\\r\n", quotes},
		{"*" + long, "too big mbulk count string"},
		{"*1\x00" + long + "\r\n", "too big mbulk count string"},
		{"*1\r\n$" + long, "too big bulk count string"},
		{"*1\r\n" + long, "too big bulk count string"},
		{"PING\x00" + long + "\r\n", "too big inline request"},
		{long, "too big inline request"},
	}
	for _, test := range tests {
		r := NewReader(strings.NewReader(test.stream + "PING\r\n"))
		for range 2 { // the error stays
			_, err := r.ReadCommand()
			p, ok := err.(*ProtocolError)
			if !ok || p.Reason != test.reason {
				t.Errorf("%.40q: got %v, want %s", test.stream, err, test.reason)
			}
		}
	}
	if got := (&ProtocolError{"invalid bulk length"}).Error(); got != "Protocol error: invalid bulk length" {
		t.Errorf("got %q", got)
	}
}

func TestLineLimitCountsTheBytesBeforeItsEnd(t *testing.T) {
	for _, size := range []int{1, 4096, 1 << 20} {
		fits := NewReader(&pieces{data: strings.Repeat("a", MaxLineLen) + "\n", sizes: []int{size}})
		if args, err := fits.ReadCommand(); err != nil || len(args[0]) != MaxLineLen {
			t.Errorf("line of %d bytes in pieces of %d: %v", MaxLineLen, size, err)
		}
		long := NewReader(&pieces{data: strings.Repeat("a", MaxLineLen+1) + "\n", sizes: []int{size}})
		if _, err := long.ReadCommand(); err == nil {
			t.Errorf("line of %d bytes in pieces of %d: no error", MaxLineLen+1, size)
		}
	}
}

func TestLargestArrayAndBulkAreAccepted(t *testing.T) {
	r := NewReader(stalled("*2147483647\r\n$536870912\r\nx"))
	if _, err := r.ReadCommand(); err != errStalled {
		t.Errorf("got %v, want the reader to wait", err)
	}
}

func TestMaxBulkLenBoundsEachArgument(t *testing.T) {
	r := NewReader(strings.NewReader("*2\r\n$3\r\nabc\r\n$3\r\nabc\r\n*1\r\n$4\r\nabcd\r\n"))
	r.MaxBulkLen = 3
	if _, err := r.ReadCommand(); err != nil {
		t.Errorf("arguments of 3 bytes: %v", err)
	}
	if _, err := r.ReadCommand(); err == nil {
		t.Error("argument of 4 bytes: no error")
	}
}

// Checked against redis-server 7.0.15: CONFIG SET proto-max-bulk-len holds for the
// next header, also of a command that is under way, and not for a payload whose
// header has passed.
func TestMaxBulkLenMayChangeBetweenCommands(t *testing.T) {
	const four = "*1\r\n$4\r\nabcd\r\n"
	r := NewReader(strings.NewReader(four + four + four + four))
	for _, step := range []struct {
		limit int
		want  string
	}{
		{4, ""},
		{5, ""},
		{4, ""},
		{3, "Protocol error: invalid bulk length"},
	} {
		r.MaxBulkLen = step.limit
		if _, err := r.ReadCommand(); text(err) != step.want {
			t.Errorf("limit %d: got %v, want %q", step.limit, err, step.want)
		}
	}
}

func TestLimitsMayChangeWhileReadRuns(t *testing.T) {
	const first, second = "*2\r\n$4\r\nabcd", "\r\n$16385\r\n"
	for want, change := range map[string]func(r *Reader){
		"unexpected EOF":                              func(*Reader) {},
		"Protocol error: invalid bulk length":         func(r *Reader) { r.MaxBulkLen = 3 },
		"Protocol error: unauthenticated bulk length": func(r *Reader) { r.Unauthenticated = true },
	} {
		src := &pieces{data: first + second, sizes: []int{len(first), len(second)}}
		r := NewReader(src)
		src.before = func() {
			if len(src.data) == len(second) {
				change(r)
			}
		}
		if _, err := r.ReadCommand(); text(err) != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestMaxCommandLenBoundsTheWholeCommand(t *testing.T) {
	const command = "*2\r\n$4\r\nECHO\r\n$2\r\nhi\r\n"
	for limit, want := range map[int]error{len(command): nil, len(command) - 1: ErrCommandTooLong} {
		for _, size := range []int{1, 100} {
			r := NewReader(&pieces{data: command + command, sizes: []int{size}})
			r.MaxCommandLen = limit
			for range 2 {
				if _, err := r.ReadCommand(); err != want {
					t.Errorf("limit %d, pieces of %d: got %v, want %v", limit, size, err, want)
				}
			}
		}
	}
}
