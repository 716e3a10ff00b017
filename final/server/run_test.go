package server

import (
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"
)

// What keeps the program from starting is said in one line, and the exit code is 1.
func TestRunSaysInOneLineWhyItCannotStart(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	_, port, _ := net.SplitHostPort(taken.Addr().String())
	for _, tt := range []struct {
		args []string
		want string // contained in the line
	}{
		{[]string{"--nosuch"}, "-nosuch (see --help)"},
		{[]string{"--port", "x"}, `"x" for flag -port`},
		{[]string{"--port"}, "needs an argument: -port"},
		{[]string{"--port", "0", "6380"}, `unexpected argument "6380"`},
		{[]string{"--maxclients", "0"}, "--maxclients must be at least 1"},
		{[]string{"--maxclients", "-1"}, "--maxclients must be at least 1"},
		{[]string{"--loglevel", "loud"}, `"loud" for flag -loglevel`},
		{[]string{"--grace-period", "10"}, `"10" for flag -grace-period`},
		{[]string{"--port", "70000"}, "70000"},
		{[]string{"--bind", "192.0.2.1", "--port", "0"}, "192.0.2.1"},
		{[]string{"--port", port}, port},
	} {
		var stderr strings.Builder
		if code := Run(tt.args, &stderr); code != 1 {
			t.Errorf("%q: exit code %d, want 1", tt.args, code)
		}
		got := stderr.String()
		if strings.Count(got, "\n") != 1 || !strings.HasPrefix(got, "mini-redis-server: ") || !strings.Contains(got, tt.want) || !strings.HasSuffix(got, "\n") {
			t.Errorf("%q: got %q, want one line with %q", tt.args, got, tt.want)
		}
	}
}

func TestFlagsOfRun(t *testing.T) {
	for _, tt := range []struct {
		args []string
		want options
	}{
		{nil, options{bind: "127.0.0.1", port: 6379, maxClients: 10000, grace: 10 * time.Second, logLevel: slog.LevelInfo}},
		{
			[]string{"--bind", "::1", "-port=0", "--maxclients", "1", "--grace-period", "1m", "--loglevel", "warn"},
			options{bind: "::1", port: 0, maxClients: 1, grace: time.Minute, logLevel: slog.LevelWarn},
		},
	} {
		got, err := parseFlags(tt.args, io.Discard)
		if got != tt.want || err != nil {
			t.Errorf("%q: got %+v, %v, want %+v", tt.args, got, err, tt.want)
		}
	}
}

func TestRunHelpPrintsUsage(t *testing.T) {
	for _, flag := range []string{"--help", "-h"} {
		var stderr strings.Builder
		if code := Run([]string{flag}, &stderr); code != 0 {
			t.Errorf("%s: exit code %d, want 0", flag, code)
		}
		for _, want := range []string{"usage: mini-redis-server [flags]\n", "-bind address", "-port port", "-maxclients n", "-grace-period time", "-loglevel level", "(default 6379)"} {
			if !strings.Contains(stderr.String(), want) {
				t.Errorf("%s: %q is not in\n%s", flag, want, stderr.String())
			}
		}
	}
}
