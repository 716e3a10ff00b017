package check

import (
	"bytes"
	"sync"
)

// tailSize is how much of a log is kept, in bytes.
const tailSize = 4 << 10

// A tail keeps the end of what is written to it. It may be used by several
// goroutines.
type tail struct {
	mu    sync.Mutex
	end   []byte // guarded by mu; between once and twice tailSize, if there is so much
	total int    // guarded by mu; the bytes written so far
}

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.total += len(b)
	t.end = append(t.end, b[max(0, len(b)-tailSize):]...)
	if len(t.end) > 2*tailSize {
		t.end = append(t.end[:0], t.end[len(t.end)-tailSize:]...)
	}
	return len(b), nil
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
	n := min(t.total-start, tailSize, len(t.end))
	return string(bytes.TrimSpace(t.end[len(t.end)-n:]))
}
