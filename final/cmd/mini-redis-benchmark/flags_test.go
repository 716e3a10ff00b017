package main

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestFlagErrorsAreOneLine(t *testing.T) {
	missing, empty := filepath.Join(t.TempDir(), "missing", "file"), filepath.Join(t.TempDir(), "empty")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		args []string
		want string // contained in the line
	}{
		{[]string{"--nosuch"}, ": --nosuch (see --help)"},
		{[]string{"--n", "x"}, `invalid value "x" for flag --n`},
		{[]string{"set"}, `unexpected argument "set"`},
		{[]string{"-c", "x"}, `invalid value "x" for flag -c`},
		{[]string{"-c", "0"}, "-c 0: want a number from 1 to 10000 (see --help)"},
		{[]string{"-n", "0"}, "-n 0: want a number from 1"},
		{[]string{"--seconds", "-1"}, "--seconds -1: want a number up to 86400"},
		{[]string{"--seconds", "NaN"}, "--seconds NaN: want"},
		{[]string{"-n", "1", "--seconds", "1"}, "either -n or --seconds"},
		{[]string{"-P", "-1"}, "-P -1: want a number from 1"},
		{[]string{"-d", "0"}, "-d 0: want"},
		{[]string{"-r", "-1"}, `invalid value "-1" for flag -r`},
		{[]string{"-r", "1000000000001"}, "-r 1000000000001: want a number up to 1000000000000"},
		{[]string{"--rounds", "0"}, "--rounds 0: want"},
		{[]string{"--threads", "0"}, "--threads 0: want"},
		{[]string{"-t", "set,lpush"}, `-t does not know "lpush"; it knows ping, ping_inline, ping_mbulk, set, get, incr, publish, mset`},
		{[]string{"-t", ""}, `-t does not know ""`},
		{[]string{"-t", "ping,get,ping_mbulk"}, "-t has ping_mbulk twice"},
		{[]string{"-p", "port"}, "-p port: want a number from 0 to 65535"},
		{[]string{"-addr", "host"}, "-addr host: want host:port, a path or a URL, or name=… (see --help)"},
		{[]string{"-addr", "=h:1"}, "-addr =h:1: want host:port"},
		{[]string{"-addr", "a=rediss://h"}, "-addr URL: TLS is not supported here (see --help)"},
		{[]string{"-addr", "redis://:secret@h"}, "-addr URL: a user and a password are not supported here (see --help)"},
		{[]string{"-addr", "a=h:1", "-addr", "a=h:2"}, `two servers are called "a"`},
		{[]string{"-addr", "a=h:1", "-p", "7"}, "either -addr or -h, -p and -s"},
		{[]string{"-addr", "a=h:1", "-s", "/tmp/s"}, "either -addr or -h, -p and -s"},
		{[]string{"-d", "1000000", "-P", "2000", "-t", "set"}, "SET would need 1907 MB for its requests, more than 1024"},
		{[]string{"-d", "10000", "-P", "100", "-c", "200", "-r", "2", "-t", "get,mset"}, "MSET (10 keys) would need"},
		{[]string{"--cacert", "x"}, "need --tls"},
		{[]string{"--tls", "--cacert", missing}, missing},
		{[]string{"--tls", "--cacert", empty}, empty + " has no certificate"},
		{[]string{"--tls", "--cert", missing}, "--cert and --key: "},
		{[]string{"--svg", missing}, "--svg: "},
	} {
		var stdout, stderr strings.Builder
		if code := execute(t.Context(), tt.args, &stdout, &stderr); code != 1 || stdout.Len() > 0 {
			t.Errorf("%q: exit code %d, want 1, and %q on stdout", tt.args, code, stdout.String())
		}
		got := stderr.String()
		if strings.Count(got, "\n") != 1 || !strings.HasPrefix(got, "mini-redis-benchmark: ") || !strings.Contains(got, tt.want) || !strings.HasSuffix(got, "\n") {
			t.Errorf("%q: got %q, want one line with %q", tt.args, got, tt.want)
		}
	}
}

