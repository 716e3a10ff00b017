package framing

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// pieces is a stream that hands out data in pieces of the given sizes, from the
// first again after the last, and then ends.
type pieces struct {
	data  string
	sizes []int
	next  int // index into sizes
}

func (p *pieces) Read(b []byte) (int, error) {
	if p.data == "" {
		return 0, io.EOF
	}
	size := min(p.sizes[p.next%len(p.sizes)], len(p.data))
	p.next++
	n := copy(b, p.data[:size])
	p.data = p.data[n:]
	return n, nil
}

// drawSizes draws sizes of pieces, up to twice the decoder's buffer.
func drawSizes(t *rapid.T) []int {
	size := rapid.OneOf(rapid.IntRange(1, 4), rapid.IntRange(1, 8192))
	return rapid.SliceOfN(size, 1, 8).Draw(t, "sizes")
}

// readFrames decodes frames up to the first error, which is io.EOF if all is well.
func readFrames(r io.Reader) (frames []Frame, err error) {
	d := NewDecoder(r)
	for {
		f, err := d.Frame()
		if err != nil {
			return frames, err
		}
		frames = append(frames, f)
	}
}

// readCommands does the same for commands.
func readCommands(r io.Reader) (commands [][]string, err error) {
	d := NewDecoder(r)
	for {
		args, err := d.Command()
		if err != nil {
			return commands, err
		}
		commands = append(commands, args)
	}
}

// encode returns the bytes of frames.
func encode(t require.TestingT, frames ...Frame) string {
	var b bytes.Buffer
	enc := NewEncoder(&b)
	for _, f := range frames {
		require.NoError(t, enc.Encode(f))
	}
	require.NoError(t, enc.Flush())
	return b.String()
}

// asFrame returns the array of bulk strings that a client sends for args.
func asFrame(args []string) Frame {
	command := Array{}
	for _, arg := range args {
		command = append(command, Bulk(arg))
	}
	return command
}

// I1: the bytes give the same frames, and the same error after them, however
// the stream is split.
func TestFramesDoNotDependOnTheSplit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stream := encode(t, rapid.SliceOfN(rapid.Custom(drawFrame), 0, 4).Draw(t, "frames")...)
		stream += strings.Join(rapid.SliceOf(rapid.SampledFrom(fragments())).Draw(t, "rest"), "")
		want, wantErr := readFrames(strings.NewReader(stream))
		for _, sizes := range [][]int{{1}, drawSizes(t)} {
			got, err := readFrames(&pieces{data: stream, sizes: sizes})
			require.Equal(t, wantErr, err)
			require.Equal(t, want, got)
		}
	})
}

// I1: the same is true of commands, arrays and inline ones mixed.
func TestCommandsDoNotDependOnTheSplit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var stream strings.Builder
		for _, args := range rapid.SliceOfN(rapid.SliceOfN(drawBulk(), 1, 5), 0, 4).Draw(t, "commands") {
			stream.WriteString(encode(t, asFrame(args)))
			stream.WriteString(rapid.SampledFrom([]string{"", "PING\r\n", "ECHO \thi\n", "\r\n", "*0\r\n"}).Draw(t, "inline"))
		}
		stream.WriteString(strings.Join(rapid.SliceOf(rapid.SampledFrom(fragments())).Draw(t, "rest"), ""))
		want, wantErr := readCommands(strings.NewReader(stream.String()))
		for _, sizes := range [][]int{{1}, drawSizes(t)} {
			got, err := readCommands(&pieces{data: stream.String(), sizes: sizes})
			require.Equal(t, wantErr, err)
			require.Equal(t, want, got)
		}
	})
}

// fragments are pieces of streams that come close to being frames or commands.
func fragments() []string {
	return []string{
		"*", "$", "+", "-", ":", "\r", "\n", "\r\n", "0", "1", "x", " ", "\x00", "\xff",
		"*1\r\n", "*2\r\n", "*0\r\n", "*-1\r\n", "$-1\r\n", "$0\r\n\r\n", "$1\r\nx", "$4\r\nPING\r\n",
		"+OK\r\n", "-ERR no\r\n", ":7\r\n", "PING\r\n", "ECHO a\n", strings.Repeat("a", maxLine),
	}
}
