package program

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// A lockedBuffer may be written to and read at once.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// A stuckPipe is written to only while somebody reads it.
type stuckPipe struct {
	reader chan struct{} // a token: who has it keeps others from writing
	lockedBuffer
}

func newStuckPipe() *stuckPipe { return &stuckPipe{reader: make(chan struct{}, 1)} }

func (p *stuckPipe) stop()   { p.reader <- struct{}{} }
func (p *stuckPipe) resume() { <-p.reader }

func (p *stuckPipe) Write(b []byte) (int, error) {
	p.stop()
	defer p.resume()
	return p.lockedBuffer.Write(b)
}

// While nobody reads the log, nobody waits for it. Later it has all records that there was
// room for, in order, says how many it lacks where they are missing, and goes on.
func TestLogThatIsNotReadLosesRecords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const total, length = 3 * maxUnwritten / 100, 100
		record := func(i int) string { return fmt.Sprintf("%0*d\n", length-1, i) }
		out, begin := newStuckPipe(), time.Now()
		w := newLogWriter(out, slog.LevelInfo, false)
		out.stop()
		io.WriteString(w, record(0))
		synctest.Wait() // the first record is on its way, and stuck
		for i := range total {
			if n, err := io.WriteString(w, record(i+1)); n != length || err != nil {
				t.Fatalf("wrote %d bytes, %v", n, err)
			}
		}
		io.WriteString(w, "there is room for this, but not where it belongs\n")
		if waited := time.Since(begin); waited != 0 {
			t.Errorf("waited for %v", waited)
		}
		out.resume()
		synctest.Wait()
		io.WriteString(w, record(total+1))
		synctest.Wait()

		kept := maxUnwritten / length
		var want strings.Builder
		for i := range kept + 1 {
			want.WriteString(record(i))
		}
		fmt.Fprintf(&want, "time=%s level=WARN msg=\"the log was not read in time: records are lost\" count=%d\n", begin.Format("2006-01-02T15:04:05.000Z07:00"), total-kept+1)
		want.WriteString(record(total + 1))
		if got := out.String(); got != want.String() {
			t.Errorf("got %d bytes, want %d; the end is\n%s\nwant\n%s", len(got), want.Len(), got[max(0, len(got)-300):], want.String()[want.Len()-300:])
		}
	})
}

// The end waits for the log, but not for long, and so does what is logged after it.
func TestEndWaitsASecondForTheLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := newStuckPipe()
		w := newLogWriter(out, slog.LevelInfo, false)
		takes := func(want time.Duration, f func()) {
			t.Helper()
			begin := time.Now()
			if f(); time.Since(begin) != want {
				t.Errorf("took %v, want %v", time.Since(begin), want)
			}
		}
		wantLog := func(want string) {
			t.Helper()
			if got := out.String(); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		}
		out.stop()
		takes(0, func() { io.WriteString(w, "a") })
		time.AfterFunc(logFlushTime/2, out.resume)
		takes(logFlushTime/2, w.close)
		wantLog("a")
		takes(0, func() { io.WriteString(w, "b") })
		wantLog("ab")

		out.stop()
		takes(logFlushTime, func() { io.WriteString(w, "c") })
		takes(0, w.close)
		out.resume()
		synctest.Wait()
		wantLog("abc")

		stuck := newStuckPipe()
		w = newLogWriter(stuck, slog.LevelInfo, false)
		stuck.stop()
		io.WriteString(w, "a")
		takes(logFlushTime, w.close)
		stuck.resume()
		takes(0, newLogWriter(out, slog.LevelInfo, false).close) // there was nothing to write
	})
}

// A log that cannot be written, as on a full disk, is written again when it can be.
func TestLogOutlivesErrors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log lockedBuffer
		broken := true
		w := newLogWriter(writerFunc(func(b []byte) (int, error) {
			if broken {
				return 0, io.ErrShortWrite
			}
			return log.Write(b)
		}), slog.LevelInfo, false)
		io.WriteString(w, "a")
		synctest.Wait()
		broken = false
		io.WriteString(w, "b")
		synctest.Wait()
		if got := log.String(); got != "b" {
			t.Errorf("got %q, want %q", got, "b")
		}
	})
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }
