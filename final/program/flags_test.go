package program

import (
	"crypto/tls"
	"log/slog"
	"reflect"
	"testing"
	"time"

	"mini-redis/final/internal/testpki"
)

// defaults are the options without any flag.
func defaults() options {
	return options{
		bind: "127.0.0.1 -::1", port: 6379, plain: true, maxClients: 10000, authTime: 10 * time.Second, maxBulkLen: 512 << 20,
		protected: true, grace: 10 * time.Second, level: slog.LevelInfo,
	}
}

func TestFlagsSetOptions(t *testing.T) {
	t.Setenv(passwordVariable, "")
	for _, tt := range []struct {
		args []string
		want func(*options)
	}{
		{nil, func(o *options) {}},
		{[]string{"--bind", "::1", "-port=0"}, func(o *options) { o.bind, o.port = "::1", 0 }},
		{[]string{"--port", "7", "--port", "8"}, func(o *options) { o.port = 8 }},
		{[]string{"--maxclients", "1", "--maxclients-policy", "reject"}, func(o *options) { o.maxClients, o.reject = 1, true }},
		{[]string{"--timeout", "300"}, func(o *options) { o.timeout = 300 * time.Second }},
		{[]string{"--timeout", "1500ms"}, func(o *options) { o.timeout = 1500 * time.Millisecond }},
		{[]string{"--grace-period", "1m"}, func(o *options) { o.grace = time.Minute }},
		{[]string{"--processors", "2"}, func(o *options) { o.processors = 2 }},
		{[]string{"--grace-period", "0"}, func(o *options) { o.grace = 0 }},
		{[]string{"--proto-max-bulk-len", "1048576"}, func(o *options) { o.maxBulkLen = 1 << 20 }},
		{[]string{"--proto-max-bulk-len", "2MB"}, func(o *options) { o.maxBulkLen = 2 << 20 }},
		{[]string{"--proto-max-bulk-len", "2m"}, func(o *options) { o.maxBulkLen = 2_000_000 }},
		{[]string{"--proto-max-bulk-len", "1gb"}, func(o *options) { o.maxBulkLen = 1 << 30 }},
		{[]string{"--proto-max-bulk-len", "5000kb"}, func(o *options) { o.maxBulkLen = 5000 << 10 }},
		{[]string{"--requirepass", "secret"}, func(o *options) { o.password = "secret" }},
		{[]string{"--protected-mode", "no"}, func(o *options) { o.protected = false }},
		{[]string{"--loglevel", "DEBUG"}, func(o *options) { o.level = slog.LevelDebug }},
		{[]string{"--loglevel", "verbose"}, func(o *options) { o.level = slog.LevelInfo - 1 }},
		{[]string{"--loglevel", "notice"}, func(o *options) { o.level = slog.LevelInfo }},
		{[]string{"--loglevel", "warning"}, func(o *options) { o.level = slog.LevelWarn }},
		{[]string{"--loglevel", "warn"}, func(o *options) { o.level = slog.LevelWarn }},
		{[]string{"--loglevel", "error", "--log-format", "json"}, func(o *options) { o.level, o.json = slog.LevelError, true }},
		{[]string{"--unixsocket", "/tmp/s", "--unixsocketperm", "700"}, func(o *options) { o.unixSocket, o.unixSocketPerm = "/tmp/s", 0o700 }},
		{[]string{"--unixsocketperm", "0"}, func(o *options) {}},
		{[]string{"--debug-addr", ":6060"}, func(o *options) { o.debugAddr = "127.0.0.1:6060" }},
		{[]string{"--debug-addr", "0.0.0.0:6060"}, func(o *options) { o.debugAddr = "0.0.0.0:6060" }},
		{[]string{"--debug-addr", "[::1]:6060"}, func(o *options) { o.debugAddr = "[::1]:6060" }},
	} {
		want := defaults()
		tt.want(&want)
		if got, err := parseFlags(tt.args); got != want || err != nil {
			t.Errorf("%q: got %+v, %v, want %+v", tt.args, got, err, want)
		}
	}
}

// Port 0 is any free port, but next to a TLS port or a Unix socket it is none.
func TestPortZeroNextToAnotherListenerIsNone(t *testing.T) {
	for _, tt := range []struct {
		args          []string
		plain, tls    bool
		port, tlsPort int
	}{
		{[]string{"--port", "0"}, true, false, 0, 0},
		{[]string{"--tls-port", "6380"}, true, true, 6379, 6380},
		{[]string{"--port", "0", "--tls-port", "6380"}, false, true, 0, 6380},
		{[]string{"--port", "0", "--tls-port", "0"}, false, true, 0, 0},
		{[]string{"--port", "7", "--tls-port", "0"}, true, true, 7, 0},
		{[]string{"--unixsocket", "s"}, true, false, 6379, 0},
		{[]string{"--port", "0", "--unixsocket", "s"}, false, false, 0, 0},
		{[]string{"--port", "0", "--tls-port", "0", "--unixsocket", "s"}, false, true, 0, 0},
	} {
		if tt.tls {
			tt.args = append(tt.args, "--tls-cert-file", "a", "--tls-key-file", "b")
		}
		o, err := parseFlags(tt.args)
		if o.plain != tt.plain || o.tls != tt.tls || o.port != tt.port || o.tlsPort != tt.tlsPort || err != nil {
			t.Errorf("%q: got %+v, %v, want %+v", tt.args, o, err, tt)
		}
	}
}

