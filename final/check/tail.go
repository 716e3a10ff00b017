package check

import (
	"bytes"
	"crypto/rand"
	"slices"
	"sync"
)

// tailSize is how much of a log is kept, in bytes.
const tailSize = 4 << 10

// A tail keeps the end of what is written to it, without its marker. It may be used by
// several goroutines.
type tail struct {
	marker []byte   // what nobody else can think of
	found  chan int // gets the length before a marker; full if one is unclaimed

	mu    sync.Mutex
	size  int    // guarded by mu; how much is kept at least, in bytes
	end   []byte // guarded by mu; at least the last size bytes of the text, or all of it if it is shorter
	total int    // guarded by mu; the bytes written so far
}

func newTail() *tail {
	return &tail{marker: []byte(rand.Text()), found: make(chan int, 1), size: tailSize}
}

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	from := max(0, len(t.end)-len(t.marker)+1) // a marker may come in two writes
	t.total += len(b)
	t.end = append(t.end, b...)
	if i := bytes.Index(t.end[from:], t.marker); i >= 0 {
		i += from
		t.end = slices.Delete(t.end, i, i+len(t.marker))
		t.total -= len(t.marker)
		t.found <- t.total - (len(t.end) - i)
	}
	if keep := t.size + len(t.marker); len(t.end) > 2*keep { // the end may be the half of a marker
		t.end = append(t.end[:0], t.end[len(t.end)-keep:]...)
	}
	return len(b), nil
}

// keep sets how many bytes are kept of what is written after the call.
func (t *tail) keep(size int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.size = size
}

// length returns how many bytes have been written.
func (t *tail) length() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.total
}

// since returns what was written after the first start bytes, or the end of it,
// without blanks around it.
func (t *tail) since(start int) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := min(t.total-start, t.size, len(t.end))
	return string(bytes.TrimSpace(t.end[len(t.end)-n:]))
}
