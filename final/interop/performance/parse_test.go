package main

import (
	"maps"
	"strings"
	"testing"
	"time"
)

func TestProcessorTimeIsUserAndSystemWhateverTheName(t *testing.T) {
	line := "71 (a (b) c) S 1 2 3 4 5 6 7 8 9 10 120 34 0 0 20 0 7 0 1 2 3\n"
	if got, err := parseStat(line); err != nil || got != 1540*time.Millisecond {
		t.Errorf("got %v, %v, want 1.54s", got, err)
	}
	for _, bad := range []string{"", "71 (a) S 1 2", "71 (a) S 1 2 3 4 5 6 7 8 9 10 x 34 0"} {
		if got, err := parseStat(bad); err == nil {
			t.Errorf("%q: got %v, want an error", bad, got)
		}
	}
}

func TestMemoryIsInBytes(t *testing.T) {
	status := "Name:\tVmRSS: 9 kB\nVmHWM:\t    2000 kB\nVmRSS:\t     123 kB\nThreads:\t7\n"
	for name, want := range map[string]int64{residentNow: 123 * 1024, residentMost: 2000 * 1024} {
		if got, err := parseKilobytes(status, name); err != nil || got != want {
			t.Errorf("%s: got %d, %v, want %d", name, got, err, want)
		}
	}
	for _, name := range []string{"VmSwap", "Threads"} {
		if got, err := parseKilobytes(status, name); err == nil {
			t.Errorf("%s: got %d, want an error", name, got)
		}
	}
}

func TestHardLimitOfOpenFiles(t *testing.T) {
	for text, want := range map[string]int{
		"Max open files            1024                 20000                files     \n":                   20_000,
		"Max processes 5 6 processes\nMax open files            1024      unlimited            files     \n": 1 << 30,
	} {
		if got, err := parseOpenFiles(text); err != nil || got != want {
			t.Errorf("%q: got %d, %v, want %d", text, got, err, want)
		}
	}
	if got, err := parseOpenFiles("Max processes 5 6 processes\n"); err == nil {
		t.Errorf("got %d, want an error", got)
	}
}

func TestInfoFieldIsFoundByItsWholeName(t *testing.T) {
	text := "# Clients\r\nmaxconnected_clients:9\r\nconnected_clients:51\r\nconnected_clients_max:7\r\n"
	if got, err := parseInfo(text, "connected_clients"); err != nil || got != 51 {
		t.Errorf("got %d, %v, want 51", got, err)
	}
	if got, err := parseInfo(text, "clients"); err == nil {
		t.Errorf("got %d, want an error", got)
	}
}

func TestResultIsReadByColumn(t *testing.T) {
	text := `"test","rps","avg_latency_ms","p50_latency_ms","p99_latency_ms","server"` + "\n" + `"GET","1234.50","9","0.250","1.500","a, b"` + "\n"
	want := map[string]float64{"rate": 1234.5, "p50": 0.25, "p99": 1.5}
	if got, err := parseResult(strings.NewReader(text)); err != nil || !maps.Equal(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
	for _, bad := range []string{
		"",
		text + `"SET","1","1","1","1","a"` + "\n",
		strings.Replace(text, "rps", "rate", 1),
		strings.Replace(text, "1234.50", "many", 1),
	} {
		if got, err := parseResult(strings.NewReader(bad)); err == nil {
			t.Errorf("%q: got %v, want an error", bad, got)
		}
	}
}

func TestFirstMatchIsTheGroupIfThereIsOne(t *testing.T) {
	for _, tt := range []struct{ pattern, text, want string }{
		{`\bv=(\S+)`, "Redis server v=7.0.15 sha=0", "7.0.15"},
		{`^\d+(?:\.\d+)*`, "6.18.4-cloud", "6.18.4"},
		{`(?m)^model name\s*: (.*)$`, "processor\t: 0\nmodel name\t: A B\nmodel name\t: A B\n", "A B"},
		{`x`, "y", ""},
	} {
		if got := firstMatch(tt.pattern, []byte(tt.text)); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.pattern, got, tt.want)
		}
	}
}
