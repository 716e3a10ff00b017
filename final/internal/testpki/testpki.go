// Package testpki makes certificates for tests.
package testpki

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A PKI is an authority and what it has signed. All of it is valid in the year 2000,
// which is when bubbles begin, and long after.
type PKI struct {
	CAFile            string // PEM files
	CertFile, KeyFile string // of a server on localhost

	Pool   *x509.CertPool  // the authority
	Client tls.Certificate // of a client
}

// New returns a new authority, whose files last as long as the test.
func New(t testing.TB) *PKI {
	t.Helper()
	p := &PKI{Pool: x509.NewCertPool()}
	ca, caKey, caPEM, _ := p.sign(t, nil, nil)
	p.Pool.AddCert(ca)
	_, _, certPEM, keyPEM := p.sign(t, ca, caKey)
	p.CAFile = WriteFile(t, "ca.crt", caPEM)
	p.CertFile, p.KeyFile = WriteFile(t, "server.crt", certPEM), WriteFile(t, "server.key", keyPEM)
	_, _, certPEM, keyPEM = p.sign(t, ca, caKey)
	var err error
	if p.Client, err = tls.X509KeyPair([]byte(certPEM), []byte(keyPEM)); err != nil {
		t.Fatal(err)
	}
	return p
}

// ClientConfig is what a client needs to trust the server.
func (p *PKI) ClientConfig() *tls.Config {
	return &tls.Config{RootCAs: p.Pool, ServerName: "localhost"}
}

// WriteFile writes a file that lasts as long as the test, and returns its path.
func WriteFile(t testing.TB, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// sign returns a new certificate signed by parent, or an authority if that is nil.
func (p *PKI) sign(t testing.TB, parent *x509.Certificate, parentKey *ecdsa.PrivateKey) (cert *x509.Certificate, key *ecdsa.PrivateKey, certPEM, keyPEM string) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()),
		Subject:      pkix.Name{CommonName: "mini-redis"},
		NotBefore:    time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC),
		NotAfter:     time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC),
		DNSNames:     []string{"localhost"},
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	if parent == nil {
		template.IsCA, template.BasicConstraintsValid = true, true
		template.KeyUsage, template.ExtKeyUsage = x509.KeyUsageCertSign, nil
		parent, parentKey = template, key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, parentKey)
	must(err)
	cert, err = x509.ParseCertificate(der)
	must(err)
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	must(err)
	encode := func(kind string, der []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
	}
	return cert, key, encode("CERTIFICATE", der), encode("PRIVATE KEY", keyDER)
}
