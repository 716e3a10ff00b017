package commandline

import (
	"errors"
	"flag"
	"io"
	"slices"
	"strings"
	"testing"
)

// An error is that of package flag, but for the dashes.
func TestErrorsNameTheFlagAsTyped(t *testing.T) {
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"--csv"}, "flag provided but not defined: --csv"},
		{[]string{"-csv"}, "flag provided but not defined: -csv"},
		{[]string{"--csv=yes"}, "flag provided but not defined: --csv"},
		{[]string{"-n", "1", "--csv", "rest"}, "flag provided but not defined: --csv"},
		{[]string{"--n"}, "flag needs an argument: --n"},
		{[]string{"-n"}, "flag needs an argument: -n"},
		{[]string{"--n", "x", "rest"}, `invalid value "x" for flag --n: parse error`},
		{[]string{"-n", "x"}, `invalid value "x" for flag -n: parse error`},
		{[]string{"--n=x"}, `invalid value "x" for flag --n: parse error`},
		{[]string{"--n", "a=b"}, `invalid value "a=b" for flag --n: parse error`},
		{[]string{"-n", "--n"}, `invalid value "--n" for flag -n: parse error`},
		{[]string{"-n", "--n=x"}, `invalid value "--n=x" for flag -n: parse error`},
		{[]string{"--n", "-%s %q"}, `invalid value "-%s %q" for flag --n: parse error`},
		{[]string{"--b=x"}, `invalid boolean value "x" for --b: parse error`},
		{[]string{"---n"}, "bad flag syntax: ---n"},
		{[]string{"--=n"}, "bad flag syntax: --=n"},
	} {
		if err := Parse(newFlags(), tt.args); err == nil || err.Error() != tt.want {
			t.Errorf("%q: got %v, want %s", tt.args, err, tt.want)
		}
	}
}

// What package flag accepts, and its plea for help, are its own.
func TestParsesAsPackageFlag(t *testing.T) {
	flags := newFlags()
	if err := Parse(flags, []string{"--n", "7", "-b", "x", "--y"}); err != nil || !slices.Equal(flags.Args(), []string{"x", "--y"}) {
		t.Errorf("got %v and %q", err, flags.Args())
	}
	for _, args := range [][]string{{"--help"}, {"-h"}} {
		if err := Parse(newFlags(), args); !errors.Is(err, flag.ErrHelp) {
			t.Errorf("%q: got %v, want flag.ErrHelp", args, err)
		}
	}
	if err := Parse(newFlags(), nil); err != nil {
		t.Error(err)
	}
}

func TestHostLosesItsBrackets(t *testing.T) {
	for word, want := range map[string]string{
		"[::1]": "::1", "::1": "::1", "localhost": "localhost", "[fe80::1%eth0]": "fe80::1%eth0", "": "", "[": "[", "[]": "", "[::1": "[::1", "::1]": "::1]",
	} {
		if got := Host(word); got != want {
			t.Errorf("%q: got %q, want %q", word, got, want)
		}
	}
}

func TestAddressTakesURLs(t *testing.T) {
	for word, want := range map[string]string{
		"localhost:7000": "localhost:7000", ":7000": ":7000", "[::1]:7000": "[::1]:7000", "/tmp/redis.sock": "/tmp/redis.sock", "./a:b": "./a:b",
		"redis://localhost": "localhost:6379", "redis://localhost:7000/": "localhost:7000", "REDIS://[::1]:7000/0": "[::1]:7000",
		"unix:///tmp/a%20b": "/tmp/a b",
	} {
		if got, err := Address(word); got != want || err != nil {
			t.Errorf("%s: got %q, %v, want %q", word, got, err, want)
		}
	}
	for _, word := range []string{"", "7000", "localhost", "localhost:", "::1"} {
		if got, err := Address(word); !errors.Is(err, ErrNoAddress) {
			t.Errorf("%s: got %q, %v", word, got, err)
		}
	}
	for word, want := range map[string]string{
		"rediss://localhost": "TLS is not supported", "redis://:secret@localhost": "password", "unix://:secret@/tmp/s": "password", "rediss://secret@localhost": "password",
		"redis://localhost/1": "database", "redis://localhost?db=secret": "parameters", "unix:///tmp/s#secret": "parameters", "redis://:secret": "malformed",
		"redis://::1": "IPv6", "redis://": "want redis://", "http://secret:80": "want redis://", "unix://secret/s": "unix:///path", "unix:///": "unix:///path", "unix://": "unix:///path",
	} {
		if got, err := Address(word); err == nil || errors.Is(err, ErrNoAddress) || !strings.HasPrefix(err.Error(), "URL: ") || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: got %q, %v, want an error with %q", word, got, err, want)
		}
	}
}

func newFlags() *flag.FlagSet {
	flags := flag.NewFlagSet("", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.Int("n", 0, "")
	flags.Bool("b", false, "")
	return flags
}
