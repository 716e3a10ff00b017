package program

import (
	"bytes"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"strconv"
	"strings"
	"testing"

	"mini-redis/final/client"
	"mini-redis/final/internal/testpki"
	"mini-redis/final/servertest"
)

// listenFor returns what the program listens on with these flags.
func listenFor(t *testing.T, flags ...string) (options, *listeners) {
	t.Helper()
	o, err := parseFlags(flags)
	if err != nil {
		t.Fatal(err)
	}
	l, err := o.listen()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.close)
	return o, l
}

// connected returns a client, which the end of the test closes.
func connected(t *testing.T, addr string, o client.Options) *client.Client {
	t.Helper()
	c, err := client.Dial(t.Context(), addr, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// parameter returns what CONFIG GET tells.
func parameter(t *testing.T, c *client.Client, name string) (string, error) {
	t.Helper()
	reply, err := c.Do(t.Context(), "CONFIG", "GET", name)
	if err != nil || len(reply.Array) != 2 {
		return "", fmt.Errorf("%d elements, %w", len(reply.Array), err)
	}
	return reply.Array[1].Str, nil
}

// attributesOf returns the ready line's attributes as text.
func attributesOf(l *listeners) string {
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("ready", l.attributes()...)
	_, attributes, _ := strings.Cut(log.String(), "msg=ready ")
	attributes, _, _ = strings.Cut(attributes, "pid=")
	return attributes
}

// needIPv6 skips the test on a machine without IPv6.
func needIPv6(t *testing.T) {
	t.Helper()
	l, err := net.Listen("tcp6", "[::1]:0")
	if err != nil {
		t.Skip("there is no IPv6 here: ", err)
	}
	l.Close()
}

// freePort returns a loopback port below those that systems hand out by themselves, so that no
// connection takes it in the meantime, and beside those of the other packages' tests.
func freePort(t *testing.T) string {
	t.Helper()
	var failure error
	for range 100 {
		port := strconv.Itoa(31000 + rand.IntN(1000))
		l, err := net.Listen("tcp", "127.0.0.1:"+port)
		if err == nil {
			l.Close()
			return port
		}
		failure = err
	}
	t.Fatal(failure)
	return ""
}

// Addresses of both families share a port, and the log names the first as addr.
func TestAllAddressesShareThePort(t *testing.T) {
	needIPv6(t)
	_, l := listenFor(t, "--port", "0")
	port := strconv.Itoa(portOf(l.plain[0]))
	if got, want := attributesOf(l), "addr=127.0.0.1:"+port+" also=[::1]:"+port+" "; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// An address that the machine does not have is left out if it is optional, and
// otherwise nothing is listened on.
func TestOptionalAddressesMayBeMissing(t *testing.T) {
	port := freePort(t)
	_, l := listenFor(t, "--bind", "127.0.0.1 -192.0.2.77 -2001:db8::77", "--port", port)
	if got, want := attributesOf(l), "addr=127.0.0.1:"+port+" "; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	l.close()

	o, err := parseFlags([]string{"--bind", "127.0.0.1 192.0.2.77", "--port", port})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.listen(); err == nil || !strings.Contains(err.Error(), "192.0.2.77") {
		t.Errorf("an address that must be there: got %v", err)
	}
	again, err := net.Listen("tcp", "127.0.0.1:"+port)
	if err != nil {
		t.Fatalf("the other address was not given back: %v", err)
	}
	again.Close()
}

// An optional address whose port is taken is not missing: its clients would get somebody
// else's server.
func TestOptionalAddressesMustNotBeTaken(t *testing.T) {
	needIPv6(t)
	taken, err := net.Listen("tcp6", "[::1]:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	o, err := parseFlags([]string{"--port", strconv.Itoa(portOf(taken))})
	if err != nil {
		t.Fatal(err)
	}
	if l, err := o.listen(); err == nil {
		l.close()
		t.Errorf("listens on %s", attributesOf(l))
	}
}

// A TLS port is beside the plain one, or instead of it.
func TestPlainAndTLSPorts(t *testing.T) {
	p := testpki.New(t)
	files := []string{"--bind", "127.0.0.1", "--tls-port", "0", "--tls-cert-file", p.CertFile, "--tls-key-file", p.KeyFile}
	o, l := listenFor(t, append(files, "--port", "0")...)
	port := strconv.Itoa(portOf(l.tls[0]))
	if got, want := attributesOf(l), "tls=127.0.0.1:"+port+" "; got != want {
		t.Errorf("TLS alone: got %s, want %s", got, want)
	}
	if got := o.parameters(l); got["port"] != "0" || got["tls-port"] != port {
		t.Errorf("TLS alone: got port %s and tls-port %s, want 0 and %s", got["port"], got["tls-port"], port)
	}

	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	plainPort := strconv.Itoa(portOf(free))
	free.Close()
	o, l = listenFor(t, append(files, "--port", plainPort)...)
	port = strconv.Itoa(portOf(l.tls[0]))
	if got, want := attributesOf(l), "addr=127.0.0.1:"+plainPort+" tls=127.0.0.1:"+port+" "; got != want {
		t.Errorf("both: got %s, want %s", got, want)
	}
	s := o.newServer(l)
	servertest.Serve(t, l.join(s), s)
	c := connected(t, l.plain[0].Addr().String(), client.Options{})
	for name, want := range map[string]string{
		"bind": "127.0.0.1", "port": plainPort, "tls-port": port, "tls-auth-clients": "no",
		"tls-cert-file": p.CertFile, "tls-key-file": p.KeyFile, "tls-ca-cert-file": "",
		"unixsocket": "", "unixsocketperm": "0",
	} {
		if got, err := parameter(t, c, name); got != want {
			t.Errorf("both: %s is %s, %v, want %s", name, got, err, want)
		}
	}
	if err := c.Set(t.Context(), "k", "v"); err != nil {
		t.Error(err)
	}
	encrypted := connected(t, l.tls[0].Addr().String(), client.Options{TLS: p.ClientConfig()})
	if got, err := encrypted.Get(t.Context(), "k"); got != "v" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}

// An addressedListener only has an address.
type addressedListener struct {
	net.Listener
	ip net.IP
}

func (l addressedListener) Addr() net.Addr { return &net.TCPAddr{IP: l.ip, Port: 1} }

// An address of one family is listened on, and not the other family's beside it.
func TestDebugAddressIsOfOneFamily(t *testing.T) {
	o := options{bind: "127.0.0.1", plain: true, debugAddr: "0.0.0.0:0"}
	l, err := o.listen()
	if err != nil {
		t.Fatal(err)
	}
	defer l.close()
	if ip := l.debug.Addr().(*net.TCPAddr).IP; ip.To4() == nil {
		t.Errorf("listens on %v, want 0.0.0.0 alone", ip)
	}
}

// Who starts a server that other machines can reach, and that has no password, is
// told what that means.
func TestExposureIsLogged(t *testing.T) {
	loopback := []net.Listener{addressedListener{ip: net.IPv4(127, 0, 0, 1)}, addressedListener{ip: net.IPv6loopback}}
	beyond := append(loopback[:2:2], addressedListener{ip: net.IPv6unspecified})
	for _, tt := range []struct {
		name string
		o    options
		l    listeners
		want string // how the line begins, if there is one
	}{
		{"loopback", options{protected: true}, listeners{plain: loopback}, ""},
		{"loopback, unprotected", options{}, listeners{plain: loopback, tls: loopback}, ""},
		{"password", options{password: "p", protected: true}, listeners{plain: beyond}, ""},
		{"pages for debugging", options{password: "p"}, listeners{plain: loopback, debug: beyond[2]}, "level=WARN msg=\"whoever can reach the address of --debug-addr"},
		{"pages for debugging, loopback", options{}, listeners{plain: loopback, debug: loopback[0]}, ""},
		{"password, unprotected", options{password: "p"}, listeners{plain: beyond}, ""},
		{"protected", options{protected: true}, listeners{plain: beyond}, "level=WARN msg=\"protected mode: there is no password, so clients from other machines are refused;"},
		{"protected TLS", options{protected: true}, listeners{plain: loopback, tls: beyond}, "level=WARN msg=\"protected mode: "},
		{"unprotected", options{}, listeners{plain: beyond}, "level=WARN msg=\"there is no password and no protected mode: "},
	} {
		var log bytes.Buffer
		tt.o.warnOfExposure(&tt.l, slog.New(slog.NewTextHandler(&log, nil)))
		_, got, _ := strings.Cut(log.String(), " ")
		if strings.Count(got, "\n") > 1 || !strings.HasPrefix(got, tt.want) || tt.want == "" && got != "" {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}
