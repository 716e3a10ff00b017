package client

import (
	"fmt"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestURLsAreRead(t *testing.T) {
	for raw, want := range map[string]struct {
		addr, user, password string
		tls, unix            bool
	}{
		"redis://localhost":                     {addr: "localhost:6379"},
		"redis://localhost:7000/":               {addr: "localhost:7000"},
		"redis://[::1]:7000/0":                  {addr: "[::1]:7000"},
		"redis://user:p%40ss@10.0.0.1":          {addr: "10.0.0.1:6379", user: "user", password: "p@ss"},
		"rediss://:secret@redis.example.com/":   {addr: "redis.example.com:6379", password: "secret", tls: true},
		"REDISS://%75:a%3Ab@redis.example.com/": {addr: "redis.example.com:6379", user: "u", password: "a:b", tls: true},
		"unix:///tmp/redis.sock":                {addr: "/tmp/redis.sock", unix: true},
		"unix://me:p%40ss@/tmp/a%20b%3F":        {addr: "/tmp/a b?", user: "me", password: "p@ss", unix: true},
		"unix://:secret@/0":                     {addr: "/0", password: "secret", unix: true},
	} {
		addr, o, err := ParseURL(raw)
		if err != nil || addr != want.addr || o.Username != want.user || o.Password != want.password || (o.TLS != nil) != want.tls || (o.Network == "unix") != want.unix {
			t.Errorf("%s: got %q, %q, %q, %v, %v", raw, addr, o.Username, o.Password, o.TLS != nil, err)
		}
	}
}

func TestURLsThatMeanSomethingElseAreErrors(t *testing.T) {
	for _, raw := range []string{
		"", "localhost:6379", "http://localhost", "redis://", "redis:localhost", "redis:///0", "redis://localhost/1",
		"redis://localhost/0/", "redis://localhost?db=0", "redis://localhost#0", "redis://user@localhost",
		"redis://user:@localhost", "redis://:pass%zz@localhost", "redis://:pass@local host", "redis://:pass@localhost:x",
		"redis://:pass/word@localhost", "redis://:1/pass@localhost", "redis://:pass#word@localhost", "redis://::1", "redis://:pass:", "redis://:pass",
		"pass:word@localhost", "redis://u:p%ass@localhost",
		"unix://", "unix:///", "unix:socket", "unix://tmp/redis.sock", "unix://localhost/tmp/redis.sock", "unix:///tmp/redis.sock?db=0",
		"unix:///tmp/redis.sock#0", "unix://user@/tmp/redis.sock", "unix://:pass/word@/tmp/redis.sock", "unix://:pass?word@/tmp/redis.sock", "unix://pass@word/tmp",
	} {
		addr, _, err := ParseURL(raw)
		if err == nil {
			t.Errorf("%s: got %q", raw, addr)
		} else if shown := strings.ReplaceAll(err.Error(), "password", ""); strings.Contains(shown, "pass") || strings.Contains(shown, "%") {
			t.Errorf("%s: the error shows the password: %v", raw, err)
		}
		if _, err := DialURL(t.Context(), raw); err == nil {
			t.Errorf("%s: DialURL got no error", raw)
		}
	}
}

func TestURLsHaveParameters(t *testing.T) {
	_, got, err := ParseURL("redis://localhost?name=a%20b&protocol=3&conns=4&timeout=500ms&dial_timeout=1s&stall_timeout=-1s&retry_reads=true&retry_refused=false")
	want := Options{
		Name: "a b", Protocol: 3, Conns: 4, Timeout: 500 * time.Millisecond, DialTimeout: time.Second, StallTimeout: -time.Second, RetryReads: true,
	}
	if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %+v, %v", got, err)
	}
	for query, want := range map[string]string{
		"pass":              "an unknown parameter; a question mark in a password needs percent-encoding",
		"timeout=1":         "the value of timeout is malformed",
		"conns=x":           "the value of conns is malformed",
		"retry_reads=maybe": "the value of retry_reads is malformed",
		"name=a&name=b":     "a parameter is there twice",
		"name=%zz":          "malformed parameters",
	} {
		if _, _, err := ParseURL("unix:///a?" + query); err == nil || err.Error() != "client: URL: "+want {
			t.Errorf("%s: got %v", query, err)
		}
	}
}

// What ParseURL accepts has an address that can be dialed, and says the same again
// when it is put together from its parts.
func FuzzParseURL(f *testing.F) {
	for _, seed := range []string{"redis://localhost", "rediss://u:p@[::1]:1/0", "redis://:%00@h", "redis://h:6379?x", "redis://h?name=a&conns=2", "redis://%41", "unix:///a", "unix://u:p@//%00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		addr, o, err := ParseURL(raw)
		if err != nil {
			return
		}
		again := url.URL{Scheme: "redis", Host: addr}
		if o.TLS != nil {
			again.Scheme = "rediss"
		}
		if o.Network == "unix" {
			again = url.URL{Scheme: "unix", Path: addr}
		} else if host, port, err := net.SplitHostPort(addr); err != nil || host == "" || port == "" {
			t.Fatalf("%q: address %q: %v", raw, addr, err)
		}
		if o.Password != "" {
			again.User = url.UserPassword(o.Username, o.Password)
		}
		addr2, o2, err := ParseURL(again.String())
		if err != nil || addr2 != addr || o2.Username != o.Username || o2.Password != o.Password || (o2.TLS != nil) != (o.TLS != nil) || o2.Network != o.Network {
			t.Fatalf("%q: %q, %+v became %q, %+v, %v", raw, addr, o, addr2, o2, err)
		}
	})
}
