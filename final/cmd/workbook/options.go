package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"mini-redis/final/internal/commandline"
)

// options are the arguments of check, watch and next.
type options struct {
	part    part
	command []string // how the server is started, nil if addr says where it is
	addr    string
	dir     string // where command runs, and whose files are watched
	hint    bool
	all     bool // play on after failures
	json    bool
	race    bool // build the server with the race detector
	next    bool // stop at the first failure, and explain it in words
	timeout time.Duration

	// patience is how long the server may take until it listens, 0 for as long as
	// check.Command grants it.
	patience time.Duration
}

// parseOptions reads the arguments of check and watch, and with next those of the
// command next, which always plays up to one failure and has no JSON.
func parseOptions(args []string, next bool) (*options, error) {
	o := &options{next: next}
	own := args
	if i := slices.Index(args, "--"); i >= 0 {
		own, o.command = args[:i], args[i+1:]
	}
	fs := newFlags()
	fs.StringVar(&o.addr, "addr", "", "")
	fs.StringVar(&o.dir, "dir", ".", "")
	fs.BoolVar(&o.hint, "hint", false, "")
	fs.BoolVar(&o.race, "race", false, "")
	if !next {
		fs.BoolVar(&o.all, "all", false, "")
		fs.BoolVar(&o.json, "json", false, "")
	}
	timeout := fs.Duration("timeout", 2*time.Second, "")
	names, err := parseMixed(fs, own)
	if err != nil {
		return nil, err
	}
	o.all = o.all || o.json
	if o.timeout = *timeout; o.race && !isSet(fs, "timeout") {
		o.timeout = 10 * time.Second // the race detector makes a server up to ten times as slow
	}
	if o.part, err = parsePart(names); err != nil {
		return nil, err
	}
	if o.addr == "" && o.command == nil {
		o.command = ownServer(o.dir, o.part)
	}
	switch {
	case o.timeout <= 0:
		return nil, errors.New("--timeout must be more than 0")
	case o.addr != "" && o.command != nil:
		return nil, errors.New("there is an address and a command: give one of them")
	case o.addr != "" && o.race:
		return nil, errors.New("--race can't be done with --addr: a server that runs already isn't built with the race detector")
	case o.addr == "" && len(o.command) == 0:
		return nil, errors.New("say how to start your server: end with -- and the command, such as -- go run ./step01_echo/server")
	}
	if o.addr != "" {
		addr, err := commandline.Address(o.addr)
		switch {
		case errors.Is(err, commandline.ErrNoAddress):
			return nil, fmt.Errorf("--addr %s is no HOST:PORT, such as 127.0.0.1:6379", o.addr)
		case err != nil:
			return nil, fmt.Errorf("--addr %w", err)
		}
		o.addr = addr
	}
	if info, err := os.Stat(o.dir); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("--dir %s is no directory", o.dir)
	}
	return o, nil
}

// ownServer returns the command that starts the server of a part's last step in a module
// that workbook new has made, or that is laid out alike; nil if there is none in dir.
func ownServer(dir string, p part) []string {
	step := "[0-9][0-9]" // the last that is there
	if !p.whole {
		step = fmt.Sprintf("%02d", p.specs[len(p.specs)-1].Step)
	}
	servers, _ := filepath.Glob(filepath.Join(dir, "step"+step+"_*", "server", "main.go"))
	if len(servers) == 0 {
		return nil
	}
	slices.Sort(servers)
	place := filepath.Dir(servers[len(servers)-1])
	return []string{"go", "run", "./" + filepath.ToSlash(strings.TrimPrefix(place, filepath.Clean(dir)+string(filepath.Separator)))}
}

// isSet tells whether the arguments have a flag.
func isSet(fs *flag.FlagSet, name string) (set bool) {
	fs.Visit(func(f *flag.Flag) { set = set || f.Name == name })
	return set
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
		if err := commandline.Parse(fs, args); err != nil {
			return nil, err
		}
		if fs.NArg() == 0 {
			return others, nil
		}
		others = append(others, fs.Arg(0))
		args = fs.Args()[1:]
	}
}
