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
	mu  sync.Mutex
	end []byte // guarded by mu; between once and twice tailSize, if there is so much
}

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.end = append(t.end, b[max(0, len(b)-tailSize):]...)
	if len(t.end) > 2*tailSize {
		t.end = append(t.end[:0], t.end[len(t.end)-tailSize:]...)
	}
	return len(b), nil
}

// String returns the last lines, without blanks around them.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(bytes.TrimSpace(t.end[max(0, len(t.end)-tailSize):]))
}
