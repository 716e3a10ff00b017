package resp

import (
	"bytes"
	"errors"
	"io"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestRepliesOnTheWire(t *testing.T) {
	tests := []struct {
		name  string
		write func(w *Writer)
		want  string
	}{
		{"simple string", func(w *Writer) { w.SimpleString("OK") }, "+OK\r\n"},
		{"error", func(w *Writer) { w.Error("ERR no such key") }, "-ERR no such key\r\n"},
		{"integer", func(w *Writer) { w.Int(1000) }, ":1000\r\n"},
		{"least integer", func(w *Writer) { w.Int(math.MinInt64) }, ":-9223372036854775808\r\n"},
		{"bulk", func(w *Writer) { w.Bulk([]byte("a\r\nb")) }, "$4\r\na\r\nb\r\n"},
		{"empty bulk", func(w *Writer) { w.Bulk(nil) }, "$0\r\n\r\n"},
		{"bulk of a string", func(w *Writer) { w.BulkString("a\r\nb") }, "$4\r\na\r\nb\r\n"},
		{"null", func(w *Writer) { w.Null() }, "$-1\r\n"},
		{"array", func(w *Writer) { w.Array(2); w.Int(1); w.Array(0) }, "*2\r\n:1\r\n*0\r\n"},
		{"simple string with line breaks", func(w *Writer) { w.SimpleString("a\r\nb\nc\rd") }, "+a  b c d\r\n"},
		{"error with line breaks", func(w *Writer) { w.Error("ERR unknown command 'a\r\nb'") }, "-ERR unknown command 'a  b'\r\n"},
		{"protocol error", func(w *Writer) { w.Error("ERR " + (&ProtocolError{"expected '$', got '\r'"}).Error()) },
			"-ERR Protocol error: expected '$', got ' '\r\n"},
	}
	for _, test := range tests {
		if got := wire(test.write); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

// boundary draws a length near one at which a Writer does something else.
func boundary(t *rapid.T) int {
	at := rapid.SampledFrom([]int{2, 1000, maxReplyBuffer, 3 * maxReplyBuffer}).Draw(t, "at")
	return max(0, at+rapid.IntRange(-30, 30).Draw(t, "off"))
}

// letters is more than boundary draws. It repeats at no distance that a header has.
var letters = strings.Repeat("abcdefghijklmnopqrstuvwxyz0123456789", maxReplyBuffer/9)

// What arrives is the concatenation of the replies, whatever their sizes, and no
// more than 64 KB wait at any time.
func TestBufferChangesNothingOnTheWire(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var got, want bytes.Buffer
		w := NewWriter(&got)
		for range rapid.IntRange(1, 30).Draw(t, "replies") {
			s := letters[:boundary(t)]
			switch rapid.IntRange(0, 4).Draw(t, "kind") {
			case 0:
				w.Bulk([]byte(s))
				want.Write(appendHeader(nil, '$', int64(len(s))))
				want.WriteString(s + "\r\n")
			case 1:
				w.BulkString(s)
				want.Write(appendHeader(nil, '$', int64(len(s))))
				want.WriteString(s + "\r\n")
			case 2:
				w.Error(s)
				want.WriteString("-" + s + "\r\n")
			case 3:
				w.Int(int64(len(s)))
				want.Write(appendHeader(nil, ':', int64(len(s))))
			case 4:
				from := rapid.IntRange(0, min(len(s), 30)).Draw(t, "from")
				w.Bulk(append(w.AvailableBuffer(), s...)[from:])
				want.Write(appendHeader(nil, '$', int64(len(s)-from)))
				want.WriteString(s[from:] + "\r\n")
			}
			if w.Buffered() > maxReplyBuffer {
				t.Fatalf("%d bytes wait", w.Buffered())
			}
		}
		if err := w.Flush(); err != nil || w.Buffered() != 0 {
			t.Fatalf("Flush: %v, %d bytes left", err, w.Buffered())
		}
		if !bytes.Equal(got.Bytes(), want.Bytes()) {
			t.Fatalf("%d bytes arrived, want %d, first difference at %d", got.Len(), want.Len(), firstDifference(got.Bytes(), want.Bytes()))
		}
	})
}

func firstDifference(a, b []byte) int {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	return i
}

// writes records the sizes of the writes it gets.
type writes []int

func (w *writes) Write(b []byte) (int, error) {
	*w = append(*w, len(b))
	return len(b), nil
}

func TestPipelineOfRepliesIsOneWrite(t *testing.T) {
	var dst writes
	w := NewWriter(&dst)
	for range 1000 {
		w.SimpleString("OK")
	}
	if len(dst) != 0 {
		t.Errorf("writes of %v bytes before Flush", dst)
	}
	w.Flush()
	w.Flush()
	if len(dst) != 1 || dst[0] != 5000 {
		t.Errorf("writes of %v bytes, want one of 5000", dst)
	}
}

// Of a value less than two buffers are copied, so that its header, its end and the
// replies around it need no writes of their own.
func TestLargeBulkIsWrittenAlmostWithoutACopy(t *testing.T) {
	value := make([]byte, 1<<20)
	front := len("+OK\r\n$1048576\r\n")
	sent, direct, writes := 0, 0, 0
	w := NewWriter(writerFunc(func(b []byte) (int, error) {
		if at := sent - front; at >= 0 && &b[0] == &value[at] {
			direct += len(b)
		}
		sent += len(b)
		writes++
		return len(b), nil
	}))
	w.SimpleString("OK")
	w.Bulk(value)
	w.SimpleString("OK")
	w.Flush()
	if copied := len(value) - direct; copied >= 2*maxReplyBuffer {
		t.Errorf("%d bytes of the value were copied, want less than %d", copied, 2*maxReplyBuffer)
	}
	if writes != 3 {
		t.Errorf("%d writes, want 3: before, value, behind", writes)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }

func TestFirstWriteErrorStays(t *testing.T) {
	first := errors.New("connection reset")
	calls := 0
	w := NewWriter(writerFunc(func([]byte) (int, error) {
		calls++
		return 0, first
	}))
	w.Bulk(make([]byte, 1<<20))
	w.BulkString(strings.Repeat("v", 1<<20))
	w.SimpleString("OK")
	for range 2 {
		if err := w.Flush(); err != first {
			t.Errorf("got %v, want %v", err, first)
		}
	}
	if calls != 1 {
		t.Errorf("%d writes, want none after the first error", calls)
	}
	var dst bytes.Buffer
	w.Reset(&dst)
	w.Null()
	if err := w.Flush(); err != nil || dst.String() != "$-1\r\n" {
		t.Errorf("after Reset: %q, %v", dst.String(), err)
	}
}

func TestShortWriteIsAnError(t *testing.T) {
	w := NewWriter(writerFunc(func(b []byte) (int, error) { return len(b) - 1, nil }))
	w.Null()
	if err := w.Flush(); err != io.ErrShortWrite {
		t.Errorf("got %v, want %v", err, io.ErrShortWrite)
	}
}

func TestWritingRepliesAllocatesNothing(t *testing.T) {
	short, long := []byte("value"), make([]byte, 2*maxReplyBuffer)
	longString := string(long)
	for name, write := range map[string]func(w *Writer){
		"SimpleString":        func(w *Writer) { w.SimpleString("OK") },
		"Error":               func(w *Writer) { w.Error("ERR syntax error") },
		"Int":                 func(w *Writer) { w.Int(math.MinInt64) },
		"Bulk":                func(w *Writer) { w.Bulk(short) },
		"long Bulk":           func(w *Writer) { w.Bulk(long) },
		"AvailableBuffer":     func(w *Writer) { w.Bulk(append(w.AvailableBuffer(), short...)) },
		"BulkString":          func(w *Writer) { w.BulkString("value") },
		"long BulkString":     func(w *Writer) { w.BulkString(longString) },
		"Null":                func(w *Writer) { w.Null() },
		"Array":               func(w *Writer) { w.Array(3) },
		"Array, then a Flush": func(w *Writer) { w.Array(3); w.Flush() },
	} {
		w := NewWriter(io.Discard)
		if n := testing.AllocsPerRun(5000, func() { write(w) }); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

// A value made in the free part of the buffer is sent with what waits there, and one that
// does not fit there leaves it alone.
func TestAvailableBufferIsTheFreePart(t *testing.T) {
	for _, waiting := range []int{0, 1, maxReplyBuffer - 100, maxReplyBuffer - 26, maxReplyBuffer - 25, maxReplyBuffer} {
		var dst writes
		w := NewWriter(&dst)
		if waiting > 0 {
			w.room(waiting)
			w.buf = w.buf[:waiting]
		}
		b := w.AvailableBuffer()
		if want := max(0, maxReplyBuffer-waiting-25); len(b) != 0 || cap(b) != want {
			t.Errorf("%d bytes wait: got %d bytes with room for %d, want room for %d", waiting, len(b), cap(b), want)
		}
		w.Bulk(b[:cap(b)])
		if cap(b) > 0 && len(dst) > 0 {
			t.Errorf("%d bytes wait: what filled the room caused writes of %v", waiting, dst)
		}
	}
}

func TestWritersDoNotShareABuffer(t *testing.T) {
	var a, b bytes.Buffer
	wa, wb := NewWriter(&a), NewWriter(&b)
	for range 10 {
		wa.SimpleString("a")
		wa.Flush()
		wb.SimpleString("b")
		wa.SimpleString("a")
		wb.Flush()
		wa.Flush()
	}
	if a.String() != strings.Repeat("+a\r\n", 20) || b.String() != strings.Repeat("+b\r\n", 10) {
		t.Errorf("got %q and %q", a.String(), b.String())
	}
}

func TestQuietWritersHoldNoBuffer(t *testing.T) {
	bytes := held(t, func() any {
		quiet := make([]*Writer, 1000)
		for i := range quiet {
			quiet[i] = NewWriter(io.Discard)
			quiet[i].BulkString(strings.Repeat("v", 10_000))
			quiet[i].Flush()
		}
		return quiet
	})
	if bytes > 1<<20 {
		t.Errorf("%d bytes held by 1000 writers", bytes)
	}
}
