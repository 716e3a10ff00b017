package resp

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// cuts turns fuzzed bytes into the sizes of pieces.
func cuts(b []byte) []int {
	var sizes []int
	for _, c := range b {
		sizes = append(sizes, int(c)+1)
	}
	return sizes
}

// FuzzReadCommand holds a Reader against any bytes. However they are cut, the same
// commands come out, then the same error; these commands encoded anew read back
// equal; and memory follows the bytes received.
func FuzzReadCommand(f *testing.F) {
	f.Fuzz(func(t *testing.T, stream, pieceSizes []byte) {
		want, wantErr := readAll(NewReader(strings.NewReader(string(stream))))

		for _, sizes := range [][]int{{1}, {2}, {3, 1}, cuts(pieceSizes)} {
			src := &pieces{data: string(stream), sizes: sizes}
			r := NewReader(src)
			src.before = func() {
				received := len(stream) - len(src.data)
				if len(r.in.buf) > max(8*received, trustedBuffer) || cap(r.spans) > received+4 {
					t.Fatalf("buffer of %d bytes and %d spans after %d bytes", len(r.in.buf), cap(r.spans), received)
				}
			}
			got, err := readAll(r)
			if !reflect.DeepEqual(got, want) || !reflect.DeepEqual(err, wantErr) {
				t.Fatalf("pieces of %v: %q, %v\nat once: %q, %v", sizes, got, err, want, wantErr)
			}
		}

		var canonical []byte
		for _, command := range want {
			if len(command) == 0 {
				t.Fatal("command without a name")
			}
			canonical = AppendCommand(canonical, command...)
		}
		if got, _ := readAll(NewReader(strings.NewReader(string(canonical)))); !reflect.DeepEqual(got, want) {
			t.Fatalf("encoded anew: %q\nwant: %q", got, want)
		}
	})
}

// FuzzReadReply holds a ReplyReader against any bytes. However they are cut, the
// same replies come out, then the same error; memory follows the bytes; and these
// replies, written by a Writer, read back equal.
func FuzzReadReply(f *testing.F) {
	f.Fuzz(func(t *testing.T, stream, pieceSizes []byte) {
		var want []Reply
		var wantErr error
		cost := allocated(func() { want, wantErr = readReplies(NewReplyReader(strings.NewReader(string(stream)))) })
		// The most expensive byte is in a header that is trusted with 16 elements.
		if limit := 128<<10 + uint64(400*len(stream)); cost > limit {
			t.Fatalf("%d bytes allocated for a stream of %d", cost, len(stream))
		}

		for _, sizes := range [][]int{{1}, {2}, {3, 1}, cuts(pieceSizes)} {
			got, err := readReplies(NewReplyReader(&pieces{data: string(stream), sizes: sizes}))
			if !slices.EqualFunc(got, want, equal) || !reflect.DeepEqual(err, wantErr) {
				t.Fatalf("pieces of %v: %+v, %v\nat once: %+v, %v", sizes, got, err, want, wantErr)
			}
		}

		again := wire(func(w *Writer) {
			w.SetProtocol(3)
			for _, reply := range want {
				write(w, spaced(reply))
			}
		})
		got, _ := readReplies(NewReplyReader(strings.NewReader(again)))
		for i := range want {
			want[i] = spaced(want[i])
		}
		if !slices.EqualFunc(got, want, equal) {
			t.Fatalf("written anew: %+v\nwant: %+v", got, want)
		}
	})
}

// equal reports whether two replies are the same to the last bit. Unlike for
// reflect.DeepEqual, not a number equals itself.
func equal(a, b Reply) bool {
	return a.Kind == b.Kind && a.Str == b.Str && a.Int == b.Int &&
		math.Float64bits(a.Float) == math.Float64bits(b.Float) &&
		(a.Array == nil) == (b.Array == nil) && slices.EqualFunc(a.Array, b.Array, equal)
}

func readReplies(r *ReplyReader) (replies []Reply, err error) {
	for {
		reply, err := r.ReadReply()
		if err != nil {
			return replies, err
		}
		replies = append(replies, reply)
	}
}

// spaced returns reply as a Writer sends it: a line may hold a '\r', which a
// Writer makes a space.
func spaced(reply Reply) Reply {
	if reply.Kind == KindSimpleString || reply.Kind == KindError {
		reply.Str = lineBreaks.Replace(reply.Str)
	}
	for i := range reply.Array {
		reply.Array[i] = spaced(reply.Array[i])
	}
	return reply
}