// Clients have to show a certificate if there is somebody to check it by, unless the flag
// says otherwise.
func TestAuthorityAsksForCertificates(t *testing.T) {
	for _, tt := range []struct {
		args []string
		want tls.ClientAuthType
	}{
		{nil, tls.NoClientCert},
		{[]string{"--tls-ca-cert-file", "c"}, tls.RequireAndVerifyClientCert},
		{[]string{"--tls-ca-cert-file", "c", "--tls-auth-clients", "no"}, tls.NoClientCert},
		{[]string{"--tls-auth-clients", "Optional", "--tls-ca-cert-file", "c"}, tls.VerifyClientCertIfGiven},
		{[]string{"--tls-auth-clients", "yes", "--tls-ca-cert-file", "c"}, tls.RequireAndVerifyClientCert},
	} {
		o, err := parseFlags(append(tt.args, "--tls-port", "0", "--tls-cert-file", "a", "--tls-key-file", "b"))
		if got := o.tlsParameters.AuthClients; got != tt.want || err != nil {
			t.Errorf("%q: got %v, %v, want %v", tt.args, got, err, tt.want)
		}
	}
}

// The password is that of the flag, else of the file, else of the environment.
func TestPasswordComesFromTheFirstPlaceThatHasOne(t *testing.T) {
	file := testpki.WriteFile(t, "password", "of the file \r\nnot this\n")
	for _, tt := range []struct {
		env  string
		args []string
		want string
	}{
		{"", nil, ""},
		{"of env", nil, "of env"},
		{"of env", []string{"--requirepass-file", file}, "of the file "},
		{"of env", []string{"--requirepass-file", file, "--requirepass", "of flag"}, "of flag"},
		{"\ufeffof env\r", nil, "\ufeffof env\r"}, // to the letter, as from the flag
	} {
		t.Setenv(passwordVariable, tt.env)
		if o, err := parseFlags(tt.args); o.password != tt.want || err != nil {
			t.Errorf("%s=%q %q: got %q, %v, want %q", passwordVariable, tt.env, tt.args, o.password, err, tt.want)
		}
	}
}

// A server isn't opened to everybody because a variable was empty where it was started.
func TestEmptyPasswordDoesNotHideAnother(t *testing.T) {
	file := testpki.WriteFile(t, "password", "secret\n")
	for _, tt := range []struct {
		env  string
		args []string
		ok   bool
	}{
		{"", []string{"--requirepass", ""}, true},
		{"of env", []string{"--requirepass", ""}, false},
		{"", []string{"--requirepass", "", "--requirepass-file", file}, false},
	} {
		t.Setenv(passwordVariable, tt.env)
		if _, err := parseFlags(tt.args); (err == nil) != tt.ok {
			t.Errorf("%s=%q %q: error %v, want none: %t", passwordVariable, tt.env, tt.args, err, tt.ok)
		}
	}
}

// The first line of a password file is what an editor shows of it: without a byte order
// mark at its beginning, and without the end of the line, whichever that is.
func TestPasswordFileIsText(t *testing.T) {
	for _, tt := range []struct{ content, want string }{
		{"secret", "secret"},
		{"secret\r\nmore\r\n", "secret"},
		{"\ufeffsecret\n", "secret"},
		{"\ufeffsecret\r\n", "secret"},
		{"\ufeff\ufeffsecret\n", "\ufeffsecret"}, // only the first one is a mark
		{"sec\ufeffret\n", "sec\ufeffret"},
		{" secret \n", " secret "},
		{"\xef\xbbsecret\n", "\xef\xbbsecret"},
	} {
		file := testpki.WriteFile(t, "password", tt.content)
		if o, err := parseFlags([]string{"--requirepass-file", file}); o.password != tt.want || err != nil {
			t.Errorf("%q: got %q, %v, want %q", tt.content, o.password, err, tt.want)
		}
	}
}

func TestBindTakesTheAddressesOfRedisConf(t *testing.T) {
	for _, tt := range []struct {
		text string
		want []address
	}{
		{"127.0.0.1 -::1", []address{{"127.0.0.1", false}, {"::1", true}}},
		{" 10.0.0.1,::1,\t-10.0.0.2 ", []address{{"10.0.0.1", false}, {"::1", false}, {"10.0.0.2", true}}},
		{"*", []address{{"0.0.0.0", false}, {"::", true}}},
		{"* -::*", []address{{"0.0.0.0", false}, {"::", true}}},
		{"-::*", []address{{"::", true}}},
		{"127.0.0.1 127.0.0.1", []address{{"127.0.0.1", false}}},
		{"[::1] -[::2] ::1", []address{{"::1", false}, {"::2", true}}}, // as a URL has them
	} {
		if got, err := parseBind(tt.text); !reflect.DeepEqual(got, tt.want) || err != nil {
			t.Errorf("%q: got %v, %v, want %v", tt.text, got, err, tt.want)
		}
	}
}
