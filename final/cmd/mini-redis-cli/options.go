package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"mini-redis/final/internal/commandline"
)

// Formats of replies.
const (
	formatDefault = iota // formatPerson on a terminal, formatRaw elsewhere
	formatPerson
	formatRaw
	formatJSON
	formatCSV
)

// options are what the flags of the command line say.
type options struct {
	host, port string
	socket     string // path of a Unix socket instead, if not empty
	url        string
	database   int // 0 without SELECT

	user, password string
	askPassword    bool
	noAuthWarning  bool

	tls encryption

	format      int
	delimiter   string // of elements in raw output
	end         string // of replies in raw output
	resp2       bool
	resp3       bool
	showPushes  string // "", "y…" or "n…"
	toStderr    bool   // -e
	fromStdin   bool   // -x
	repeat      int64  // of one command; negative for ever
	interval    time.Duration
	pipe        bool
	pipeTimeout time.Duration // 0 for none
	scan        bool
	pattern     string
	latency     bool
	version     bool

	command []string // what stands behind the flags
}

var errHelp = errors.New("help requested")

// parseOptions parses the arguments of the program. Flags are redis-cli's, and end
// where the command begins. The error is errHelp if help was asked for.
func parseOptions(args []string) (options, error) {
	o := options{}
	flags := flag.NewFlagSet("mini-redis-cli", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	o.define(flags)
	err := commandline.Parse(flags, args)
	switch {
	case errors.Is(err, flag.ErrHelp), err != nil && args[len(args)-1] == "-h":
		// A host is missing behind the last -h, which redis-cli takes for --help.
		return o, errHelp
	case err != nil:
		return o, withoutPassword(err)
	}
	o.command = flags.Args()
	o.host = commandline.Host(o.host)
	if o.url != "" {
		if err := o.applyURL(o.url); err != nil {
			return o, err
		}
	}
	return o, o.check()
}

// withoutPassword replaces an error that quotes an unknown flag which may be -a or
// --pass with the password attached to it, as in -aSECRET.
func withoutPassword(err error) error {
	_, flag, unknown := strings.Cut(err.Error(), "flag provided but not defined: ")
	if !unknown {
		return err
	}
	for _, known := range []string{"-a", "--a", "-pass", "--pass"} {
		if strings.HasPrefix(flag, known) {
			return fmt.Errorf("%s takes the password as a word of its own", known)
		}
	}
	return err
}

func (o *options) define(flags *flag.FlagSet) {
	flags.StringVar(&o.host, "h", "127.0.0.1", "")
	flags.StringVar(&o.port, "p", "6379", "")
	flags.StringVar(&o.socket, "s", "", "")
	flags.StringVar(&o.url, "u", "", "")
	flags.IntVar(&o.database, "n", 0, "")
	flags.StringVar(&o.user, "user", "", "")
	flags.StringVar(&o.password, "a", "", "")
	flags.StringVar(&o.password, "pass", "", "")
	flags.BoolVar(&o.askPassword, "askpass", false, "")
	flags.BoolVar(&o.noAuthWarning, "no-auth-warning", false, "")
	flags.BoolVar(&o.tls.on, "tls", false, "")
	flags.StringVar(&o.tls.caFile, "cacert", "", "")
	flags.StringVar(&o.tls.certFile, "cert", "", "")
	flags.StringVar(&o.tls.keyFile, "key", "", "")
	flags.StringVar(&o.tls.serverName, "sni", "", "")
	flags.BoolVar(&o.tls.insecure, "insecure", false, "")
	for name, format := range map[string]int{"raw": formatRaw, "no-raw": formatPerson, "json": formatJSON, "csv": formatCSV} {
		// The last of them counts.
		flags.BoolFunc(name, "", func(string) error { o.format = format; return nil })
	}
	flags.StringVar(&o.delimiter, "d", "\n", "")
	flags.StringVar(&o.end, "D", "\n", "")
	flags.BoolVar(&o.resp2, "2", false, "")
	flags.BoolVar(&o.resp3, "3", false, "")
	flags.StringVar(&o.showPushes, "show-pushes", "", "")
	flags.BoolVar(&o.toStderr, "e", false, "")
	flags.BoolVar(&o.fromStdin, "x", false, "")
	flags.Int64Var(&o.repeat, "r", 1, "")
	flags.Func("i", "", func(s string) (err error) { o.interval, err = seconds(s); return err })
	flags.BoolVar(&o.pipe, "pipe", false, "")
	o.pipeTimeout = 30 * time.Second
	flags.Func("pipe-timeout", "", func(s string) (err error) { o.pipeTimeout, err = seconds(s); return err })
	flags.BoolVar(&o.scan, "scan", false, "")
	flags.StringVar(&o.pattern, "pattern", "", "")
	flags.BoolVar(&o.latency, "latency", false, "")
	flags.BoolVar(&o.version, "version", false, "")
	flags.BoolVar(&o.version, "v", false, "")
}

// check refuses what contradicts itself.
func (o *options) check() error {
	switch {
	case o.resp2 && o.resp3:
		return errors.New("-2 and -3 exclude each other")
	case o.database < 0:
		return errors.New("-n takes the number of a database")
	case o.fromStdin && len(o.command) == 0:
		return errors.New("-x needs a command")
	case o.showPushes != "" && o.showPushes[0] != 'y' && o.showPushes[0] != 'n':
		return errors.New("--show-pushes takes yes or no")
	case (o.tls.certFile == "") != (o.tls.keyFile == ""):
		return errors.New("--cert and --key need each other")
	}
	return nil
}

// seconds parses a number of seconds, which may have a fraction.
func seconds(s string) (time.Duration, error) {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || !(n >= 0) || n > math.MaxInt64/float64(time.Second)/2 {
		return 0, fmt.Errorf("not a number of seconds")
	}
	return time.Duration(n * float64(time.Second)), nil
}