func TestFlagsMeanWhatTheyMeanToRedisBenchmark(t *testing.T) {
	o, err := parseFlags(strings.Fields("-h ::1 -p 7000 -c 2 -n 30 -d 4 -P 5 -r 60 -t ping,GET --csv"))
	if err != nil {
		t.Fatal(err)
	}
	if want := (load{clients: 2, requests: 30, pipeline: 5, keyspace: 60, threads: 1}); o.load != want {
		t.Errorf("got %+v, want %+v", o.load, want)
	}
	if !o.csv || o.size != 4 || o.rounds != 1 || o.access.tls != nil {
		t.Errorf("got %+v", o)
	}
	if want := []target{{"[::1]:7000", "[::1]:7000"}}; !slices.Equal(o.targets, want) {
		t.Errorf("got %v, want %v", o.targets, want)
	}
	var names []string
	for _, w := range o.workloads {
		names = append(names, w.name)
	}
	if want := []string{"PING_INLINE", "PING_MBULK", "GET"}; !slices.Equal(names, want) {
		t.Errorf("got %q, want %q", names, want)
	}
}

// The host may have the brackets of a URL. A socket overrides it.
func TestOneServerIsWhereTheFlagsSay(t *testing.T) {
	for flags, want := range map[string]string{
		"": "127.0.0.1:6379", "-h [::1]": "[::1]:6379", "-h localhost -p 0": "localhost:0", "-s /tmp/a -h b -p 1": "/tmp/a", "-s a": "./a",
	} {
		o, err := parseFlags(strings.Fields(flags))
		if err != nil || !slices.Equal(o.targets, []target{{want, want}}) {
			t.Errorf("%s: got %v, %v, want %s", flags, o.targets, err, want)
		}
	}
}

func TestServersAreNamed(t *testing.T) {
	o, err := parseFlags([]string{"-addr", "redis=localhost:6379", "-addr", ":7000", "-addr", "redis://[::1]", "-addr", "a=unix:///tmp/b"})
	if err != nil {
		t.Fatal(err)
	}
	if want := []target{{"redis", "localhost:6379"}, {":7000", ":7000"}, {"[::1]:6379", "[::1]:6379"}, {"a", "/tmp/b"}}; !slices.Equal(o.targets, want) {
		t.Errorf("got %v, want %v", o.targets, want)
	}
}

func TestPasswordComesFromTheFlagOrTheEnvironment(t *testing.T) {
	t.Setenv(passwordVariable, "secret")
	for _, tt := range []struct {
		args []string
		want string
	}{
		{nil, "secret"}, {[]string{"-a", "other"}, "other"}, {[]string{"-a", ""}, ""},
	} {
		if o, err := parseFlags(tt.args); err != nil || o.access.password != tt.want {
			t.Errorf("%q: got %q, %v, want %q", tt.args, o.access.password, err, tt.want)
		}
	}
}

// --help names every flag, with its default, in lines that fit a terminal.
func TestHelpDescribesEveryFlag(t *testing.T) {
	var stdout, stderr strings.Builder
	if code := execute(t.Context(), []string{"--help"}, &stdout, &stderr); code != 0 || stderr.Len() > 0 {
		t.Errorf("exit code %d, and %q on stderr", code, stderr.String())
	}
	help := stdout.String()
	newFlags(new(options)).VisitAll(func(f *flag.Flag) {
		if !regexp.MustCompile(`(?m)(^ | )--?` + f.Name + `([ ,;]|$)`).MatchString(help) {
			t.Errorf("--help does not name %s", f.Name)
		}
		if f.DefValue != "" && f.DefValue != "0" && f.DefValue != "false" && !strings.Contains(help, "(default "+f.DefValue+")") {
			t.Errorf("--help lacks the default of %s, %s", f.Name, f.DefValue)
		}
	})
	for _, w := range allWorkloads(1) {
		if !strings.Contains(help, w.flag) {
			t.Errorf("--help does not name the test %s", w.flag)
		}
	}
	for line := range strings.Lines(help) {
		if len([]rune(line)) > 90 {
			t.Errorf("too long for a line: %q", line)
		}
	}
}

func TestVersionNamesTheProgram(t *testing.T) {
	var stdout strings.Builder
	code := execute(t.Context(), []string{"--version"}, &stdout, os.Stderr)
	if want := regexp.MustCompile(`^mini-redis-benchmark (v\S+|devel), go\S+\n$`); code != 0 || !want.MatchString(stdout.String()) {
		t.Errorf("exit code %d, %q", code, stdout.String())
	}
}
