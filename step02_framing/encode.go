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

// Encode writes f to the buffer. It refuses a frame that contains a nil Frame,
// or a simple string or error with CR or LF, and then writes no part of it.
// Any other error is the stream's; it is returned by every later call too.
func (e *Encoder) Encode(f Frame) error {
	b, err := appendFrame(e.w.AvailableBuffer(), f)
	if err != nil {
		return err
	}
	_, err = e.w.Write(b)
	return err
}

// Flush writes the buffer to the stream.
func (e *Encoder) Flush() error {
	return e.w.Flush()
}

func appendFrame(b []byte, f Frame) ([]byte, error) {
	switch f := f.(type) {
	case SimpleString:
		return appendLine(b, '+', string(f))
	case Error:
		return appendLine(b, '-', string(f))
	case Integer:
		return appendLine(b, ':', strconv.FormatInt(int64(f), 10))
	case Bulk:
		b, _ = appendLine(b, '$', strconv.Itoa(len(f)))
		return append(append(b, f...), "\r\n"...), nil
	case Null:
		return append(b, "$-1\r\n"...), nil
	case Array:
		b, err := appendLine(b, '*', strconv.Itoa(len(f)))
		for _, element := range f {
			if b, err = appendFrame(b, element); err != nil {
				return nil, err
			}
		}
		return b, err
	}
	return nil, fmt.Errorf("framing: can't encode a frame of type %T", f)
}

func appendLine(b []byte, kind byte, text string) ([]byte, error) {
	if strings.ContainsAny(text, "\r\n") {
		return nil, fmt.Errorf("framing: CR or LF in %q", text)
	}
	return append(append(append(b, kind), text...), "\r\n"...), nil
}
