package commandline

import (
	"errors"
	"flag"
	"io"
	"slices"
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

func newFlags() *flag.FlagSet {
	flags := flag.NewFlagSet("", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.Int("n", 0, "")
	flags.Bool("b", false, "")
	return flags
}
