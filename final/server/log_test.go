package server

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"mini-redis/final/pubsub"
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

// privateConversations are what clients may send, each of which has the word private
// in it: passwords, keys, values, channels, and names that are no commands.
func privateConversations() []string {
	return []string{
		pipeline("AUTH private-wrong", "AUTH private-user private-password", "AUTH private-password",
			"SET private-key private-value", "GET private-key", "INCR private-key", "MSET private-a", "KEYS private*",
			"SET private-key private-value private-option", "EXPIRE private-key private-number",
			"PRIVATE-COMMAND private-argument", "CONFIG private-subcommand", "CONFIG SET requirepass private-password",
			"CONFIG SET private-parameter private-value", "CLIENT SETNAME private-name", "CLIENT KILL private-address",
			"HELLO 3 AUTH default private-password SETNAME private-name", "HELLO 2 private-option",
			"SUBSCRIBE private-channel", "PUBLISH private-channel private-message", "PING private-ping", "QUIT"),
		"*1\r\n$private\r\n",
		"*private\r\n",
		"SET \"private\r\n",
		"AUTH private-password\r\nSET private-key 'private\r\n",
		"POST /private HTTP/1.1\r\nHost: private\r\n\r\n",
		strings.Repeat("private", 10000),
	}
}

// Whatever clients send does not get into the log, in either format, even at debug
// level.
func TestLogTellsNothingPrivate(t *testing.T) {
	for _, json := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			log, level := new(lockedBuffer), new(slog.LevelVar)
			level.Set(slog.LevelDebug)
			s := &Server{Password: "private-password", LogLevel: level, Logger: slog.New(newLogHandler(log, level, json))}
			s.init.Do(s.initialize)
			s.hub = pubsub.New(encodePush, pubsub.Limits{HardBytes: 440})
			l := newMemListener()
			start(t, s, l)
			for _, sent := range privateConversations() {
				conn := l.dial()
				go io.WriteString(conn, sent)
				io.Copy(io.Discard, conn)
				conn.Close()
			}
			dropSubscriber(t, l)
			synctest.Wait()
			got := log.String()
			if strings.Contains(strings.ToLower(got), "private") {
				t.Errorf("the log tells too much:\n%s", got)
			}
			for _, want := range []string{"client connected", "config|set", "it speaks HTTP", "client dropped"} {
				if !strings.Contains(got, want) {
					t.Errorf("the log does not tell of %q, so this test proves little:\n%s", want, got)
				}
			}
		})
	}
}

// dropSubscriber has the server drop a subscriber that does not read.
func dropSubscriber(t *testing.T, l *memListener) {
	t.Helper()
	slow, publisher := newClient(t, l.dial()), newClient(t, l.dial())
	slow.send("AUTH", "private-password")
	slow.want("+OK")
	slow.send("SUBSCRIBE", "private-channel")
	slow.want("[subscribe private-channel :1]")
	publisher.send("AUTH", "private-password")
	publisher.want("+OK")
	for range 20 {
		publisher.do("PUBLISH", "private-channel", "private-message")
	}
}

// The log of a program that nobody asks to say more has nothing about single clients
// that behave.
func TestLogIsQuietAtInfo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := new(lockedBuffer)
		s, l := &Server{Logger: slog.New(newLogHandler(log, slog.LevelInfo, false))}, newMemListener()
		start(t, s, l)
		var conn net.Conn
		for i := range 10 {
			conn = l.dial()
			go fmt.Fprintf(conn, "SET k %d\r\nNOSUCH\r\n*x\r\n", i)
			io.Copy(io.Discard, conn)
			conn.Close()
		}
		synctest.Wait()
		if got := log.String(); got != "" {
			t.Errorf("got\n%s", got)
		}
	})
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
