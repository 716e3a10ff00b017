package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"time"

	"mini-redis/final/check"
)

// options are the arguments of check and watch.
type options struct {
	part    part
	command []string // how the server is started, nil if addr says where it is
	addr    string
	dir     string // where command runs, and whose files are watched
	hint    bool
	all     bool
	json    bool
	timeout time.Duration

	// patience is how long the server may take until it listens, 0 for as long as
	// check.Command grants it.
	patience time.Duration
}

func parseOptions(args []string) (*options, error) {
	o := &options{}
	own := args
	if i := slices.Index(args, "--"); i >= 0 {
		own, o.command = args[:i], args[i+1:]
	}
	fs := newFlags()
	fs.StringVar(&o.addr, "addr", "", "")
	fs.StringVar(&o.dir, "dir", ".", "")
	fs.BoolVar(&o.hint, "hint", false, "")
	fs.BoolVar(&o.all, "all", false, "")
	fs.BoolVar(&o.json, "json", false, "")
	fs.DurationVar(&o.timeout, "timeout", 2*time.Second, "")
	names, err := parseMixed(fs, own)
	if err != nil {
		return nil, err
	}
	o.all = o.all || o.json
	if o.part, err = parsePart(names); err != nil {
		return nil, err
	}
	switch {
	case o.timeout <= 0:
		return nil, errors.New("--timeout must be more than 0")
	case o.addr != "" && o.command != nil:
		return nil, errors.New("there is an address and a command: give one of them")
	case o.addr != "" && !isAddress(o.addr):
		return nil, fmt.Errorf("--addr %s is no HOST:PORT, such as 127.0.0.1:6379", o.addr)
	case o.addr == "" && len(o.command) == 0:
		return nil, errors.New("say how to start your server: end with -- and the command, such as -- go run ./step01_echo/server")
	}
	if info, err := os.Stat(o.dir); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("--dir %s is no directory", o.dir)
	}
	return o, nil
}

// isAddress tells whether addr is HOST:PORT, or the path of a Unix socket, which
// has a slash in it.
func isAddress(addr string) bool {
	if strings.Contains(addr, "/") {
		return true
	}
	_, port, err := net.SplitHostPort(addr)
	return err == nil && port != ""
}

// newFlags returns a set that leaves the printing to us.
func newFlags() *flag.FlagSet {
	fs := flag.NewFlagSet("", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	return fs
}

// parseMixed parses flags that may stand before, between and after other
// arguments, which it returns.
func parseMixed(fs *flag.FlagSet, args []string) (others []string, err error) {
	for {
		if err := fs.Parse(args); err != nil {
			return nil, err
		}
		if fs.NArg() == 0 {
			return others, nil
		}
		others = append(others, fs.Arg(0))
		args = fs.Args()[1:]
	}
}

// A part is what of the workbook to look at: everything, a step or one case.
type part struct {
	specs []check.Spec // with the cases to play
	name  string       // "", "2" or "2.9"
}

// whole tells whether it is every step.
func (p part) whole() bool { return p.name == "" }

func parsePart(names []string) (part, error) {
	switch len(names) {
	case 0:
		return part{specs: check.Specs()}, nil
	case 1:
		return partNamed(names[0])
	}
	return part{}, fmt.Errorf("%q is too much: one step, please, and the server's command after --", strings.Join(names[1:], " "))
}

func partNamed(name string) (part, error) {
	for _, spec := range check.Specs() {
		if name == fmt.Sprint(spec.Step) {
			return part{[]check.Spec{spec}, name}, nil
		}
		for _, c := range spec.Cases {
			if c.ID == name {
				spec.Cases = []check.Case{c}
				return part{[]check.Spec{spec}, name}, nil
			}
		}
	}
	return part{}, fmt.Errorf("there is no step or case %q: workbook list names them", name)
}
