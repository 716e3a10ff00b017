package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mini-redis/final/server"
)

// selfSigned writes a certificate for the given name, which is its own authority, and
// its key. It serves for both ends of a connection.
func selfSigned(t *testing.T, name string) (certFile, keyFile string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{name},
		IsCA: true, BasicConstraintsValid: true,
		KeyUsage:    x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	write := func(file, kind string, der []byte) string {
		path := filepath.Join(t.TempDir(), file)
		require.NoError(t, os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600))
		return path
	}
	return write("cert.pem", "CERTIFICATE", der), write("key.pem", "PRIVATE KEY", keyDER)
}

func TestTLSVerifiesTheServer(t *testing.T) {
	certFile, keyFile := selfSigned(t, "redis.example")
	otherFile, _ := selfSigned(t, "redis.example")
	pair, err := tls.LoadX509KeyPair(certFile, keyFile)
	require.NoError(t, err)
	pool := x509.NewCertPool()
	own, err := os.ReadFile(certFile)
	require.NoError(t, err)
	pool.AppendCertsFromPEM(own)
	start := func(auth tls.ClientAuthType) []string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		config := &tls.Config{Certificates: []tls.Certificate{pair}, ClientAuth: auth, ClientCAs: pool}
		flags, _ := serveOn(t, tls.NewListener(l, config), &server.Server{})
		return flags
	}
	open, closed := start(tls.NoClientCert), start(tls.RequireAndVerifyClientCert)
	for _, tt := range []struct {
		flags  []string
		args   string
		stderr string // its beginning; "" for success
	}{
		{open, "--tls --cacert " + certFile + " --sni redis.example PING", ""},
		{open, "--tls --insecure PING", ""},
		{open, "-u rediss://" + open[1] + ":" + open[3] + " --insecure PING", ""},
		{open, "--tls PING", "Could not connect to Redis at 127.0.0.1:" + open[3] + ": tls: failed to verify certificate: "},
		{open, "--tls --cacert " + certFile + " PING", "Could not connect to Redis at "}, // another host's certificate
		{open, "--tls --cacert " + otherFile + " --sni redis.example PING", "Could not connect to Redis at "},
		{open, "--tls --cacert " + keyFile + " PING", "Error: --cacert: no certificate in " + keyFile},
		{open, "--tls --cacert nosuch PING", "Error: "},
		{closed, "--tls --insecure --cert " + certFile + " --key " + keyFile + " PING", ""},
		{closed, "--tls --insecure PING", "Error: "},
		{closed, "--tls --cert " + certFile + " --key " + certFile + " PING", "Error: --cert: "},
	} {
		code, stdout, stderr := cli(tt.flags, strings.Fields(tt.args)...)
		ok := code == 0 && stdout == "PONG\n" && stderr == ""
		if tt.stderr != "" {
			ok = code == 1 && stdout == "" && strings.HasPrefix(stderr, tt.stderr) && strings.Count(stderr, "\n") == 1
		}
		if !ok {
			t.Errorf("%s: exit code %d, output %q and %q, want %q", tt.args, code, stdout, stderr, tt.stderr)
		}
	}
}
