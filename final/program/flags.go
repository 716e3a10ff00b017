package program

import (
	"bufio"
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"math"
	"os"
	"strconv"
	"strings"
	"time"

	"mini-redis/final/config"
	"mini-redis/final/internal/commandline"
	"mini-redis/final/server"
)

// passwordVariable is the environment variable that may hold the password.
const passwordVariable = "MINI_REDIS_PASSWORD"

// options are what the flags ask for.
type options struct {
	version bool // only print the version

	bind           string // as parseBind takes it
	port           int    // 0 is any free one
	plain          bool   // listen on port
	unixSocket     string // path to listen on, or empty
	unixSocketPerm int    // its permissions; 0 are those that the umask leaves

	maxClients int
	reject     bool // clients over maxClients, instead of letting them wait
	timeout    time.Duration
	authTime   time.Duration
	maxBulkLen int // bytes

	password     string
	passwordFile string
	protected    bool

	tls           bool // listen on tlsPort
	tlsPort       int  // 0 is any free one
	tlsParameters server.TLSParameters

	grace      time.Duration
	processors int // 0 is what useProcessors makes of it
	level      slog.Level
	json       bool   // log in JSON
	debugAddr  string // host:port, or empty
}

// newFlags returns the flags, which set o, and sets o to their defaults.
func newFlags(o *options) *flag.FlagSet {
	flags := flag.NewFlagSet("mini-redis-server", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	define := func(name, argument, value, usage string, parse func(string) error) {
		if value != "" && parse(value) != nil {
			panic("--" + name + " does not take its own default")
		}
		flags.Var(&flagValue{argument, value, parse}, name, usage)
	}

	define("bind", "ADDRESSES", "127.0.0.1 -::1", "addresses to listen on; -A may be missing, * is all", func(s string) error {
		o.bind = s
		_, err := parseBind(s)
		return err
	})
	define("port", "PORT", "6379", "TCP port; 0 is any free one or, next to another listener, none", numberFlag(&o.port, 0, math.MaxUint16))
	define("unixsocket", "PATH", "", "listen on a Unix socket, too", textFlag(&o.unixSocket))
	define("unixsocketperm", "MODE", "0", "its permissions, such as 700; 0 leaves them to the umask", octalFlag(&o.unixSocketPerm))
	define("maxclients", "N", strconv.Itoa(server.DefaultMaxClients), "at most so many clients at once", numberFlag(&o.maxClients, 1, math.MaxInt32))
	define("maxclients-policy", "wait|reject", "wait", "further clients wait, or get an error: better for strangers", choiceFlag(&o.reject, "reject", "wait"))
	define("auth-timeout", "TIME", "10s", "close clients that do not give the password in time; 0 is never", durationFlag(&o.authTime))
	define("timeout", "TIME", "0", "close clients that are idle for so long; 0 is never", durationFlag(&o.timeout))
	define("proto-max-bulk-len", "BYTES", "512mb", "longest argument and value", sizeFlag(&o.maxBulkLen, 1<<20))

	define("requirepass", "PASSWORD", "", "what clients must give; others may see it in ps", textFlag(&o.password))
	define("requirepass-file", "FILE", "", "its first line is the password", textFlag(&o.passwordFile))
	define("protected-mode", "yes|no", "yes", "without a password, refuse clients from other machines", choiceFlag(&o.protected, "yes", "no"))

	define("tls-port", "PORT", "", "TCP port for TLS; 0 is any free one", func(s string) error {
		o.tls = true
		return numberFlag(&o.tlsPort, 0, math.MaxUint16)(s)
	})
	define("tls-cert-file", "FILE", "", "the server's certificate, in PEM", textFlag(&o.tlsParameters.CertFile))
	define("tls-key-file", "FILE", "", "its private key, in PEM", textFlag(&o.tlsParameters.KeyFile))
	define("tls-ca-cert-file", "FILE", "", "clients must have certificates signed by one of these", textFlag(&o.tlsParameters.CAFile))
	define("tls-auth-clients", "CHOICE", "", "whether they must: yes, no or optional; by default yes, if there is such a file", func(s string) error {
		auth, problem := config.ParseAuth(s)
		if problem != "" {
			return errors.New("want yes, no or optional")
		}
		o.tlsParameters.AuthClients = auth
		return nil
	})

	define("grace-period", "TIME", "10s", "what commands under way have when the server stops", durationFlag(&o.grace))
	define("processors", "N", "0", "how many processors to use at once; 0 is one less than there are", numberFlag(&o.processors, 0, 1024))
	define("loglevel", "LEVEL", "info", "log this and worse: debug, info, warn or error", levelFlag(&o.level))
	define("log-format", "text|json", "text", "how to log", choiceFlag(&o.json, "json", "text"))
	define("debug-addr", "ADDRESS", "", "serve profiles and statistics over HTTP, as on :6060", func(s string) (err error) {
		o.debugAddr, err = debugAddress(s)
		return err
	})
	flags.BoolVar(&o.version, "version", false, "print the version and exit")
	flags.BoolVar(&o.version, "v", false, "print the version and exit")
	return flags
}

// parseFlags returns the options that args ask for. The error is flag.ErrHelp if they
// ask for help.
func parseFlags(args []string) (options, error) {
	var o options
	flags := newFlags(&o)
	if err := commandline.Parse(flags, args); err != nil {
		return o, err
	}
	if o.version {
		return o, nil
	}
	given := map[string]bool{}
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	o.plain = !o.tls && o.unixSocket == "" || o.port != 0
	if o.tlsParameters.CAFile != "" && !given["tls-auth-clients"] {
		o.tlsParameters.AuthClients = tls.RequireAndVerifyClientCert
	}
	switch {
	case flags.NArg() > 0:
		return o, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	case o.tls && (o.tlsParameters.CertFile == "" || o.tlsParameters.KeyFile == ""):
		return o, errors.New("--tls-port needs --tls-cert-file and --tls-key-file")
	case !o.tls && o.tlsParameters != server.TLSParameters{}:
		return o, errors.New("TLS needs --tls-port")
	case o.tls && o.plain && o.port == o.tlsPort:
		return o, errors.New("--port and --tls-port must differ")
	case given["requirepass"] && o.password == "" && (o.passwordFile != "" || os.Getenv(passwordVariable) != ""):
		return o, errors.New("--requirepass is empty, but --requirepass-file or " + passwordVariable + " is not: leave one of them out")
	case given["requirepass"]:
		return o, nil
	}
	return o, o.findPassword()
}

// findPassword looks for the password where no flag has it.
func (o *options) findPassword() (err error) {
	if o.passwordFile == "" {
		o.password = os.Getenv(passwordVariable)
		return nil
	}
	if o.password, err = firstLine(o.passwordFile); err != nil {
		return fmt.Errorf("the password: %w", err)
	}
	return nil
}

// byteOrderMark begins text files that some editors write. It belongs to no line.
const byteOrderMark = "\ufeff"

// firstLine returns the first line of a text file, without its end, which may be that of
// Windows, and without a byte order mark. It must not be empty.
func firstLine(name string) (string, error) {
	file, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	if lines.Scan(); lines.Err() != nil {
		return "", lines.Err()
	}
	line := strings.TrimPrefix(lines.Text(), byteOrderMark)
	switch {
	case line == "":
		return "", fmt.Errorf("the first line of %s is empty", name)
	case strings.HasPrefix(line, "\xff\xfe"), strings.HasPrefix(line, "\xfe\xff"):
		return "", fmt.Errorf("%s is in UTF-16, want UTF-8", name)
	}
	return line, nil
}
