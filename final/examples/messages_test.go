package examples_test

import (
	"crypto/tls"
	"encoding/pem"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"mini-redis/final/server"
	"mini-redis/final/servertest"
)

func TestHelloPrintsWhatItStored(t *testing.T) {
	addr, _ := serve(t, new(server.Server))
	hello := start(t, "hello", "-url", "redis://"+addr)
	hello.prints("world")
	hello.ends(0)
	value, err := dial(t, addr).Get(t.Context(), "hello")
	if value != "world" || err != nil {
		t.Errorf("hello stored %q, %v", value, err)
	}
}

func TestPubTellsHowManyReceived(t *testing.T) {
	addr, _ := serve(t, new(server.Server))
	pub := func(message, want string) {
		t.Helper()
		p := start(t, "pub", "-url", "redis://"+addr, "news", message)
		p.prints(want)
		p.ends(0)
	}
	pub("nobody hears this", "received by 0")
	one := start(t, "sub", "-url", "redis://"+addr, "-n", "2", "news")
	one.tells("subscribed; Ctrl-C ends")
	pub("one", "received by 1")
	two := start(t, "sub", "-url", "redis://"+addr, "weather", "news")
	two.tells("subscribed; Ctrl-C ends")
	pub("\x1b[2J\n\"two\"", "received by 2")
	one.prints(`news: "one"`, `news: "\x1b[2J\n\"two\""`)
	one.ends(0) // after two messages
	two.prints(`news: "\x1b[2J\n\"two\""`)
	pub("-3", "received by 1")
	two.prints(`news: "-3"`)
}

func TestSubEndsOnInterrupt(t *testing.T) {
	addr, _ := serve(t, new(server.Server))
	sub := start(t, "sub", "-url", "redis://"+addr, "news")
	sub.tells("subscribed; Ctrl-C ends")
	sub.interrupt()
	sub.ends(0)
}

func TestSubGoesOnAfterALostConnection(t *testing.T) {
	addr, stop := serve(t, new(server.Server))
	sub := start(t, "sub", "-url", "redis://"+addr, "-n", "1", "news")
	sub.tells("subscribed; Ctrl-C ends")
	stop()
	serveAgain(t, addr, new(server.Server))
	sub.tells("the connection was lost and is back; messages may be missing here")
	dial(t, addr).Publish(t.Context(), "news", "hello")
	sub.prints(`news: "hello"`)
	sub.ends(0)
}

func TestURLMayHaveAPassword(t *testing.T) {
	addr, _ := serve(t, &server.Server{Password: "p@ss"})
	for _, command := range [][]string{
		{"hello", "-url", "redis://:p%40ss@" + addr},
		{"pub", "-url", "redis://default:p%40ss@" + addr, "news", "hello"},
	} {
		p := start(t, command[0], command[1:]...)
		p.exits(0)
	}
}

func TestURLMayAskForTLS(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("SSL_CERT_FILE is for linux")
	}
	// The certificate of an HTTPS test server, which is for 127.0.0.1 too.
	https := httptest.NewTLSServer(nil)
	https.Close()
	authority := filepath.Join(t.TempDir(), "ca.pem")
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: https.Certificate().Raw})
	require.NoError(t, os.WriteFile(authority, certificate, 0o600))

	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	encrypted := tls.NewListener(l, &tls.Config{Certificates: https.TLS.Certificates})
	servertest.Serve(t, encrypted, new(server.Server))
	url := "rediss://" + l.Addr().String()

	hello := start(t, "hello", "-url", url)
	hello.tells("hello: client: connecting to " + l.Addr().String() + ": tls: failed to verify certificate: x509: certificate signed by unknown authority")
	hello.ends(1)
	t.Setenv("SSL_CERT_FILE", authority)
	hello = start(t, "hello", "-url", url)
	hello.prints("world")
	hello.ends(0)
}
