package resp

import (
	"io"
	"strconv"
	"strings"
	"sync"
)

// maxReplyBuffer is how many bytes of replies are gathered before they are
// written. With 16 KB instead, pipelined GETs of 1 KB values reached 60 % of the
// throughput, measured over loopback TCP: each write is a system call.
const maxReplyBuffer = 64 << 10

// replyBuffers lends a buffer to each Writer that has something to say. Most
// connections are silent at any one time, and they hold none.
var replyBuffers = sync.Pool{New: func() any { return new([maxReplyBuffer]byte) }}

// Writer writes replies, in RESP2 or RESP3, and gathers them into few writes: it writes when 64 KB
// wait, and when Flush is called. A server calls Flush before it waits for the
// next command. A Writer takes memory for replies only while they wait.
//
// An error of the underlying Write is kept: nothing is written after it, and Flush
// returns it. The methods that write replies therefore return nothing.
type Writer struct {
	dst   io.Writer
	resp3 bool   // whether the replies are RESP3, not RESP2
	err   error  // the first error of a Write
	buf   []byte // replies that wait to be written, in an array of replyBuffers; nil while nothing waits
}

// NewWriter returns a Writer of RESP2 replies to dst.
func NewWriter(dst io.Writer) *Writer { return &Writer{dst: dst} }

// Reset makes w write to dst, as NewWriter would, but keeps the protocol. Replies
// that wait to be written are forgotten.
func (w *Writer) Reset(dst io.Writer) {
	w.giveBack()
	w.dst, w.err = dst, nil
}

// Buffered returns the number of bytes that wait to be written.
func (w *Writer) Buffered() int { return len(w.buf) }

// Flush writes what waits to be written. It returns the first error of any Write
// since NewWriter or Reset; io.ErrShortWrite stands for a Write that fell short
// without saying why.
func (w *Writer) Flush() error {
	if len(w.buf) > 0 {
		w.write(w.buf)
	}
	w.giveBack()
	return w.err
}

// lineBreaks takes from a text what would end it early on the wire.
var lineBreaks = strings.NewReplacer("\r", " ", "\n", " ")

// SimpleString writes a short text of the server's own, such as OK. The format has
// no room for line breaks: each '\r' and each '\n' becomes a space. What clients
// have stored goes into Bulk.
func (w *Writer) SimpleString(s string) { w.line('+', s) }

// Error writes an error. msg begins with a code in capitals, ERR for most errors;
// the '-' before it is added. Each '\r' and each '\n' becomes a space, as in Redis,
// so that msg may quote what a client has sent.
func (w *Writer) Error(msg string) { w.line('-', msg) }

// Int writes an integer.
func (w *Writer) Int(n int64) { w.header(':', n) }

// AvailableBuffer returns an empty slice of the free part of the buffer, to make the
// argument of a Bulk that follows immediately: what the slice has room for
// needs no memory of its own. It is valid until the next call of a method, and keeps the
// buffer until the next Flush, also if nothing is written.
// (Compare bufio.Writer.AvailableBuffer.)
func (w *Writer) AvailableBuffer() []byte {
	w.room(0)
	// Bulk writes its header before it moves the bytes up to it, and a line break
	// behind them. If there is room for all of that, it does not flush either.
	start := len(w.buf) + maxHeader
	end := maxReplyBuffer - len("\r\n")
	if start >= end {
		return nil
	}
	return w.buf[start:start:end]
}

// Bulk writes a bulk string of any bytes; after the call b is the caller's again. Of a
// long b it copies what fills the buffer behind the replies that wait, and what is
// left at the end, both less than 64 KB, and writes the rest directly: header and
// end with writes of their own were a third slower in BenchmarkLargeValues/get.
func (w *Writer) Bulk(b []byte) {
	w.header('$', int64(len(b)))
	if free := maxReplyBuffer - len(w.buf); len(b) > free {
		w.buf = append(w.buf, b[:free]...)
		w.Flush()
		b = b[free:]
		direct := len(b) - len(b)%maxReplyBuffer
		if direct > 0 {
			w.write(b[:direct])
		}
		b = b[direct:]
	}
	w.room(len(b))
	w.buf = append(w.buf, b...)
	w.text("\r\n")
}

// BulkString writes a bulk string of any bytes. Unlike Bulk it copies a long s too,
// through the buffer, as an io.Writer takes no strings.
func (w *Writer) BulkString(s string) {
	w.header('$', int64(len(s)))
	w.text(s)
	w.text("\r\n")
}

// Array begins an array of n elements, which are the next n replies written. An
// element may be an array with elements of its own.
func (w *Writer) Array(n int) { w.header('*', int64(n)) }

// line writes "<kind><s>\r\n".
func (w *Writer) line(kind byte, s string) {
	w.room(1)
	w.buf = append(w.buf, kind)
	w.text(lineBreaks.Replace(s))
	w.text("\r\n")
}

// maxHeader is the length of the longest header.
const maxHeader = len("*-9223372036854775808\r\n")

// header writes "<kind><n>\r\n".
func (w *Writer) header(kind byte, n int64) {
	w.room(maxHeader)
	w.buf = appendHeader(w.buf, kind, n)
}

// appendHeader appends "<kind><n>\r\n" to dst.
func appendHeader(dst []byte, kind byte, n int64) []byte {
	dst = append(dst, kind)
	dst = strconv.AppendInt(dst, n, 10)
	return append(dst, "\r\n"...)
}

// text gathers s, in pieces if it is longer than the buffer.
func (w *Writer) text(s string) {
	for len(s) > 0 {
		n := min(len(s), maxReplyBuffer)
		w.room(n)
		w.buf = append(w.buf, s[:n]...)
		s = s[n:]
	}
}

// room makes space for n more bytes, at most maxReplyBuffer.
func (w *Writer) room(n int) {
	if len(w.buf)+n > maxReplyBuffer {
		w.Flush()
	}
	if w.buf == nil {
		w.buf = replyBuffers.Get().(*[maxReplyBuffer]byte)[:0]
	}
}

// giveBack ends the loan of the buffer and forgets what it holds.
func (w *Writer) giveBack() {
	if w.buf != nil {
		replyBuffers.Put((*[maxReplyBuffer]byte)(w.buf[:maxReplyBuffer]))
		w.buf = nil
	}
}

// write passes b on unless a Write has failed before.
func (w *Writer) write(b []byte) {
	if w.err != nil {
		return
	}
	n, err := w.dst.Write(b)
	if err == nil && n < len(b) {
		err = io.ErrShortWrite
	}
	w.err = err
}
