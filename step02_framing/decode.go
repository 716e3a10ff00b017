package framing

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Limits of the decoder. MaxBulk and maxLine are those of Redis 7
// (proto-max-bulk-len and PROTO_INLINE_MAX_SIZE). Redis takes arrays of up to
// 2,147,483,647 elements, and nests replies without a limit.
const (
	MaxBulk  = 512 << 20 // bytes in a bulk string
	maxLine  = 64 << 10  // bytes in a header or an inline command, its end not counted
	maxArray = 1 << 20   // elements in an array
	maxDepth = 32        // arrays within arrays, the outermost counted
)

// A ProtocolError says that the bytes received aren't RESP2, or exceed a limit.
// What follows them can't be understood either, so the connection must end.
type ProtocolError string

func (e ProtocolError) Error() string { return "Protocol error: " + string(e) }

// A Decoder reads frames or commands from a stream. It blocks in Read until
// what it was asked for is complete, so it sees every byte once. It is for use
// by one goroutine.
//
// Its errors are io.EOF if the stream ended between two frames,
// io.ErrUnexpectedEOF if it ended within one, a [ProtocolError], or whatever
// else the stream's Read returned.
type Decoder struct {
	r       *bufio.Reader
	headers int // header lines read so far; tests hold it against the input
}

// NewDecoder returns a decoder that reads from r through a buffer of 4 KB.
func NewDecoder(r io.Reader) *Decoder {
	return &Decoder{r: bufio.NewReader(r)}
}

// Frame returns the next frame.
func (d *Decoder) Frame() (Frame, error) {
	return d.frame(0)
}

// frame decodes the next frame, which lies within depth arrays.
func (d *Decoder) frame(depth int) (Frame, error) {
	kind, rest, err := d.header("too big count string")
	if err != nil {
		return nil, err
	}
	if strings.Contains(rest, "\r") {
		return nil, ProtocolError("CR within a line")
	}
	switch kind {
	case '+':
		return SimpleString(rest), nil
	case '-':
		return ErrorReply(rest), nil
	case ':':
		n, err := strconv.ParseInt(rest, 10, 64)
		if err != nil {
			return nil, ProtocolError("invalid integer")
		}
		return Integer(n), nil
	case '$':
		if rest == "-1" {
			return Null{}, nil
		}
		s, err := d.bulk(rest)
		if err != nil {
			return nil, err
		}
		return Bulk(s), nil
	case '*':
		if rest == "-1" {
			return Null{}, nil
		}
		return d.array(rest, depth)
	}
	return nil, ProtocolError(fmt.Sprintf("unknown frame type %q", kind))
}

// array decodes the rest of an array whose header announced length elements.
func (d *Decoder) array(length string, depth int) (Frame, error) {
	n, ok := ParseInt(length)
	if !ok || n < 0 || n > maxArray {
		return nil, ProtocolError("invalid multibulk length")
	}
	if depth == maxDepth {
		return nil, ProtocolError("arrays nested too deeply")
	}
	elements := Array{} // not made for n elements: it grows with those that arrive
	for range n {
		element, err := d.frame(depth + 1)
		if err != nil {
			return nil, midFrame(err)
		}
		elements = append(elements, element)
	}
	return elements, nil
}

// bulk reads the rest of a bulk string whose header announced length bytes.
func (d *Decoder) bulk(length string) (string, error) {
	n, ok := ParseInt(length)
	if !ok || n < 0 || n > MaxBulk {
		return "", ProtocolError("invalid bulk length")
	}
	// CopyN takes 32 KB at most at a time, and b grows with what has arrived. A
	// slice made for n bytes would give a client 512 MB for a line of twelve.
	var b strings.Builder
	if _, err := io.CopyN(&b, d.r, n); err != nil {
		return "", midFrame(err)
	}
	var end [2]byte
	if _, err := io.ReadFull(d.r, end[:]); err != nil {
		return "", midFrame(err)
	}
	if string(end[:]) != "\r\n" {
		return "", ProtocolError("expected CRLF after a bulk string")
	}
	return b.String(), nil
}

// header reads a line that ends in CRLF: the type of a frame, and the rest
// without the line's end. An empty line has type CR, its first byte.
func (d *Decoder) header(tooBig ProtocolError) (kind byte, rest string, err error) {
	line, err := d.line(tooBig)
	if err != nil {
		return 0, "", err
	}
	d.headers++
	kind = line[0]
	rest, ok := strings.CutSuffix(line[1:], "\r\n")
	if !ok && line != "\r\n" {
		return 0, "", ProtocolError("expected a line that ends in CRLF")
	}
	return kind, rest, nil
}

// line reads up to and including the next LF. A line of more than maxLine bytes
// before its end gives the error tooBig.
func (d *Decoder) line(tooBig ProtocolError) (string, error) {
	var line []byte
	for {
		piece, err := d.r.ReadSlice('\n') // at most a buffer's worth, aliasing it
		line = append(line, piece...)
		switch {
		case len(line) > maxLine+len("\r\n"):
			return "", tooBig
		case err == nil:
			return string(line), nil
		case errors.Is(err, bufio.ErrBufferFull):
			// The line goes on.
		case len(line) > 0:
			return "", midFrame(err)
		default:
			return "", err
		}
	}
}

// midFrame makes the end of the stream within a frame an error of its own: it
// must not look like a proper end.
func midFrame(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
