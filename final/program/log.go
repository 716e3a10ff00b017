package program

import (
	"io"
	"log/slog"
	"runtime"
	"sync"
	"time"
)

const (
	// maxUnwritten is how many bytes of the log may wait to be written, some
	// 10,000 records. As many may be with a write that is under way.
	maxUnwritten = 1 << 20

	// logFlushTime is how long the end of the program may wait for the log.
	logFlushTime = time.Second
)

// newLogHandler returns the handler of the program's log.
func newLogHandler(w io.Writer, level slog.Leveler, json bool) slog.Handler {
	options := &slog.HandlerOptions{Level: level}
	if json {
		return slog.NewJSONHandler(w, options)
	}
	return slog.NewTextHandler(w, options)
}

// A logWriter takes the log on its way to out, which may be a pipe that somebody reads
// slowly, or nobody at all. The server must not wait for them, neither with a client's
// connection nor when it is to end, so Write only keeps the record, and a goroutine
// writes it to out. Records that there is no room for are lost; in their place the
// log says how many. Errors of out are ignored: there is nowhere to tell them.
type logWriter struct {
	out    io.Writer
	notice *slog.Logger // to out

	mu        sync.Mutex    // guards all below
	unwritten []byte        // whole records
	lost      int           // records after those
	written   chan struct{} // closed when all is written; nil if there is nothing to write
	closed    bool
}

// newLogWriter returns a logWriter for what newLogHandler writes with that level and
// in that format.
func newLogWriter(out io.Writer, level slog.Leveler, json bool) *logWriter {
	return &logWriter{out: out, notice: slog.New(newLogHandler(out, level, json))}
}

// Write takes one record. It does not wait, unless w is closed, and returns no error.
func (w *logWriter) Write(record []byte) (int, error) {
	if w.add(record) > maxUnwritten/2 {
		runtime.Gosched() // on a single processor drain might come too late
	}
	return len(record), nil
}

// add returns how many bytes wait to be written.
func (w *logWriter) add(record []byte) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.lost > 0 || len(w.unwritten)+len(record) > maxUnwritten {
		w.lost++
	} else {
		w.unwritten = append(w.unwritten, record...)
	}
	if w.written == nil {
		w.written = make(chan struct{})
		go w.drain() // ends when all is written, or with the process
	}
	if w.closed {
		w.await()
	}
	return len(w.unwritten)
}

// drain writes until there is nothing left to write.
func (w *logWriter) drain() {
	for {
		records, lost := w.take()
		if len(records) == 0 {
			return
		}
		w.out.Write(records)
		if lost > 0 {
			w.notice.Warn("the log was not read in time: records are lost", "count", lost)
		}
	}
}

// take returns what is to be written, and how many records were lost after it. If there
// is nothing, the one that drains is done.
func (w *logWriter) take() (records []byte, lost int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	records, lost = w.unwritten, w.lost
	w.unwritten, w.lost = nil, 0
	if len(records) == 0 {
		close(w.written)
		w.written = nil
	}
	return records, lost
}

// close waits until all is written, but no longer than logFlushTime. From then on Write
// waits likewise, so that what is said at the very end is not lost with the process.
// Further calls do nothing.
func (w *logWriter) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.closed {
		w.closed = true
		w.await()
	}
}

// await waits as close says. It is called with mu locked, and unlocks it meanwhile.
func (w *logWriter) await() {
	if w.written == nil {
		return
	}
	written := w.written
	w.mu.Unlock()
	defer w.mu.Lock()
	select {
	case <-written:
	case <-time.After(logFlushTime):
	}
}
