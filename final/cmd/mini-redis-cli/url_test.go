package main

import (
	"fmt"
	"strings"
	"testing"
)

func TestURLSaysWhereToConnect(t *testing.T) {
	for _, tt := range []struct{ args, want string }{
		{"-u redis://example.com", "example.com 6379 - -"},
		{"-p 7000 -u redis://example.com/", "example.com 7000 - -"},
		{"-u REDIS://example.com:7000/0", "example.com 7000 - -"},
		{"-u redis://[::1]:7000", "::1 7000 - -"},
		{"-u redis://secret@example.com", "example.com 6379 - secret"},
		{"-u redis://a%2Fb%40c@example.com", "example.com 6379 - a/b@c"},
		{"-u redis://:secret@example.com", "example.com 6379 - secret"},
		{"-u redis://me:a%3Ab@example.com", "example.com 6379 me a:b"},
		{"--user me -a other -u redis://example.com", "example.com 6379 me other"},
		{"-u rediss://example.com", "example.com 6379 - - tls"},
		{"-n 7 -u redis://example.com", "example.com 6379 - - [7]"},
		{"-u redis://secret@example.com/8", "example.com 6379 - secret [8]"},
		{"-h [::1]", "::1 6379 - -"},
		{"-u unix:///tmp/a%20b", "127.0.0.1 6379 - - /tmp/a b"},
		{"-u unix://secret@/7", "127.0.0.1 6379 - secret /7"},
		{"-u unix://me:secret@/tmp/s -n 7", "127.0.0.1 6379 me secret /tmp/s [7]"},
		{"-s /tmp/s -h example.com -p 7000", "example.com 7000 - - /tmp/s"},
		{"-s /tmp/s -u redis://secret@example.com", "example.com 6379 - secret /tmp/s"},
		{"-s /tmp/s -u unix:///tmp/t", "127.0.0.1 6379 - - /tmp/s"},
	} {
		o, err := parseOptions(strings.Fields(tt.args))
		words := []string{o.host, o.port, orDash(o.user), orDash(o.password)}
		if o.socket != "" {
			words = append(words, o.socket)
		}
		if o.tls.on {
			words = append(words, "tls")
		}
		if o.database != 0 {
			words = append(words, fmt.Sprintf("[%d]", o.database))
		}
		if got := strings.Join(words, " "); err != nil || got != tt.want {
			t.Errorf("%s: got %q, %v, want %q", tt.args, got, err, tt.want)
		}
	}
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// What a password that is not percent-encoded makes of a URL is refused before
// anything is looked up or printed.
func TestURLNeverShowsThePassword(t *testing.T) {
	for _, u := range []string{
		"http://:secret@host", "secret://host", "redis:secret", "redis://", "redis://host/secret", "redis://host/-1",
		"redis://:a/secret@host", "redis://:a?secret@host", "redis://:a#secret@host", "redis://:a]secret@host",
		"redis://host?db=secret", "redis://host?name=secret", "redis://host?timeout=1s", "redis://host#secret", "redis://:secret@host:port", "redis://:secret%zz@host",
		"unix://:secret@", "unix://secret/a@host/b", "unix:///a?db=secret",
		"redis://me:@host", "redis://:secret@a:b:1", "redis://:secret@ho st",
	} {
		code, stdout, stderr := cli(nil, "-u", u, "PING")
		if code != 1 || stdout != "" || !strings.HasPrefix(stderr, "mini-redis-cli: -u ") ||
			strings.Count(stderr, "\n") != 1 || strings.Contains(stderr, "secret") {
			t.Errorf("%s: exit code %d, output %q and %q, want a line that refuses it and quotes nothing", u, code, stdout, stderr)
		}
	}
}
