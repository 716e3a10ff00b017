package server

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mini-redis/final/internal/testpki"
)

// replace replaces the files of the server's certificate and its key by those of other, as
// who renews a certificate does.
func (p *pki) replace(t *testing.T, other *pki) {
	t.Helper()
	for to, from := range map[string]string{p.CertFile: other.CertFile, p.KeyFile: other.KeyFile} {
		if err := os.Rename(from, to); err != nil {
			t.Fatal(err)
		}
	}
}

// servedBy fails the test unless a new client of the server, which trusts p, gets a
// certificate that p has signed.
func (p *pki) servedBy(t *testing.T, addr string) {
	t.Helper()
	if reply, err := pingOver(addr, p.ClientConfig()); reply != "+PONG\r\n" || err != nil {
		t.Errorf("got %q, %v", reply, err)
	}
}

// A renewed certificate is there for new handshakes once CONFIG SET has named its files
// again; connections that are there go on.
func TestRenewedCertificate(t *testing.T) {
	p, renewed := newPKI(t), newPKI(t)
	_, addr := tlsServer(t, p.parameters())
	old := dialTLS(t, addr, p.ClientConfig())
	old.do("SET", "k", "v")
	p.replace(t, renewed)
	p.servedBy(t, addr) // files alone change nothing
	if got := show(old.do("CONFIG", "SET", "tls-cert-file", p.CertFile, "tls-key-file", p.KeyFile)); got != "+OK" {
		t.Fatalf("got %s", got)
	}
	renewed.servedBy(t, addr)
	if reply, err := pingOver(addr, p.ClientConfig()); err == nil {
		t.Errorf("the old certificate is still served: got %q", reply)
	}
	if got := show(old.do("GET", "k")); got != "v" {
		t.Errorf("the old connection got %s", got)
	}
	if got, want := show(old.do("CONFIG", "GET", "tls-*-file")), "[tls-ca-cert-file  tls-cert-file "+p.CertFile+" tls-key-file "+p.KeyFile+"]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// Nothing of a CONFIG SET holds if a file is missing or wrong, whatever else it has set.
func TestCertificateStaysIfTheNextOneIsWrong(t *testing.T) {
	p, other := newPKI(t), newPKI(t)
	s, addr := tlsServer(t, p.parameters())
	c := dialTLS(t, addr, p.ClientConfig())
	before := show(c.do("CONFIG", "GET", "*"))
	for _, args := range [][]string{
		{"tls-cert-file", other.CertFile},
		{"timeout", "5", "maxclients", "1", "tls-cert-file", filepath.Join(t.TempDir(), "missing"), "requirepass", "p"},
		{"tls-cert-file", other.CertFile, "tls-key-file", other.KeyFile, "tls-ca-cert-file", other.KeyFile},
		{"tls-cert-file", other.CertFile, "tls-key-file", other.KeyFile, "timeout", "x"},
		{"tls-auth-clients", "yes", "tls-cert-file", other.CertFile, "tls-key-file", other.KeyFile},
	} {
		if got := show(c.do(append([]string{"CONFIG", "SET"}, args...)...)); !strings.HasPrefix(got, "-ERR CONFIG SET failed") {
			t.Errorf("%q: got %s", args, got)
		}
		if after := show(c.do("CONFIG", "GET", "*")); after != before {
			t.Errorf("%q changed something:\nbefore %s\nafter  %s", args, before, after)
		}
		p.servedBy(t, addr)
	}
	if most := s.permits.most; most != DefaultMaxClients {
		t.Errorf("the limit is %d", most)
	}
}

// always returns what makes a client show its certificate, whoever the server says should
// have signed it.
func always(cert tls.Certificate) func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
	return func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &cert, nil }
}

// What clients have to show changes for handshakes to come, also for clients that
// resume a session.
func TestClientsHaveToShowWhatTheParametersOfTheMomentSay(t *testing.T) {
	p, stranger := newPKI(t), newPKI(t)
	_, addr := tlsServer(t, p.parameters())
	admin := dialTLS(t, addr, p.ClientConfig())
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		sessions := func() *tls.Config {
			config := p.ClientConfig()
			config.MaxVersion, config.ClientSessionCache = version, tls.NewLRUClientSessionCache(10)
			return config
		}
		without, signed, strange := sessions(), sessions(), sessions()
		signed.GetClientCertificate, strange.GetClientCertificate = always(p.Client), always(stranger.Client)
		for _, tt := range []struct {
			set                      []string
			without, signed, strange bool // are served
		}{
			{[]string{"tls-auth-clients", "no"}, true, true, true},
			{[]string{"tls-ca-cert-file", p.CAFile}, true, true, true},
			{[]string{"tls-auth-clients", "YES"}, false, true, false},
			{[]string{"tls-ca-cert-file", stranger.CAFile}, false, false, true},
			{[]string{"tls-auth-clients", "optional", "tls-ca-cert-file", p.CAFile}, true, true, false},
			{[]string{"tls-auth-clients", "no", "tls-ca-cert-file", ""}, true, true, true},
			{[]string{"tls-auth-clients", "yes"}, false, false, false}, // as in Redis: nobody is an authority
		} {
			if got := show(admin.do(append([]string{"CONFIG", "SET"}, tt.set...)...)); got != "+OK" {
				t.Errorf("%q: got %s", tt.set, got)
			}
			for range 2 { // the second time with a session
				for _, client := range []struct {
					name   string
					config *tls.Config
					served bool
				}{{"without", without, tt.without}, {"signed", signed, tt.signed}, {"strange", strange, tt.strange}} {
					if reply, err := pingOver(addr, client.config); (err == nil) != client.served {
						t.Errorf("version %x, %q, client %s: got %q, %v", version, tt.set, client.name, reply, err)
					}
				}
			}
			if !tt.without {
				continue
			}
			conn, err := tls.Dial("tcp", addr, without)
			if err != nil {
				t.Fatal(err)
			}
			if !conn.ConnectionState().DidResume {
				t.Errorf("version %x, %q: no session is resumed", version, tt.set)
			}
			conn.Close()
		}
	}
}

