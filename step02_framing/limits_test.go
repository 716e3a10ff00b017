package framing

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
)

// I4, I6: a breach of the protocol is answered once, after the replies to the
// commands before it, and ends the connection. Where Redis has a text for it,
// the text is Redis's.
func TestBreachIsAnsweredAndEndsTheConnection(t *testing.T) {
	full := strings.Repeat("1", 64<<10) // one byte more is too much
	tests := []struct{ name, send, want string }{
		{"inline command of more than 64 KB", "1" + full, "too big inline request"},
		{"array header of more than 64 KB", "*" + full, "too big mbulk count string"},
		{"bulk header of more than 64 KB", "*1\r\n$" + full, "too big bulk count string"},
		{"more than 1,048,576 elements", "*1048577\r\n", "invalid multibulk length"},
		{"elements beyond 64 bits", "*99999999999999999999\r\n", "invalid multibulk length"},
		{"elements that are no number", "*abc\r\n", "invalid multibulk length"},
		{"elements with a plus", "*+1\r\n", "invalid multibulk length"},
		{"elements without a number", "*\r\n", "invalid multibulk length"},
		{"bulk string of more than 512 MB", "*1\r\n$536870913\r\n", "invalid bulk length"},
		{"bulk length beyond 64 bits", "*1\r\n$99999999999999999999\r\n", "invalid bulk length"},
		{"bulk length below zero", "*1\r\n$-1\r\n", "invalid bulk length"},
		{"bulk length that is no number", "*1\r\n$abc\r\n", "invalid bulk length"},
		{"bulk length without a number", "*1\r\n$\r\n", "invalid bulk length"},
		{"element of another type", "*1\r\nx4\r\nPING\r\n", "expected '$', got 'x'"},
		{"element of no type", "*1\r\n\r\n", "expected '$', got ' '"},
		// Redis skips the two bytes that should be CRLF, whatever they are.
		{"bulk string of more bytes than promised", "*1\r\n$4\r\nPINGS\r\n", "expected CRLF after a bulk string"},
		{"bulk string that ends in LF only", "*1\r\n$4\r\nPING\n\n", "expected CRLF after a bulk string"},
		{"array header that ends in LF only", "*1\n$4\r\nPING\r\n", "expected a line that ends in CRLF"},
		{"bulk header that ends in LF only", "*1\r\n$4\nPING\r\n", "expected a line that ends in CRLF"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := connect(t, Commands())
				go io.WriteString(c.conn, "PING\r\n"+test.send+"\r\nPING\r\n") // not all of it will be read
				c.wantEnd("+PONG\r\n-ERR Protocol error: " + test.want + "\r\n")
			})
		})
	}
}

// I4: what is just within the limits is taken. The largest array is decoded in
// TestWorkIsLinear.
func TestLimitsAreInclusive(t *testing.T) {
	word := strings.Repeat("a", 64<<10-len("ECHO "))
	commands, err := readCommands(strings.NewReader("ECHO " + word + "\r\n*1\r\n$536870912\r\n"))
	require.Equal(t, [][]string{{"ECHO", word}}, commands)
	require.Equal(t, io.ErrUnexpectedEOF, err) // the 512 MB are welcome, but didn't come

	line := SimpleString(strings.Repeat("a", 64<<10-len("+")))
	frames, err := readFrames(strings.NewReader("+" + string(line) + "\r\n$536870912\r\n"))
	require.Equal(t, []Frame{line}, frames)
	require.Equal(t, io.ErrUnexpectedEOF, err)
}

// I4: 32 levels of arrays are decoded, 33 are not, not even if the innermost is
// empty.
func TestNestingIsLimited(t *testing.T) {
	levels := func(n int) string { return strings.Repeat("*1\r\n", n-1) + "*0\r\n" }
	frames, err := readFrames(strings.NewReader(levels(32) + levels(32)))
	require.Equal(t, io.EOF, err)
	require.Len(t, frames, 2)

	_, err = readFrames(strings.NewReader(levels(33)))
	require.Equal(t, ProtocolError("arrays nested too deeply"), err)
}

// I4: the Frame decoder has the limits of the command decoder, and looks as
// closely at what comes.
func TestMalformedFrames(t *testing.T) {
	full := strings.Repeat("1", 64<<10)
	for stream, want := range map[string]string{
		"+" + full + "\r\n":          "too big count string",
		"$" + full + "\r\n":          "too big count string",
		"*1048577\r\n":               "invalid multibulk length",
		"*-2\r\n":                    "invalid multibulk length",
		"*01\r\n":                    "invalid multibulk length",
		"$536870913\r\n":             "invalid bulk length",
		"$-2\r\n":                    "invalid bulk length",
		"$1\r\nab\r\n":               "expected CRLF after a bulk string",
		"+OK\n":                      "expected a line that ends in CRLF",
		"+a\rb\r\n":                  "CR within a line",
		":\r\n":                      "invalid integer",
		":1.5\r\n":                   "invalid integer",
		":9223372036854775808\r\n":   "invalid integer",
		"PING\r\n":                   `unknown frame type 'P'`,
		"\r\n":                       `unknown frame type '\r'`,
		"*2\r\n:1\r\n?\r\n":          `unknown frame type '?'`,
		"*1\r\n*1\r\n$1\r\nab\r\n":   "expected CRLF after a bulk string",
		"*1\r\n$4\r\nPING\r\n*x\r\n": "invalid multibulk length",
	} {
		_, err := readFrames(strings.NewReader(stream))
		if err != ProtocolError(want) {
			t.Errorf("%.40q gives error %v, want Protocol error: %s", stream, err, want)
		}
	}
}

// The end of the stream is io.EOF between two frames and io.ErrUnexpectedEOF
// within one, wherever it comes. Other errors of the stream arrive as they are.
func TestEndOfTheStream(t *testing.T) {
	const stream = "*2\r\n$3\r\nabc\r\n$0\r\n\r\n"
	broken := errors.New("cable cut")
	for cut := range len(stream) + 1 {
		want := io.ErrUnexpectedEOF
		if cut == 0 || cut == len(stream) {
			want = io.EOF
		}
		_, err := readFrames(strings.NewReader(stream[:cut]))
		require.Equal(t, want, err, "a frame, after %d bytes", cut)
		_, err = readCommands(strings.NewReader(stream[:cut]))
		require.Equal(t, want, err, "a command, after %d bytes", cut)

		_, err = readFrames(io.MultiReader(strings.NewReader(stream[:cut]), failing{broken}))
		require.Equal(t, broken, err, "after %d bytes", cut)
	}
}

// failing is a stream that has nothing but an error.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
