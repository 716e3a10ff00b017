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

// drawFrame draws a small frame within arrays, up to maxDepth levels deep. What
// is innermost is drawn first, and each level on its own, so that rapid can take
// away those that a failure doesn't need.
func drawFrame(t *rapid.T) Frame {
	f := drawSmall(t)
	beside := rapid.SliceOfN(rapid.Custom(drawSmall), 0, 3)
	levels := rapid.SliceOfN(beside, 0, maxDepth-1).Draw(t, "levels")
	for _, elements := range levels {
		place := rapid.IntRange(0, len(elements)).Draw(t, "place")
		f = Array(slices.Insert(elements, place, f))
	}
	for range rapid.SampledFrom([]int{0, maxDepth - 1 - len(levels)}).Draw(t, "more levels") {
		f = Array{f}
	}
	return f
}

// drawSmall draws a scalar, or an array of up to three.
func drawSmall(t *rapid.T) Frame {
	if rapid.IntRange(0, 4).Draw(t, "array") < 4 {
		return drawScalar(t)
	}
	return append(Array{}, rapid.SliceOfN(rapid.Custom(drawScalar), 0, 3).Draw(t, "elements")...)
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
