package resp

import (
	"bufio"
	"bytes"
	"io"
)

// ReceiveBuffer is the size of a ReplyReader's buffer, in bytes: at most that many
// have been read from the source beyond the last reply.
const ReceiveBuffer = 16 << 10

// ReplyReader reads a server's replies, in RESP2 or RESP3: the types of both are
// taken at any time, so nothing is set when HELLO changes the protocol. Where
// [Reader] is as tolerant as Redis, a ReplyReader takes only what a correct server
// sends: a client that has lost its place in the stream must notice it rather than
// hand out another request's reply.
//
// Two things of RESP3 get no further than here. An attribute is skipped, and the
// reply behind it returned. Strings and aggregates of unknown length ("$?", "*?"
// and their like) are refused, as no version of Redis sends them.
type ReplyReader struct {
	// MaxBulkLen is the length of the longest bulk string, bulk error or verbatim
	// string accepted, in bytes. NewReplyReader sets it to DefaultMaxBulkLen.
	MaxBulkLen int

	// MaxReplyLen is the most bytes of memory that a reply takes: 64 for each element,
	// and those of its line or string. What is skipped counts, too. NewReplyReader
	// sets it to DefaultMaxReplyLen. While an aggregate grows, its elements are in
	// memory twice.
	MaxReplyLen int

	src  *bufio.Reader
	left int   // what the current reply may still take
	err  error // set once a reply could not be read to its end
}

// DefaultMaxReplyLen is the limit of replies unless another is set: 1 GB.
const DefaultMaxReplyLen = 1 << 30

// elementLen is what an element of a reply takes beside its text: the size of a Reply.
const elementLen = 64

// NewReplyReader returns a ReplyReader of replies from src.
func NewReplyReader(src io.Reader) *ReplyReader {
	return &ReplyReader{
		MaxBulkLen:  DefaultMaxBulkLen,
		MaxReplyLen: DefaultMaxReplyLen,
		src:         bufio.NewReaderSize(src, ReceiveBuffer),
	}
}

// Buffered returns the number of bytes received that belong to no reply returned
// so far.
func (r *ReplyReader) Buffered() int { return r.src.Buffered() }

// ReadReply returns the next reply or push message. An error reply is a Reply of
// KindError, not an error.
//
// Memory follows the bytes received, not what a header promises, and has a limit. An
// element of an aggregate takes at least three bytes on the wire and 64 in memory. An
// attribute takes no more than its longest line, whatever its length.
//
// The errors are:
//   - before the first byte of a reply: the error of the source's Read, as it is,
//     which is io.EOF at the end of the stream. The caller may call again, for
//     instance with another read deadline.
//   - after it: io.ErrUnexpectedEOF, another error of the source's Read, a
//     [*ProtocolError], or [ErrReplyTooLong]. Every later call returns the same error.
func (r *ReplyReader) ReadReply() (Reply, error) {
	if r.err != nil {
		return Reply{}, r.err
	}
	if _, err := r.src.Peek(1); err != nil {
		return Reply{}, err
	}
	r.left = r.MaxReplyLen
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

// charge takes n bytes of what the current reply may take.
func (r *ReplyReader) charge(n int) error {
	if r.left -= n; r.left < 0 {
		return ErrReplyTooLong
	}
	return nil
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
