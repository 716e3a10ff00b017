package resp

import (
	"bufio"
	"bytes"
	"io"
)

const (
	// receiveBuffer is the size of a ReplyReader's buffer, in bytes.
	receiveBuffer = 16 << 10

	// trustedElements is how many elements are allocated on the word of an
	// array's header alone.
	trustedElements = 16
)

// ReplyReader reads a server's replies. Where [Reader] is as tolerant as Redis, a
// ReplyReader takes only what a correct server sends: a client that has lost its
// place in the stream must notice it rather than hand out another request's reply.
type ReplyReader struct {
	// MaxBulkLen is the length of the longest bulk string accepted, in bytes.
	// NewReplyReader sets it to DefaultMaxBulkLen.
	MaxBulkLen int

	src *bufio.Reader
	err error // set once a reply could not be read to its end
}

// NewReplyReader returns a ReplyReader of replies from src.
func NewReplyReader(src io.Reader) *ReplyReader {
	return &ReplyReader{
		MaxBulkLen: DefaultMaxBulkLen,
		src:        bufio.NewReaderSize(src, receiveBuffer),
	}
}

// Buffered returns the number of bytes received that belong to no reply returned
// so far.
func (r *ReplyReader) Buffered() int { return r.src.Buffered() }

// ReadReply returns the next reply. An error reply is a Reply of KindError, not an
// error.
//
// Memory follows the bytes received, not what a header promises. An element of an
// array takes at least three bytes on the wire and 56 in memory, and for a moment
// twice that while the array grows.
//
// The errors are:
//   - before the first byte of a reply: the error of the source's Read, as it is,
//     which is io.EOF at the end of the stream. The caller may call again, for
//     instance with another read deadline.
//   - after it: io.ErrUnexpectedEOF, another error of the source's Read, or a
//     [*ProtocolError]. Every later call returns the same error.
func (r *ReplyReader) ReadReply() (Reply, error) {
	if r.err != nil {
		return Reply{}, r.err
	}
	if _, err := r.src.Peek(1); err != nil {
		return Reply{}, err
	}
	reply, err := r.reply(1)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		r.err = err
		return Reply{}, err
	}
	return reply, nil
}

// reply reads a reply that would lie inside depth-1 arrays.
func (r *ReplyReader) reply(depth int) (Reply, error) {
	line, err := r.line()
	if err != nil {
		return Reply{}, err
	}
	if len(line) == 0 {
		return Reply{}, &ProtocolError{"empty line instead of a reply"}
	}
	switch rest := line[1:]; line[0] {
	case '+':
		return Reply{Kind: KindSimpleString, Str: string(rest)}, nil
	case '-':
		return Reply{Kind: KindError, Str: string(rest)}, nil
	case ':':
		n, ok := ParseInt(rest)
		if !ok {
			return Reply{}, &ProtocolError{"invalid integer"}
		}
		return Reply{Kind: KindInteger, Int: n}, nil
	case '$':
		n, err := length(rest, r.MaxBulkLen, "invalid bulk length")
		if n < 0 || err != nil {
			return Reply{}, err
		}
		s, err := r.bulk(n)
		return Reply{Kind: KindBulk, Str: s}, err
	case '*':
		n, err := length(rest, MaxElements, "invalid multibulk length")
		if n < 0 || err != nil {
			return Reply{}, err
		}
		elements, err := r.array(n, depth)
		return Reply{Kind: KindArray, Array: elements}, err
	}
	return Reply{}, &ProtocolError{"unknown reply type '" + string(line[:1]) + "'"}
}

// length parses a length in a header: -1 for null, otherwise 0 to limit.
func length(b []byte, limit int, invalid string) (int, error) {
	n, ok := ParseInt(b)
	if !ok || n < -1 || n > int64(limit) {
		return 0, &ProtocolError{invalid}
	}
	return int(n), nil
}

// array reads n elements.
func (r *ReplyReader) array(n, depth int) ([]Reply, error) {
	if depth > MaxDepth {
		return nil, &ProtocolError{"too many nested arrays"}
	}
	elements := make([]Reply, 0, min(n, trustedElements))
	for range n {
		element, err := r.reply(depth + 1)
		if err != nil {
			return nil, err
		}
		elements = append(elements, element)
	}
	return elements, nil
}

// line reads a line and returns it without its "\r\n", valid until the next read.
func (r *ReplyReader) line() ([]byte, error) {
	line, err := r.src.ReadSlice('\n')
	if err == bufio.ErrBufferFull {
		line, err = r.longLine(line)
	}
	if err != nil {
		return nil, err
	}
	text, ok := bytes.CutSuffix(line, []byte("\r\n"))
	if !ok || len(text) > MaxLineLen {
		return nil, &ProtocolError{"line too long, or without \\r\\n"}
	}
	return text, nil
}

// longLine reads the rest of a line that fills the buffer, into memory of its own.
func (r *ReplyReader) longLine(line []byte) ([]byte, error) {
	line = bytes.Clone(line)
	for len(line) <= MaxLineLen+1 {
		more, err := r.src.ReadSlice('\n')
		line = append(line, more...)
		if err != bufio.ErrBufferFull {
			return line, err
		}
	}
	return line, nil
}
