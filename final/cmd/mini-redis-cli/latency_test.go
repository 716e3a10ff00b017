package main

import (
	"context"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"mini-redis/final/resp"
)

// slowServer answers each command after the next of delays, and the last of them for
// ever. It ends with the connection.
func slowServer(conn net.Conn, delays ...time.Duration) {
	commands := resp.NewReader(conn)
	for {
		if _, err := commands.ReadCommand(); err != nil {
			return
		}
		time.Sleep(delays[0])
		if len(delays) > 1 {
			delays = delays[1:]
		}
		io.WriteString(conn, "+PONG\r\n")
	}
}

// measured runs sample for a second against a server with the given delays.
func measured(t *testing.T, format int, live bool, delays ...time.Duration) (stdout string) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		var served sync.WaitGroup
		served.Go(func() { slowServer(far, delays...) })
		defer served.Wait()
		defer near.Close()
		var out strings.Builder
		s := &session{shell: shell{stdout: &out}, link: newLink(near)}
		s.format = format
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		defer context.AfterFunc(ctx, s.link.interrupt)()
		if err := s.sample(ctx, ctx, live); err != nil {
			t.Error(err)
		}
		stdout = out.String()
	})
	return stdout
}

func TestLatencyIsThatOfThePings(t *testing.T) {
	// Samples lie 10 ms apart; after the first two there is time for 968/12.5 more.
	delays := []time.Duration{2 * time.Millisecond, 10 * time.Millisecond, 2500 * time.Microsecond}
	for _, tt := range []struct {
		format int
		want   string
	}{
		{formatRaw, "2.00 10.00 2.59 80\n"},
		{formatCSV, "2.00,10.00,2.59,80\n"},
		{formatJSON, `{"min": 2.00, "max": 10.00, "avg": 2.59, "count": 80}` + "\n"},
		{formatPerson, "min: 2.00, max: 10.00, avg: 2.59 (80 samples)\n"},
	} {
		if got := measured(t, tt.format, false, delays...); got != tt.want {
			t.Errorf("format %d: printed %q, want %q", tt.format, got, tt.want)
		}
	}
}

// For a person the line is rewritten with each sample.
func TestLatencyLineLives(t *testing.T) {
	got := measured(t, formatPerson, true, 400*time.Millisecond, 100*time.Millisecond, 400*time.Millisecond)
	want := "\r\x1b[Kmin: 400.00, max: 400.00, avg: 400.00 (1 samples)" +
		"\r\x1b[Kmin: 100.00, max: 400.00, avg: 250.00 (2 samples)" +
		"\r\x1b[Kmin: 100.00, max: 400.00, avg: 300.00 (3 samples)"
	if got != want {
		t.Errorf("printed %q, want %q", got, want)
	}
}

func TestLatencyNeedsAConnection(t *testing.T) {
	flags, stop := serve(t)
	if code, stdout, stderr := cli(flags, "--latency", "-i", "0.01"); code != 0 || strings.Count(stdout, " ") != 3 || stderr != "" {
		t.Errorf("exit code %d, output %q and %q, want 0 and four words", code, stdout, stderr)
	}
	refusing := answeringWith(t, func([]string) (string, bool) { return "-NOAUTH no\r\n", true })
	if code, stdout, stderr := cli(refusing, "--latency"); code != 1 || stdout != "" || stderr != "Error: PING: NOAUTH no\n" {
		t.Errorf("PING refused: exit code %d, output %q and %q", code, stdout, stderr)
	}
	stop()
	if code, stdout, stderr := cli(flags, "--latency"); code != 1 || stdout != "" || strings.Count(stderr, "\n") != 1 {
		t.Errorf("exit code %d, output %q and %q, want 1 and a line", code, stdout, stderr)
	}
}
