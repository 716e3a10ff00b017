package interop

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// killBeforeDeadline keeps a process from outliving a test that hangs until its
// deadline, at which no cleanup runs.
func (s *server) killBeforeDeadline() {
	t, ok := s.t.(*testing.T)
	if !ok {
		return
	}
	if deadline, ok := t.Deadline(); ok {
		timer := time.AfterFunc(time.Until(deadline)-2*time.Second, func() { s.cmd.Process.Kill() })
		t.Cleanup(func() { timer.Stop() })
	}
}

// stop ends the process with SIGTERM and waits for it. It fails the test if final
// does not exit with 0 or has logged a data race or a panic. Further calls do
// nothing.
func (s *server) stop() {
	s.once.Do(func() {
		if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
			s.cmd.Process.Kill()
		}
		s.finish()
	})
}

// waitExit waits for a process that ends by itself, as after SHUTDOWN, and checks
// the same as stop.
func (s *server) waitExit() { s.once.Do(s.finish) }

func (s *server) finish() {
	hang := time.AfterFunc(30*time.Second, func() { s.cmd.Process.Kill() })
	defer hang.Stop()
	s.err = s.cmd.Wait()
	s.log.wait.Wait()
	log := s.log.String()
	if s.name != "final" {
		return
	}
	switch {
	case strings.Contains(log, "DATA RACE") || strings.Contains(log, "panic"):
		s.t.Errorf("final: %.20000s", log)
	case s.err != nil:
		s.t.Errorf("final ended with %v:\n%.20000s", s.err, log)
	}
}

// dial returns a connection to the server, which closes with the test.
func (s *server) dial() net.Conn {
	s.t.Helper()
	conn, err := net.Dial("tcp", s.addr)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(time.Minute))
	return conn
}

// A logBuffer holds what a process has written, and may be read meanwhile.
type logBuffer struct {
	wait sync.WaitGroup // for the goroutine that follows the process
	mu   sync.Mutex
	text bytes.Buffer // guarded by mu
}

// follow copies the output until its end, and says once whether a line matched.
func (b *logBuffer) follow(out io.Reader, ready *regexp.Regexp, found chan<- bool) {
	done := false
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadString('\n')
		b.mu.Lock()
		b.text.WriteString(line)
		b.mu.Unlock()
		if !done && ready.MatchString(line) {
			done = true
			found <- true
		}
		if err != nil {
			break
		}
	}
	if !done {
		found <- false
	}
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}
