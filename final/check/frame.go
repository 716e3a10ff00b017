package check

import (
	"bytes"
	"errors"
	"fmt"

	"mini-redis/final/resp"
)

// maxElements is how many elements an array may announce.
const maxElements = 10_000

// A frame is one reply as it came. Offsets count from the beginning of the
// bytes that it was read from.
type frame struct {
	kind       kind
	start, end int
	text       []byte // of a simple string, an error or a bulk string
	integer    int64
	items      []frame
}

// errIncomplete says that the bytes so far are the beginning of a frame.
var errIncomplete = errors.New("the reply isn't complete")

// A malformed error says why bytes are no RESP2.
type malformed struct {
	at     int // the offset of the first byte that can't be right
	reason string
}

func (m *malformed) Error() string { return m.reason }

// readFrame reads the frame that begins at start. Strings of more than limit
// bytes are refused as soon as they are announced. It takes time linear in b.
func readFrame(b []byte, start, depth, limit int) (f frame, err error) {
	f.start = start
	if start >= len(b) {
		return f, errIncomplete
	}
	f.kind = kind(b[start])
	if !isKind(f.kind) {
		return f, &malformed{start, fmt.Sprintf("%s is no type byte: a reply begins with one of + - : $ *", quote(string(b[start:start+1])))}
	}
	text, end, err := readLine(b, start)
	if err != nil {
		return f, err
	}
	f.text, f.end = text, end
	if f.kind == simpleKind || f.kind == errorKind {
		return f, nil
	}
	n, ok := resp.ParseInt(text)
	if !ok {
		return f, &malformed{start + 1, fmt.Sprintf("%s is no number, and after %c there must be one", quoteShort(string(text)), f.kind)}
	}
	switch f.kind {
	case integerKind:
		f.integer = n
		return f, nil
	case bulkKind:
		return readBulk(b, f, n, limit)
	}
	return readArray(b, f, n, depth, limit)
}

// isKind tells whether k is one of RESP2's type bytes.
func isKind(k kind) bool {
	switch k {
	case simpleKind, errorKind, integerKind, bulkKind, arrayKind:
		return true
	}
	return false
}

// readLine returns the text between the type byte at start and CR LF, and where
// the line ends.
func readLine(b []byte, start int) (text []byte, end int, err error) {
	n := bytes.IndexByte(b[start:], '\n')
	switch {
	case n < 0 && len(b)-start > resp.MaxLineLen:
		return nil, 0, &malformed{start, fmt.Sprintf("the line doesn't end within %d bytes", resp.MaxLineLen)}
	case n < 0:
		return nil, 0, errIncomplete
	case n < 2 || b[start+n-1] != '\r':
		return nil, 0, &malformed{start + n, "the line ends with LF alone: every line ends with CR LF"}
	}
	return b[start+1 : start+n-1], start + n + 1, nil
}

func readBulk(b []byte, f frame, n int64, limit int) (frame, error) {
	switch {
	case n == -1:
		f.kind, f.text = nullKind, nil
		return f, nil
	case n < 0:
		return f, &malformed{f.start + 1, "the length of a bulk string is below zero"}
	case n > int64(limit):
		return f, &malformed{f.start + 1, fmt.Sprintf("the bulk string announces %d bytes, far more than was asked for", n)}
	}
	begin := f.end
	f.end = begin + int(n) + len("\r\n")
	if len(b) >= begin+int(n) {
		f.text = b[begin : begin+int(n)]
		for i, c := range b[begin+int(n) : min(f.end, len(b))] {
			if c != "\r\n"[i] {
				return f, &malformed{begin + int(n) + i, fmt.Sprintf("after the %d bytes of the bulk string there must be CR LF", n)}
			}
		}
	}
	if len(b) < f.end {
		return f, errIncomplete
	}
	return f, nil
}

func readArray(b []byte, f frame, n int64, depth, limit int) (frame, error) {
	switch {
	case n < 0:
		return f, &malformed{f.start + 1, "the length of the array is below zero"}
	case n > maxElements:
		return f, &malformed{f.start + 1, fmt.Sprintf("the array announces %d elements, far more than was asked for", n)}
	case depth >= maxDepth:
		return f, &malformed{f.start, fmt.Sprintf("arrays are nested more than %d deep", maxDepth)}
	}
	for range n {
		item, err := readFrame(b, f.end, depth+1, limit)
		if err != nil {
			return f, err
		}
		f.items = append(f.items, item)
		f.end = item.end
	}
	return f, nil
}
