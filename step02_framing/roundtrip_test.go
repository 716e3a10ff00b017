package framing

import (
	"bytes"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// I1: what was encoded decodes to the same frames.
func TestDecodingUndoesEncoding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOfN(rapid.Custom(drawFrame), 1, 4).Draw(t, "frames")
		got, err := readFrames(strings.NewReader(encode(t, want...)))
		require.Equal(t, io.EOF, err)
		require.Equal(t, want, got)
	})
}

// RESP2 has two spellings of Null, of which the encoder writes the first.
func TestNullHasTwoSpellings(t *testing.T) {
	got, err := readFrames(strings.NewReader("$-1\r\n*-1\r\n*2\r\n*-1\r\n$-1\r\n"))
	require.Equal(t, io.EOF, err)
	require.Equal(t, []Frame{Null{}, Null{}, Array{Null{}, Null{}}}, got)
	require.Equal(t, "$-1\r\n", encode(t, Null{}))
}

// A stranger has the methods of a Frame, but RESP2 has no such type.
type stranger struct{ Frame }

// A frame that can't be encoded is refused as a whole, however deep the problem
// lies: no byte of it is written, and the frames around it are intact.
func TestRefusedFrameLeavesNoTrace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bad := rapid.SampledFrom([]Frame{
			SimpleString("a\rb"), SimpleString("a\n"), ErrorReply("\r\n"), ErrorReply("ERR \r\n+OK"), nil, stranger{},
		}).Draw(t, "bad")
		large := Bulk(strings.Repeat("x", 10_000)) // more than the buffer: a part of it could get out
		for range rapid.IntRange(0, maxDepth).Draw(t, "levels") {
			bad = Array{large, bad, Integer(1)}
		}

		var b bytes.Buffer
		enc := NewEncoder(&b)
		require.NoError(t, enc.Encode(SimpleString("before")))
		require.Error(t, enc.Encode(bad))
		require.NoError(t, enc.Encode(SimpleString("after")))
		require.NoError(t, enc.Flush())
		require.Equal(t, "+before\r\n+after\r\n", b.String())
	})
}

// drawFrame draws a scalar, or arrays nested up to maxDepth levels deep. The
// empty array is one of them.
func drawFrame(t *rapid.T) Frame {
	levels := rapid.OneOf(rapid.IntRange(0, 2), rapid.IntRange(0, maxDepth)).Draw(t, "levels")
	if levels == 0 {
		return drawScalar(t)
	}
	few := rapid.IntRange(0, 3)
	flat := func() Array {
		return append(Array{}, rapid.SliceOfN(rapid.Custom(drawScalar), 0, 3).Draw(t, "flat")...)
	}
	inner := flat()
	for range levels - 1 {
		outer := flat()
		if few.Draw(t, "sibling") == 0 {
			outer = append(outer, flat())
		}
		inner = slices.Insert(outer, rapid.IntRange(0, len(outer)).Draw(t, "place"), Frame(inner))
	}
	return inner
}

func drawScalar(t *rapid.T) Frame {
	switch rapid.IntRange(0, 4).Draw(t, "type") {
	case 0:
		return SimpleString(drawLine(t))
	case 1:
		return ErrorReply(drawLine(t))
	case 2:
		extreme := rapid.SampledFrom([]int64{0, -1, math.MinInt64, math.MaxInt64})
		return Integer(rapid.OneOf(extreme, rapid.Int64()).Draw(t, "integer"))
	case 3:
		return Bulk(drawBulk().Draw(t, "bulk"))
	}
	return Null{}
}

// drawLine draws any bytes but CR and LF.
func drawLine(t *rapid.T) string {
	text := string(rapid.SliceOf(rapid.Byte()).Draw(t, "line"))
	return strings.NewReplacer("\r", "", "\n", "").Replace(text)
}

// drawBulk returns a generator of any bytes, often those that mean something in
// RESP, and sometimes more than buffers hold.
func drawBulk() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		b := rapid.OneOf(rapid.Byte(), rapid.SampledFrom([]byte("\r\n$*+-:1")))
		pattern := string(rapid.SliceOf(b).Draw(t, "bytes"))
		return strings.Repeat(pattern, rapid.SampledFrom([]int{1, 1, 1, 1, 5000}).Draw(t, "times"))
	})
}
