package main

import (
	"context"
	"errors"
	"io"
	"maps"
	"os"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestLab builds the programs once for what it runs.
func TestLab(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("processor time and memory are read from /proc")
	}
	if testing.Short() {
		t.Skip("builds and runs a server")
	}
	t.Chdir("..")
	l, err := newLab(t.Context(), effort{rounds: 2, seconds: 0.1}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	defer l.close()
	t.Run("tiny table is measured", func(t *testing.T) { tinyTable(t, l) })
	t.Run("server that ends at once is an error", func(t *testing.T) { endingServer(t, l) })
	t.Run("interrupt ends server and load", func(t *testing.T) { interrupt(t, l) })
}

// Everything works together: servers start, hold the keys, answer the load, and are
// gone afterwards; each round adds a value to each figure.
func tinyTable(t *testing.T, l *lab) {
	var pids []int
	note := probe{name: "note", measure: func(ctx context.Context, _ *lab, s *server) (map[string]float64, error) {
		pids = append(pids, s.pid)
		conn, err := s.dial(ctx)
		if err != nil {
			return nil, err
		}
		defer conn.Close()
		if text, err := conn.do("INFO", "keyspace"); !strings.Contains(text, "db0:keys=700,expires=700,") {
			t.Errorf("got %q, %v, want 700 keys that expire", text, err)
		}
		return nil, nil
	}}
	got, err := l.measure(t.Context(), table{"tiny", []trial{{
		servers: []program{finalServer()},
		fill:    &filling{keys: 700, expires: true},
		probes:  []probe{note, everyday("get", 2, 700).probe(), pings(3), idleProbe(4)},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"final/get/P=2/cpu", "final/get/P=2/p50", "final/get/P=2/p99", "final/get/P=2/rate", "final/idle/c=4/bytes", "final/ping/P=3/rate"}
	if names := slices.Sorted(maps.Keys(got)); !slices.Equal(names, want) {
		t.Errorf("got %q, want %q", names, want)
	}
	for name, values := range got {
		if len(values) != 2 || strings.HasSuffix(name, "rate") && values[0] <= 0 {
			t.Errorf("%s: got %v, want two values", name, values)
		}
	}
	if len(pids) != 2 || pids[0] == pids[1] {
		t.Errorf("the processes were %v, want two", pids)
	}
	for _, pid := range pids {
		if process, err := os.FindProcess(pid); err == nil && process.Signal(syscall.Signal(0)) == nil {
			t.Errorf("process %d still runs", pid)
		}
	}
}

// An interrupt in a load of a minute ends what was started, long before its end.
func interrupt(t *testing.T, l *lab) {
	l.seconds = 60
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var s *server
	began := time.Now()
	_, err := l.measure(ctx, table{"endless", []trial{{
		servers: []program{finalServer()},
		probes: []probe{{name: "get", measure: func(ctx context.Context, l *lab, started *server) (map[string]float64, error) {
			s = started
			time.AfterFunc(100*time.Millisecond, cancel)
			return l.drive(ctx, s, everyday("get", 1, 1))
		}}},
	}}})
	if err == nil || s == nil {
		t.Fatalf("got %v, want an error from the load", err)
	}
	select {
	case <-s.ended:
	default:
		t.Error("the server still runs")
	}
	if took := time.Since(began); took > 50*time.Second {
		t.Errorf("took %v", took)
	}
}

// The program has the flag of the steps' servers and ends, since no server is there.
func endingServer(t *testing.T, l *lab) {
	_, err := l.start(t.Context(), program{name: "no server", source: "./final/cmd/mini-redis-benchmark"})
	if !errors.Is(err, errEnded) || !strings.Contains(err.Error(), "no server") || !strings.Contains(err.Error(), "mini-redis-benchmark: ") {
		t.Errorf("got %v, want its name and what it printed", err)
	}
}
