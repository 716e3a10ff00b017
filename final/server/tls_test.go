package server

import (
	"crypto/tls"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"mini-redis/final/internal/certificates"
	"mini-redis/final/internal/testpki"
)

// A pki is a testpki.PKI with what a server makes of it.
type pki struct{ *testpki.PKI }

func newPKI(t *testing.T) *pki {
	t.Helper()
	return &pki{testpki.New(t)}
}

// parameters are those of the server with p's certificate, to any client.
func (p *pki) parameters() TLSParameters {
	return TLSParameters{CertFile: p.CertFile, KeyFile: p.KeyFile}
}

// loadTLS is the LoadTLS of a program.
func loadTLS(p TLSParameters) (*tls.Config, error) {
	return certificates.Load(p.CertFile, p.KeyFile, p.CAFile, p.AuthClients)
}

// tlsServer starts a server with these parameters on a port of this machine, and returns it and its
// address.
func tlsServer(t *testing.T, p TLSParameters) (*Server, string) {
	t.Helper()
	config, err := loadTLS(p)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{TLS: p, TLSConfig: config, LoadTLS: loadTLS}
	start(t, s, s.TLSListener(l))
	return s, l.Addr().String()
}

// dialTLS returns a client after the handshake.
func dialTLS(t *testing.T, addr string, config *tls.Config) *client {
	t.Helper()
	conn, err := tls.Dial("tcp", addr, config)
	if err != nil {
		t.Fatal(err)
	}
	return newClient(t, conn)
}

func TestCommandsAndMessagesOverTLS(t *testing.T) {
	p := newPKI(t)
	_, addr := tlsServer(t, p.parameters())
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		config := p.ClientConfig()
		config.MaxVersion = version
		c, subscriber := dialTLS(t, addr, config), dialTLS(t, addr, config)
		subscriber.send("SUBSCRIBE", "a")
		subscriber.want("[subscribe a :1]")

		value := strings.Repeat("0123456789", 100_000)
		c.send("SET", "k", value)
		c.send("GET", "k")
		c.want("+OK", value)
		for i := range 1000 {
			c.send("PUBLISH", "a", fmt.Sprint(i))
		}
		c.want(repeat(1000, ":1")...)
		c.send("PUBLISH", "a", value)
		for i := range 1000 {
			subscriber.want(fmt.Sprintf("[message a %d]", i))
		}
		subscriber.want("[message a " + value + "]")
		c.send("QUIT")
		c.want(":1", "+OK")
		c.wantEnd()
		subscriber.close()
	}
}

// With an authority, clients without a certificate that it has signed are not served.
func TestAuthorityMustHaveSignedTheClient(t *testing.T) {
	p, stranger := newPKI(t), newPKI(t)
	parameters := p.parameters()
	parameters.CAFile, parameters.AuthClients = p.CAFile, tls.RequireAndVerifyClientCert
	_, addr := tlsServer(t, parameters)
	for _, tt := range []struct {
		name   string
		certs  []tls.Certificate
		served bool
	}{
		{"signed", []tls.Certificate{p.Client}, true},
		{"none", nil, false},
		{"signed by somebody else", []tls.Certificate{stranger.Client}, false},
	} {
		for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
			config := p.ClientConfig()
			config.Certificates, config.MaxVersion = tt.certs, version
			reply, err := pingOver(addr, config)
			if got := reply == "+PONG\r\n"; got != tt.served || err == nil != tt.served {
				t.Errorf("%s, version %x: got %q, %v", tt.name, version, reply, err)
			}
		}
	}
	c := p.ClientConfig()
	c.Certificates = []tls.Certificate{p.Client}
	if reply, err := pingOver(addr, c); reply != "+PONG\r\n" || err != nil {
		t.Errorf("after the refusals: got %q, %v", reply, err)
	}
}

// pingOver returns the reply to a PING over a connection of its own.
func pingOver(addr string, config *tls.Config) (string, error) {
	conn, err := tls.Dial("tcp", addr, config)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(time.Minute))
	if _, err := io.WriteString(conn, "PING\r\n"); err != nil {
		return "", err
	}
	reply := make([]byte, len("+PONG\r\n"))
	_, err = io.ReadFull(conn, reply)
	return string(reply), err
}

func TestOldVersionsOfTLSAreRefused(t *testing.T) {
	p := newPKI(t)
	_, addr := tlsServer(t, p.parameters())
	config := p.ClientConfig()
	config.MinVersion, config.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
	if reply, err := pingOver(addr, config); err == nil {
		t.Errorf("TLS 1.1 got %q", reply)
	}
	config.MinVersion, config.MaxVersion = tls.VersionTLS12, tls.VersionTLS12
	if reply, err := pingOver(addr, config); reply != "+PONG\r\n" || err != nil {
		t.Errorf("TLS 1.2 got %q, %v", reply, err)
	}
}

// A countedConn counts the calls of Write.
type countedConn struct {
	net.Conn
	writes atomic.Int64
}

func (c *countedConn) Write(p []byte) (int, error) {
	c.writes.Add(1)
	return c.Conn.Write(p)
}

// Small messages to a TLS subscriber share records, and their order and their bytes
// stay what they were.
func TestSmallPiecesShareTLSRecords(t *testing.T) {
	p := newPKI(t)
	config, err := loadTLS(p.parameters())
	if err != nil {
		t.Fatal(err)
	}
	near, far := net.Pipe()
	counted := &countedConn{Conn: far}
	c := newConn(initialized(new(Server)), tls.Server(counted, config))
	received := make(chan string, 1)
	go func() {
		all, _ := io.ReadAll(tls.Client(near, p.ClientConfig()))
		received <- string(all)
	}()
	if err := c.handshake(); err != nil {
		t.Fatal(err)
	}
	var pieces net.Buffers
	var want strings.Builder
	for i := range 1000 {
		pieces = append(pieces, fmt.Appendf(nil, "%d,", i))
		fmt.Fprintf(&want, "%d,", i)
	}
	before := counted.writes.Load()
	n, err := c.itemsWriter()(pieces)
	if writes := counted.writes.Load() - before; writes > 5 {
		t.Errorf("%d bytes in 1000 pieces were written in %d calls", n, writes)
	}
	if n != int64(want.Len()) || err != nil {
		t.Errorf("wrote %d bytes, %v, want %d", n, err, want.Len())
	}
	c.close()
	if got := <-received; got != want.String() {
		t.Errorf("got %.100q, want %.100q", got, want.String())
	}
}

// initialized returns s, ready for connections without a listener.
func initialized(s *Server) *Server {
	s.Logger = slog.New(slog.DiscardHandler)
	s.init.Do(s.initialize)
	return s
}
