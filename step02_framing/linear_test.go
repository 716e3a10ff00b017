package framing

import (
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

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

// I3: promises cost nothing. What they cost is the decoder's buffer, 4 KB, and
// one of at most 32 KB for copying.
func TestPromisesCostNoMemory(t *testing.T) {
	const limit = 64 << 10
	promises := []struct {
		decode string
		bytes  string
	}{
		{"frame", "$536870912\r\n"},
		{"frame", "*1048576\r\n"},
		{"frame", "*1048576\r\n$536870912\r\n"},
		{"frame", strings.Repeat("*1048576\r\n", maxDepth)},
		{"command", "*1048576\r\n"},
		{"command", "*1\r\n$536870912\r\n"},
		{"command", "*1048576\r\n$536870912\r\n"},
	}
	for _, promise := range promises {
		var err error
		got := allocated(func() {
			d := NewDecoder(strings.NewReader(promise.bytes))
			if promise.decode == "frame" {
				_, err = d.Frame()
			} else {
				_, err = d.Command()
			}
		})
		require.Equal(t, io.ErrUnexpectedEOF, err)
		if got > limit {
			t.Errorf("the promise of a %s, %.30q, cost %d bytes, want at most %d", promise.decode, promise.bytes, got, limit)
		}
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
