package program

import (
	"flag"
	"io"
	"net"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"mini-redis/final/internal/testpki"
)

// What keeps the program from starting is said in one line, and the exit code is 1.
func TestRunSaysInOneLineWhyItCannotStart(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	_, port, _ := net.SplitHostPort(taken.Addr().String())
	empty, missing := testpki.WriteFile(t, "empty", "\nsecond line\n"), filepath.Join(t.TempDir(), "missing")
	onlyMark, wide := testpki.WriteFile(t, "mark", "\ufeff\r\nsecond line\r\n"), testpki.WriteFile(t, "wide", "\xff\xfes\x00e\x00\n\x00")
	wideToo := testpki.WriteFile(t, "wide", "\xfe\xff\x00s\x00e\x00\n")
	pki := testpki.New(t)
	withTLS := func(certFile, keyFile string, more ...string) []string {
		return append([]string{"--port", "0", "--tls-port", "0", "--tls-cert-file", certFile, "--tls-key-file", keyFile}, more...)
	}
	for _, tt := range []struct {
		args []string
		want string // contained in the line
	}{
		{[]string{"--nosuch"}, ": --nosuch (see --help)"},
		{[]string{"--no\nsuch"}, ": --no such (see --help)"},
		{[]string{"--port", "x"}, `invalid value "x" for flag --port: want a number from 0 to 65535 (see --help)`},
		{[]string{"--port", "65536"}, `"65536" for flag --port: want a number from 0 to 65535`},
		{[]string{"--port", "-1"}, `"-1" for flag --port`},
		{[]string{"--port"}, "needs an argument: --port"},
		{[]string{"--port", "0", "6380"}, `unexpected argument "6380"`},
		{[]string{"--maxclients", "0"}, `"0" for flag --maxclients: want a number from 1 to 2147483647`},
		{[]string{"--maxclients-policy", "drop"}, `"drop" for flag --maxclients-policy: want reject or wait`},
		{[]string{"--loglevel", "loud"}, `"loud" for flag --loglevel: want debug, info, warn or error`},
		{[]string{"--log-format", "xml"}, `"xml" for flag --log-format: want json or text`},
		{[]string{"--grace-period", "long"}, `"long" for flag --grace-period: want a number of seconds, or a time such as 500ms or 5m`},
		{[]string{"--processors", "-1"}, `"-1" for flag --processors: want a number from 0 to 1024`},
		{[]string{"--timeout", "-1s"}, `"-1s" for flag --timeout`},
		{[]string{"--protected-mode", "maybe"}, `"maybe" for flag --protected-mode: want yes or no`},
		{[]string{"--proto-max-bulk-len", "1kb"}, `"1kb" for flag --proto-max-bulk-len: argument must be between 1048576 and 9223372036854775807 inclusive`},
		{[]string{"--proto-max-bulk-len", "512 MB"}, `"512 MB" for flag --proto-max-bulk-len: argument must be a memory value`},
		{[]string{"--bind", ""}, `"" for flag --bind: want at least one address`},
		{[]string{"--bind", "- 127.0.0.1"}, "there is no address after -"},
		{[]string{"--debug-addr", "6060"}, `"6060" for flag --debug-addr: want host:port or :port`},
		{[]string{"--unixsocketperm", "1777"}, `"1777" for flag --unixsocketperm: want an octal number from 0 to 777`},
		{[]string{"--unixsocketperm", "8"}, `"8" for flag --unixsocketperm: want an octal number from 0 to 777`},
		{[]string{"--unixsocketperm", "-1"}, `"-1" for flag --unixsocketperm: want an octal number from 0 to 777`},
		{[]string{"--port", "0", "--unixsocket", filepath.Join(missing, "socket")}, filepath.Join(missing, "socket")},
		{[]string{"--requirepass-file", missing}, missing},
		{[]string{"--requirepass-file", empty}, "the first line of " + empty + " is empty"},
		{[]string{"--port", port, "--requirepass-file", onlyMark}, "the first line of " + onlyMark + " is empty"},
		{[]string{"--port", port, "--requirepass-file", wide}, wide + " is in UTF-16, want UTF-8"},
		{[]string{"--port", port, "--requirepass-file", wideToo}, wideToo + " is in UTF-16, want UTF-8"},
		{[]string{"--tls-port", "x"}, `"x" for flag --tls-port`},
		{[]string{"--tls-port", "0"}, "--tls-port needs --tls-cert-file and --tls-key-file"},
		{[]string{"--tls-ca-cert-file", pki.CAFile}, "TLS needs --tls-port"},
		{[]string{"--port", "7", "--tls-port", "7", "--tls-cert-file", "a", "--tls-key-file", "b"}, "--port and --tls-port must differ"},
		{withTLS(pki.CertFile, pki.KeyFile, "--tls-auth-clients", "maybe"), `"maybe" for flag --tls-auth-clients: want yes, no or optional`},
		{withTLS(pki.CertFile, pki.KeyFile, "--tls-auth-clients", "optional"), "there are none to check the certificates of clients by"},
		{[]string{"--tls-auth-clients", "yes"}, "TLS needs --tls-port"},
		{withTLS(missing, pki.KeyFile), missing},
		{withTLS(empty, pki.KeyFile), "the TLS certificate and its key: "},
		{withTLS(pki.CertFile, pki.CAFile), "the TLS certificate and its key: "},
		{withTLS(pki.CertFile, pki.KeyFile, "--tls-ca-cert-file", missing), missing},
		{withTLS(pki.CertFile, pki.KeyFile, "--tls-ca-cert-file", empty), empty + " has no certificate"},
		{[]string{"--bind", "192.0.2.77", "--port", "0"}, "192.0.2.77"},
		{[]string{"--bind", "-192.0.2.77", "--port", "0"}, "192.0.2.77"},
		{[]string{"--port", port}, port},
		{[]string{"--bind", "-127.0.0.1", "--port", port}, port},
		{[]string{"--port", "0", "--debug-addr", ":" + port}, "--debug-addr: "},
	} {
		var stdout, stderr strings.Builder
		if code := Run(tt.args, &stdout, &stderr); code != 1 || stdout.Len() > 0 {
			t.Errorf("%q: exit code %d, want 1, and %q on stdout", tt.args, code, stdout.String())
		}
		got := stderr.String()
		if strings.Count(got, "\n") != 1 || !strings.HasPrefix(got, "mini-redis-server: ") || !strings.Contains(got, tt.want) || !strings.HasSuffix(got, "\n") {
			t.Errorf("%q: got %q, want one line with %q", tt.args, got, tt.want)
		}
	}
}

