package program

import (
	"errors"
	"log/slog"
	"net"
	"strings"
	"testing"

	"mini-redis/final/server"
)

// A prepare function gets the server with its flags applied and a log, in order, and
// what it returns keeps the program from starting, and from listening.
func TestRunPreparesTheServer(t *testing.T) {
	var stdout, stderr strings.Builder
	keepProcessors(t)
	var order []string
	var addr string
	code := Run([]string{"--port", "0", "--maxclients", "7", "--loglevel", "warn"}, &stdout, &stderr,
		func(s *server.Server) error {
			order = append(order, "first")
			if s.MaxClients != 7 || s.LogLevel.Level() != slog.LevelWarn {
				t.Errorf("got the server %+v", s)
			}
			s.Logger.Info("not told")
			s.Logger.Warn("told")
			addr = net.JoinHostPort("127.0.0.1", s.Parameters["port"])
			return nil
		},
		func(*server.Server) error {
			order = append(order, "second")
			return errors.New("no\nmore")
		},
		func(*server.Server) error {
			order = append(order, "third")
			return nil
		})
	got := stderr.String()
	if code != 1 || stdout.Len() > 0 || !strings.HasSuffix(got, " level=WARN msg=told\nmini-redis-server: no more\n") || strings.Contains(got, "not told") {
		t.Errorf("exit code %d, want 1; stdout %q, stderr %q", code, stdout.String(), got)
	}
	if strings.Join(order, " ") != "first second" {
		t.Errorf("called: %q", order)
	}
	if conn, err := net.Dial("tcp", addr); err == nil {
		conn.Close()
		t.Errorf("%s is still listened on", addr)
	}
}

// Nobody needs a prepared server to learn of the flags or the version.
func TestRunPreparesNothingForHelp(t *testing.T) {
	for _, flag := range []string{"--help", "--version", "--nosuch"} {
		var stdout, stderr strings.Builder
		Run([]string{flag}, &stdout, &stderr, func(*server.Server) error {
			t.Errorf("%s: the server was prepared", flag)
			return nil
		})
	}
}
