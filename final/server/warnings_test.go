package server

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// Whatever strangers do, the log tells of each kind of trouble once a minute, and how much
// of it was omitted.
func TestStrangersCannotFillTheLog(t *testing.T) {
	for message, sent := range map[string]string{
		"client closed: it speaks HTTP":       "POST / HTTP/1.1\r\n\r\n",
		"a client has given a wrong password": "AUTH wrong\r\n",
	} {
		t.Run(message, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var log bytes.Buffer
				logger := slog.New(slog.NewTextHandler(&log, nil))
				s, l := &Server{Password: "secret", Logger: logger}, newMemListener()
				start(t, s, l)
				for minute, omitted := range []string{"", " omitted=99\n", " omitted=99\n"} {
					for range 100 {
						c := newClient(t, l.dial())
						go c.conn.Write([]byte(sent))
						synctest.Wait()
						c.close()
						synctest.Wait()
					}
					lines := strings.SplitAfter(strings.TrimSpace(log.String()), "\n")
					last := lines[len(lines)-1] + "\n"
					if len(lines) != minute+1 || !strings.Contains(last, message) || !strings.HasSuffix(last, omitted) {
						t.Fatalf("after %d minutes the log has %d lines, the last %q", minute, len(lines), last)
					}
					time.Sleep(time.Minute)
				}
			})
		})
	}
}

// The level debug tells of each.
func TestDebugLogOmitsNoWarning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		s, l := &Server{Logger: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))}, newMemListener()
		start(t, s, l)
		for range 3 {
			c := newClient(t, l.dial())
			c.raw("POST / HTTP/1.1\r\n")
			synctest.Wait()
		}
		if got := strings.Count(log.String(), "it speaks HTTP"); got != 3 {
			t.Errorf("the log tells of %d of 3", got)
		}
	})
}
