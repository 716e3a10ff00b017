package client

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"log/slog"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"mini-redis/final/internal/testpki"
	"mini-redis/final/server"
)

// certified returns a server's configuration for 127.0.0.1, and the pool of
// authorities that vouches for it.
func certified(t *testing.T) (*tls.Config, *x509.CertPool) {
	t.Helper()
	p := testpki.New(t)
	certificate, err := tls.LoadX509KeyPair(p.CertFile, p.KeyFile)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{certificate}}, p.Pool
}

// secure starts a server behind TLS on a loopback port and returns its URL.
func secure(t *testing.T, config *tls.Config) string {
	t.Helper()
	l, err := tls.Listen("tcp", "127.0.0.1:0", config)
	if err != nil {
		t.Fatal(err)
	}
	s := &server.Server{Password: "s/cret", Logger: slog.New(slog.DiscardHandler)}
	served := make(chan error, 1)
	go func() { served <- s.Serve(l) }()
	t.Cleanup(func() {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		s.Shutdown(ctx)
		<-served
	})
	return "rediss://default:s%2Fcret@" + l.Addr().String() + "/0"
}

func TestRedissURLsMakeEncryptedConnections(t *testing.T) {
	config, pool := certified(t)
	url := secure(t, config)
	if _, err := DialURL(t.Context(), url); err == nil {
		t.Error("an unknown authority was accepted")
	} else if _, ok := errors.AsType[*tls.CertificateVerificationError](err); !ok || !refused(err) {
		t.Errorf("an unknown authority: got %v", err)
	}
	addr, o, err := ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	o.TLS.RootCAs = pool
	c, err := Dial(t.Context(), addr, o)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	s, err := c.Subscribe(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	value := strings.Repeat("value", 1<<16)
	if err := c.Set(t.Context(), "a", value); err != nil {
		t.Fatal(err)
	}
	if got, err := c.Get(t.Context(), "a"); got != value || err != nil {
		t.Errorf("got %d bytes, %v", len(got), err)
	}
	c.Publish(t.Context(), "a", value)
	if m, err := s.Receive(t.Context()); m.Payload != value || err != nil {
		t.Errorf("got a message of %d bytes, %v", len(m.Payload), err)
	}
	if o.TLS.ServerName != "" {
		t.Error("the caller's configuration was changed")
	}
}

// Read deadlines end and begin again on an encrypted connection as on any other.
func TestSilencesDoNotHurtEncryptedConnections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		config, pool := certified(t)
		o := scripted(t, func(conn net.Conn) { then(greets, echoes)(tls.Server(conn, config)) })
		o.TLS, o.StallTimeout = &tls.Config{RootCAs: pool, ServerName: "127.0.0.1"}, 10*time.Second
		c := connect(t, o)
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour) // a lost connection would be dialed again for ever
		defer cancel()
		for range 3 {
			time.Sleep(time.Minute)
			if got, err := c.bulk(ctx, "ECHO", "x"); got != "x" || err != nil {
				t.Errorf("got %q, %v", got, err)
			}
		}
	})
}
