package framing

import (
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// I1, I3: whatever the bytes are, decoding them
//
//   - returns: no panic, no endless loop;
//   - gives the same frames or commands, and the same error, in pieces of any size;
//   - costs memory in proportion to the bytes;
//   - gives what can be encoded and decoded to the same again.
//
// go test runs it with the streams in testdata/fuzz/FuzzDecoder. To search for
// more:
//
//	go test -fuzz FuzzDecoder -fuzzminimizetime 10x ./step02_framing
//
// Without the second flag it spends its time on shortening what it has found.
func FuzzDecoder(f *testing.F) {
	f.Fuzz(func(t *testing.T, stream string, size uint16) {
		inPieces := func() io.Reader { return &pieces{data: stream, sizes: []int{int(size) + 1}} }
		// The worst are inline commands of one letter: two bytes that become a list
		// of one string each, in a list that is copied whenever it grows.
		limit := 64<<10 + 128*len(stream)

		var frames []Frame
		var frameErr error
		if got := allocated(func() { frames, frameErr = readFrames(strings.NewReader(stream)) }); got > limit {
			t.Errorf("allocated %d bytes for frames in %d", got, len(stream))
		}
		again, err := readFrames(inPieces())
		require.Equal(t, frameErr, err)
		require.Equal(t, frames, again)

		again, err = readFrames(strings.NewReader(encode(t, frames...)))
		require.Equal(t, io.EOF, err)
		require.Equal(t, frames, again)

		var commands [][]string
		var commandErr error
		if got := allocated(func() { commands, commandErr = readCommands(strings.NewReader(stream)) }); got > limit {
			t.Errorf("allocated %d bytes for commands in %d", got, len(stream))
		}
		againCommands, err := readCommands(inPieces())
		require.Equal(t, commandErr, err)
		require.Equal(t, commands, againCommands)

		var encoded strings.Builder
		for _, args := range commands {
			encoded.WriteString(encode(t, asFrame(args)))
		}
		againCommands, err = readCommands(strings.NewReader(encoded.String()))
		require.Equal(t, io.EOF, err)
		require.Equal(t, commands, againCommands)
	})
}
