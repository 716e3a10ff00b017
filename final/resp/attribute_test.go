package resp

import (
	"io"
	"strings"
	"testing"
)

// repeated is a source that delivers head once, body the given number of times,
// and tail once.
func repeated(head, body string, times int, tail string) io.Reader {
	bodies := &io.LimitedReader{R: &endless{data: body}, N: int64(len(body) * times)}
	return io.MultiReader(strings.NewReader(head), bodies, strings.NewReader(tail))
}

func TestAttributesCostNoMoreThanTheBuffer(t *testing.T) {
	for name, src := range map[string]io.Reader{
		"many entries":       repeated("|100000\r\n", "$3\r\nkey\r\n:1\r\n", 100_000, ":42\r\n"),
		"large value":        repeated("|1\r\n$3\r\nkey\r\n$8000000\r\n", strings.Repeat("x", 1000), 8_000, "\r\n:42\r\n"),
		"large verbatim":     repeated("|1\r\n$3\r\nkey\r\n=8000000\r\ntxt:", strings.Repeat("x", 4), 2_000_000-1, "\r\n:42\r\n"),
		"large error":        repeated("|1\r\n$3\r\nkey\r\n!8000000\r\n", strings.Repeat("x", 1000), 8_000, "\r\n:42\r\n"),
		"large array":        repeated("|1\r\n:1\r\n*100000\r\n", "*1\r\n#t\r\n", 100_000, ":42\r\n"),
		"large map":          repeated("|1\r\n:1\r\n%100000\r\n", ":1\r\n_\r\n", 100_000, ":42\r\n"),
		"one after another":  repeated("", "|1\r\n:1\r\n$-1\r\n", 100_000, ":42\r\n"),
		"inside one another": repeated("|1\r\n:1\r\n", "|1\r\n:1\r\n~0\r\n", 100_000, ":2\r\n:42\r\n"),
	} {
		t.Run(name, func(t *testing.T) {
			cost := allocated(func() {
				reply, err := NewReplyReader(src).ReadReply()
				if err != nil || reply.Int != 42 {
					t.Errorf("got %+v, %v; want 42", reply, err)
				}
			})
			if cost > 64<<10 {
				t.Errorf("%d bytes allocated", cost)
			}
		})
	}
}

func TestErrorInsideAnAttributeIsFinal(t *testing.T) {
	r := NewReplyReader(stalled("|1\r\n:1\r\n"))
	for range 2 {
		if _, err := r.ReadReply(); err != errStalled {
			t.Errorf("got %v, want %v", err, errStalled)
		}
	}
	if r.err == nil {
		t.Error("the next call would take the attribute's value for a reply")
	}
}