// CONFIG SET of TLS parameters is answered as by a redis-server with a TLS port.
func TestTLSParametersGetTheRepliesOfRedis(t *testing.T) {
	p, other := newPKI(t), newPKI(t)
	// Of an address that the machine does not have nobody else can take the port.
	socket := startRedis(t, "--bind", "-192.0.2.77", "--tls-port", "6380", "--tls-cert-file", p.CertFile, "--tls-key-file", p.KeyFile, "--tls-auth-clients", "no")
	conn, err := net.Dial("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	_, addr := tlsServer(t, p.parameters())
	redis, server := newClient(t, conn), dialTLS(t, addr, p.ClientConfig())
	files := strings.NewReplacer("CERT2", other.CertFile, "KEY2", other.KeyFile, "CERT", p.CertFile, "KEY", p.KeyFile, "CA", p.CAFile,
		"MISSING", filepath.Join(t.TempDir(), "missing"), "EMPTY", testpki.WriteFile(t, "empty", ""), "NUL", "\x00")
	for _, line := range []string{
		"tls-cert-file CERT tls-key-file KEY", "tls-cert-file CERT", "tls-key-file KEY", "tls-cert-file CERT2", "tls-key-file KEY2",
		"tls-cert-file CERT2 tls-key-file KEY2", "tls-key-file KEY tls-cert-file CERT2", "tls-key-file KEY tls-cert-file CERT",
		"tls-cert-file MISSING", "TLS-KEY-FILE MISSING", "tls-cert-file EMPTY", "tls-cert-file ", "tls-key-file ", "tls-key-file  tls-cert-file ",
		"tls-cert-file CERTNULx", "timeout 5 tls-cert-file MISSING", "tls-cert-file MISSING timeout x", "tls-cert-file MISSING maxclients 0",
		"tls-ca-cert-file MISSING", "tls-ca-cert-file EMPTY", "tls-ca-cert-file KEY", "tls-ca-cert-file ", "tls-ca-cert-file CA",
		"tls-auth-clients x", "tls-auth-clients ", "tls-auth-clients YES", "tls-ca-cert-file ", "tls-auth-clients optional", "tls-ca-cert-file ",
		"tls-auth-clients no tls-ca-cert-file ", "tls-auth-clients optional tls-ca-cert-file ", "tls-ca-cert-file  tls-auth-clients optional",
		"tls-auth-clients yes", "tls-cert-file CERT", "tls-auth-clients yesNULx", "tls-ca-cert-file CA tls-auth-clients no", "tls-auth-clients no tls-auth-clients no",
		"tls-auth-clients optional tls-cert-file MISSING", "tls-auth-clients x tls-cert-file MISSING", "tls-cert-file MISSING tls-auth-clients x",
	} {
		command := append([]string{"CONFIG", "SET"}, strings.Split(files.Replace(line), " ")...)
		if got, want := show(server.do(command...)), show(redis.do(command...)); got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", line, got, want)
		}
		for _, name := range []string{"tls-cert-file", "tls-key-file", "tls-ca-cert-file", "tls-auth-clients", "timeout"} {
			if got, want := show(server.do("CONFIG", "GET", name)), show(redis.do("CONFIG", "GET", name)); got != want {
				t.Errorf("after %s:\ngot  %s\nwant %s", line, got, want)
			}
		}
	}
}

// Certificates that the system trusts are none that an administrator has chosen.
func TestSystemsAuthoritiesDoNotCount(t *testing.T) {
	p := newPKI(t)
	config, err := loadTLS(p.parameters())
	if err != nil || config.ClientCAs == nil || !config.ClientCAs.Equal(x509.NewCertPool()) {
		t.Errorf("clients are checked by the authorities of the system (%v)", err)
	}
}
