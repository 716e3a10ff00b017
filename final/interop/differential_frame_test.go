package interop

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
)

// A frame is one reply or push as it came over the wire. It is read by code of
// its own, so that a mistake in final/resp cannot hide itself.
type frame struct {
	kind  byte    // the first byte: + - : $ * _ # , ( ! = % ~ >
	raw   string  // all bytes, line ends included
	text  string  // the payload of a frame without elements
	null  bool    // $-1, *-1 and _
	elems []frame // of * % ~ >; a map's keys and values alternate
}

// readFrame reads one frame. An error says what was read so far.
func readFrame(r *bufio.Reader) (frame, error) {
	line, err := r.ReadString('\n')
	if err != nil {
		if line != "" {
			err = fmt.Errorf("%w after %.200q", err, line)
		}
		return frame{}, err
	}
	if len(line) < 3 || line[len(line)-2] != '\r' {
		return frame{}, fmt.Errorf("not a line of RESP: %.200q", line)
	}
	f := frame{kind: line[0], raw: line, text: line[1 : len(line)-2]}
	switch f.kind {
	case '+', '-', ':', ',', '(', '#':
		return f, nil
	case '_':
		f.null = true
		return f, nil
	}
	n, err := strconv.Atoi(f.text)
	switch {
	case err != nil || n < -1:
		return f, fmt.Errorf("bad length in %.200q", line)
	case n == -1:
		f.null = true
		return f, nil
	}
	switch f.kind {
	case '$', '!', '=':
		return f, f.readPayload(r, n)
	case '*', '~', '>', '%':
		if f.kind == '%' {
			n *= 2
		}
		return f, f.readElements(r, n)
	}
	return f, fmt.Errorf("unknown type of %.200q", line)
}

func (f *frame) readPayload(r *bufio.Reader, n int) error {
	payload := make([]byte, n+2)
	if n, err := io.ReadFull(r, payload); err != nil {
		return fmt.Errorf("%w after %.200q", err, f.raw+string(payload[:n]))
	}
	f.text = string(payload[:n])
	f.raw += string(payload)
	if string(payload[n:]) != "\r\n" {
		return fmt.Errorf("no CRLF after the payload of %.200q", f.raw)
	}
	return nil
}

func (f *frame) readElements(r *bufio.Reader, n int) error {
	raw := []byte(f.raw)
	for range n {
		elem, err := readFrame(r)
		if err != nil {
			return fmt.Errorf("in an aggregate that begins with %.200q: %w", raw, err)
		}
		f.elems = append(f.elems, elem)
		raw = append(raw, elem.raw...)
	}
	f.raw = string(raw)
	return nil
}

// isError reports whether the frame is an error reply.
func (f frame) isError() bool { return f.kind == '-' || f.kind == '!' }

// strings returns the payloads of the elements.
func (f frame) strings() []string {
	all := make([]string, len(f.elems))
	for i, elem := range f.elems {
		all[i] = elem.text
	}
	return all
}

// raws returns the bytes of the elements.
func (f frame) raws() []string {
	all := make([]string, len(f.elems))
	for i, elem := range f.elems {
		all[i] = elem.raw
	}
	return all
}

// raw returns the bytes of frames in order.
func raw(frames []frame) (all string) {
	for _, f := range frames {
		all += f.raw
	}
	return all
}
