package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"

	"mini-redis/final/internal/commandline"
)

// passwordVariable is the environment variable that may hold the password.
const passwordVariable = "MINI_REDIS_PASSWORD"

// mostMemory bounds what the prepared requests of all connections take, in bytes.
const mostMemory = 1 << 30

// mostSeconds bounds a timed run.
const mostSeconds = 86_400

// options are what the flags ask for.
type options struct {
	version   bool // only print the version
	targets   []target
	workloads []workload
	load      load
	size      int // of values, in bytes
	rounds    int
	csv       bool
	svg       string // file name, or empty
	access    access

	addrs                     []string
	host, port, socket, tests string
	encryption                encryption
}

// newFlags returns the flags, which set o, and sets o to their defaults.
func newFlags(o *options) *flag.FlagSet {
	flags := flag.NewFlagSet("mini-redis-benchmark", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.Func("addr", "", func(text string) error {
		o.addrs = append(o.addrs, text)
		return nil
	})
	flags.StringVar(&o.host, "h", "127.0.0.1", "")
	flags.StringVar(&o.port, "p", "6379", "")
	flags.StringVar(&o.socket, "s", "", "")
	flags.StringVar(&o.tests, "t", "set,get,incr,publish", "")
	flags.IntVar(&o.load.clients, "c", 50, "")
	flags.IntVar(&o.load.requests, "n", 100_000, "")
	flags.Float64Var(&o.load.seconds, "seconds", 0, "")
	flags.IntVar(&o.load.pipeline, "P", 1, "")
	flags.IntVar(&o.load.threads, "threads", 1, "")
	flags.IntVar(&o.size, "d", 3, "")
	flags.Uint64Var(&o.load.keyspace, "r", 0, "")
	flags.IntVar(&o.rounds, "rounds", 1, "")
	flags.BoolVar(&o.csv, "csv", false, "")
	flags.StringVar(&o.svg, "svg", "", "")
	flags.StringVar(&o.access.user, "user", "", "")
	flags.StringVar(&o.access.password, "a", "", "")
	flags.BoolVar(&o.encryption.on, "tls", false, "")
	flags.StringVar(&o.encryption.authorities, "cacert", "", "")
	flags.StringVar(&o.encryption.certificate, "cert", "", "")
	flags.StringVar(&o.encryption.key, "key", "", "")
	flags.StringVar(&o.encryption.name, "sni", "", "")
	flags.BoolVar(&o.encryption.insecure, "insecure", false, "")
	flags.BoolVar(&o.version, "version", false, "")
	return flags
}

// parseFlags returns the options that args ask for. The error is flag.ErrHelp if they
// ask for help.
func parseFlags(args []string) (*options, error) {
	o := new(options)
	flags := newFlags(o)
	if err := commandline.Parse(flags, args); err != nil || o.version {
		return o, err
	}
	given := map[string]bool{}
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	if flags.NArg() > 0 {
		return o, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if given["addr"] && (given["h"] || given["p"] || given["s"]) {
		return o, errors.New("either -addr or -h, -p and -s")
	}
	if given["n"] && given["seconds"] {
		return o, errors.New("either -n or --seconds")
	}
	if !given["a"] {
		o.access.password = os.Getenv(passwordVariable)
	}
	return o, o.complete()
}

// complete checks the flags and derives from them what is not a flag.
func (o *options) complete() (err error) {
	for _, limit := range []struct {
		flag               string
		value, least, most int
	}{
		{"-c", o.load.clients, 1, 10_000},
		{"-n", o.load.requests, 1, 1_000_000_000},
		{"-P", o.load.pipeline, 1, 100_000},
		{"-d", o.size, 1, 64 << 20},
		{"--rounds", o.rounds, 1, 1000},
		{"--threads", o.load.threads, 1, 256},
	} {
		if limit.value < limit.least || limit.value > limit.most {
			return fmt.Errorf("%s %d: want a number from %d to %d", limit.flag, limit.value, limit.least, limit.most)
		}
	}
	if s := o.load.seconds; !(s >= 0 && s <= mostSeconds) {
		return fmt.Errorf("--seconds %v: want a number up to %d", s, mostSeconds)
	}
	if most := uint64(1_000_000_000_000); o.load.keyspace > most {
		return fmt.Errorf("-r %d: want a number up to %d", o.load.keyspace, most)
	}
	if o.workloads, err = selectWorkloads(o.tests, o.size); err != nil {
		return err
	}
	if err := o.fitMemory(); err != nil {
		return err
	}
	if err := o.nameTargets(); err != nil {
		return err
	}
	o.access.tls, err = o.encryption.config()
	return err
}

// fitMemory refuses requests that would take too much memory: a batch for each
// connection, or one for all if they do not differ.
func (o *options) fitMemory() error {
	copies := int64(1)
	if o.load.keyspace > 1 {
		copies = int64(o.load.clients)
	}
	for _, w := range o.workloads {
		pipeline := o.load.pipeline
		if !o.load.timed() {
			pipeline = min(pipeline, o.load.requests)
		}
		need := copies * int64(pipeline) * int64(len(w.command))
		if need > mostMemory {
			return fmt.Errorf("%s would need %d MB for its requests, more than %d: choose a smaller -d, -P or -c", w.name, need>>20, mostMemory>>20)
		}
	}
	return nil
}

// nameTargets makes the targets, -s or -h and -p one if there is no other, and sees to
// it that names tell them apart.
func (o *options) nameTargets() error {
	for _, addr := range o.addrs {
		t, err := parseTarget(addr)
		if err != nil {
			return err
		}
		o.targets = append(o.targets, t)
	}
	switch {
	case len(o.targets) > 0:
	case o.socket != "":
		o.targets = []target{socketTarget(o.socket)}
	default:
		if _, err := strconv.ParseUint(o.port, 10, 16); err != nil {
			return fmt.Errorf("-p %s: want a number from 0 to 65535", o.port)
		}
		address := net.JoinHostPort(commandline.Host(o.host), o.port)
		o.targets = []target{{address, address}}
	}
	names := map[string]bool{}
	for _, t := range o.targets {
		if names[t.name] {
			return fmt.Errorf("two servers are called %q: name them, as in -addr a=host:port", t.name)
		}
		names[t.name] = true
	}
	return nil
}

// newRun returns a run of w on t.
func (o *options) newRun(w workload, t target) *run {
	return &run{load: o.load, workload: w, dial: func(ctx context.Context) (net.Conn, error) {
		return o.access.dial(ctx, t)
	}}
}
