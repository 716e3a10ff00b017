package framing

import (
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// I2: however the stream is split, every header is parsed once.
func TestEveryHeaderIsParsedOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		elements := rapid.IntRange(0, 100).Draw(t, "elements")
		array := slices.Repeat(Array{Integer(1)}, elements)
		d := NewDecoder(&pieces{data: encode(t, array), sizes: drawSizes(t)})
		_, err := d.Frame()
		require.NoError(t, err)
		require.Equal(t, 1+elements, d.headers)
	})
}

// I2, I4: the largest array there may be, in pieces of 4 KB. Whoever starts it
// afresh with each piece parses an element hundreds of times. Here every header
// is parsed once, and every byte is read once.
func TestWorkIsLinear(t *testing.T) {
	header := "*1048576\r\n"
	t.Run("frame", func(t *testing.T) {
		stream := &pieces{data: header + strings.Repeat(":1\r\n", maxArray), sizes: []int{4096}}
		d := NewDecoder(stream)
		f, err := d.Frame()
		require.NoError(t, err)
		require.Len(t, f, maxArray)
		wantNothingTwice(t, d, stream)
	})
	t.Run("command", func(t *testing.T) {
		stream := &pieces{data: header + strings.Repeat("$1\r\nx\r\n", maxArray), sizes: []int{4096}}
		d := NewDecoder(stream)
		args, err := d.Command()
		require.NoError(t, err)
		require.Len(t, args, maxArray)
		wantNothingTwice(t, d, stream)
	})
}

// wantNothingTwice expects that d has parsed the header of an array and of its
// maxArray elements, and nothing else: pieces can be read only once.
func wantNothingTwice(t *testing.T, d *Decoder, stream *pieces) {
	t.Helper()
	if d.headers != maxArray+1 {
		t.Errorf("%d headers were parsed, want %d", d.headers, maxArray+1)
	}
	if rest := len(stream.data) + d.r.Buffered(); rest != 0 {
		t.Errorf("%d bytes were not needed", rest)
	}
}

// allocated returns the bytes that f allocates, freed again or not.
func allocated(f func()) int {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return int(after.TotalAlloc - before.TotalAlloc)
}

// I3: promises cost nothing.
func TestPromisesCostNoMemory(t *testing.T) {
	for _, promise := range []string{
		"$536870912\r\n",
		"*1048576\r\n",
		"*1048576\r\n$536870912\r\n",
		strings.Repeat("*1048576\r\n", maxDepth),
	} {
		wantCheap(t, promise, func(d *Decoder) error {
			_, err := d.Frame()
			return err
		})
	}
}

// I3: nor do those of a command.
func TestPromisesOfCommandsCostNoMemory(t *testing.T) {
	for _, promise := range []string{
		"*1048576\r\n",
		"*1\r\n$536870912\r\n",
		"*1048576\r\n$536870912\r\n",
	} {
		wantCheap(t, promise, func(d *Decoder) error {
			_, err := d.Command()
			return err
		})
	}
}

// wantCheap expects that decode waits for what promise announces, and that this
// costs the decoder's buffer, 4 KB, and one of at most 32 KB for copying.
func wantCheap(t *testing.T, promise string, decode func(*Decoder) error) {
	t.Helper()
	const limit = 64 << 10
	var err error
	got := allocated(func() { err = decode(NewDecoder(strings.NewReader(promise))) })
	require.Equal(t, io.ErrUnexpectedEOF, err)
	if got > limit {
		t.Errorf("%.30q cost %d bytes, want at most %d", promise, got, limit)
	}
}

// I3: memory follows what has arrived. Of 512 MB, this is 1 MB.
func TestMemoryFollowsTheBytesReceived(t *testing.T) {
	const arrived = 1 << 20
	stream := &pieces{data: "$536870912\r\n" + strings.Repeat("x", arrived), sizes: []int{4096}}
	got := allocated(func() {
		_, err := NewDecoder(stream).Frame()
		require.Equal(t, io.ErrUnexpectedEOF, err)
	})
	// A string that grows is copied again and again, always to a place that is
	// larger by a quarter at least: 1 + 4/5 + (4/5)² + … = 5 times its length.
	if limit := 64<<10 + 6*arrived; got > limit {
		t.Errorf("allocated %d bytes for %d received, want at most %d", got, arrived, limit)
	}
}
