package framing

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// An Encoder writes frames to a stream, through a buffer of 4 KB: nothing is
// sure to leave before [Encoder.Flush]. It is for use by one goroutine.
type Encoder struct {
	w *bufio.Writer
}

// NewEncoder returns an encoder that writes to w.
func NewEncoder(w io.Writer) *Encoder {
	return &Encoder{bufio.NewWriter(w)}
}

// Encode writes f to the buffer, and on to the stream when that is full. It
// refuses a frame that contains nil, a type that isn't one of this package's, or
// a simple string or error reply with CR or LF, and then writes no part of it.
// Any other error is the stream's; it is returned by every later call too.
func (e *Encoder) Encode(f Frame) error {
	if err := check(f); err != nil {
		return err
	}
	return e.write(f)
}

// Flush writes the buffer to the stream.
func (e *Encoder) Flush() error {
	return e.w.Flush()
}

// check reports why f can't be encoded, if so.
func check(f Frame) error {
	switch f := f.(type) {
	case SimpleString:
		return checkLine(string(f))
	case ErrorReply:
		return checkLine(string(f))
	case Integer, Bulk, Null:
		return nil
	case Array:
		for _, element := range f {
			if err := check(element); err != nil {
				return err
			}
		}
		return nil
	}
	return fmt.Errorf("framing: can't encode a %T", f)
}

func checkLine(text string) error {
	if strings.ContainsAny(text, "\r\n") {
		return fmt.Errorf("framing: CR or LF in %q", text)
	}
	return nil
}

// write writes f piece by piece: an MGET that names one large value a thousand
// times has a reply that should never be in memory as a whole. The buffer keeps
// the first error of the stream, so looking at the last Write is enough.
func (e *Encoder) write(f Frame) (err error) {
	switch f := f.(type) {
	case SimpleString:
		_, err = e.w.WriteString("+" + string(f) + "\r\n")
	case ErrorReply:
		_, err = e.w.WriteString("-" + string(f) + "\r\n")
	case Integer:
		_, err = e.w.WriteString(":" + strconv.FormatInt(int64(f), 10) + "\r\n")
	case Null:
		_, err = e.w.WriteString("$-1\r\n")
	case Bulk:
		e.w.WriteString("$" + strconv.Itoa(len(f)) + "\r\n")
		e.w.WriteString(string(f))
		_, err = e.w.WriteString("\r\n")
	case Array:
		_, err = e.w.WriteString("*" + strconv.Itoa(len(f)) + "\r\n")
		for _, element := range f {
			err = e.write(element)
		}
	}
	return err
}