// --help names every flag once, with its default, in lines that fit a wide terminal.
func TestHelpDescribesEveryFlag(t *testing.T) {
	for _, name := range []string{"--help", "-h"} {
		var stdout, stderr strings.Builder
		if code := Run([]string{name}, &stdout, &stderr); code != 0 || stderr.Len() > 0 {
			t.Errorf("%s: exit code %d, and %q on stderr", name, code, stderr.String())
		}
		help := stdout.String()
		newFlags(new(options)).VisitAll(func(f *flag.Flag) {
			line := regexp.MustCompile(`(?m)^  --`+f.Name+`( .*|$)`).FindAllString(help, -1)
			if f.Name == "v" {
				return
			}
			if len(line) != 1 {
				t.Errorf("%s: %q describe --%s, want one line", name, line, f.Name)
			} else if v, ok := f.Value.(*flagValue); ok && f.DefValue != "" && !strings.Contains(line[0], " "+v.argument+" ") {
				t.Errorf("%s: %q lacks %s", name, line[0], v.argument)
			} else if ok && f.DefValue != "" && !strings.HasSuffix(line[0], " (default "+f.DefValue+")") {
				t.Errorf("%s: %q lacks the default %s", name, line[0], f.DefValue)
			}
		})
		for line := range strings.Lines(help) {
			if len(line) > 121 {
				t.Errorf("%s: %d bytes are too many for a line: %q", name, len(line), line)
			}
		}
		for _, want := range []string{"usage: mini-redis-server [flags]\n", "\nExamples:\n", passwordVariable} {
			if !strings.Contains(help, want) {
				t.Errorf("%s: %q is not in\n%s", name, want, help)
			}
		}
	}
}

func TestVersionNamesTheProgramAndWhatItBehavesAs(t *testing.T) {
	for _, flag := range []string{"--version", "-v"} {
		var stdout strings.Builder
		if code := Run([]string{flag}, &stdout, io.Discard); code != 0 {
			t.Errorf("%s: exit code %d, want 0", flag, code)
		}
		want := regexp.MustCompile(`^mini-redis-server (v\S+|devel) \(behaves as Redis 7\.0\.15\), ` + regexp.QuoteMeta(runtime.Version()) + `\n$`)
		if !want.MatchString(stdout.String()) {
			t.Errorf("%s: got %q", flag, stdout.String())
		}
	}
}
