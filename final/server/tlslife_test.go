package server

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// tlsInMemory starts s on a TLS listener for a bubble. Tickets would have the server
// write, over a connection without buffers, when nobody reads.
func tlsInMemory(t *testing.T, p *pki, s *Server) *memListener {
	t.Helper()
	config, err := loadTLS(p.parameters())
	if err != nil {
		t.Fatal(err)
	}
	config.SessionTicketsDisabled = true
	l := newMemListener()
	start(t, s, tls.NewListener(l, config))
	return l
}

// dialMemory returns a client on l after the handshake.
func (p *pki) dialMemory(t *testing.T, l *memListener) *client {
	t.Helper()
	conn := tls.Client(l.dial(), p.ClientConfig())
	if err := conn.Handshake(); err != nil {
		t.Fatal(err)
	}
	return newClient(t, conn)
}

// Who connects and says nothing, or stops in the middle of the handshake, is
// disconnected after 10 s, and meanwhile keeps nobody else from being accepted.
func TestHandshakeTakesTenSecondsAtMost(t *testing.T) {
	p := newPKI(t)
	for _, said := range []string{"", "\x16\x03\x01\x02\x00"} {
		synctest.Test(t, func(t *testing.T) {
			s := &Server{MaxClients: 2}
			l := tlsInMemory(t, p, s)
			begin := time.Now()
			silent := newClient(t, l.dial())
			if said != "" {
				silent.raw(said)
			}
			p.dialMemory(t, l).do("PING")
			if took := time.Since(begin); took != 0 {
				t.Errorf("the next client has waited %v", took)
			}
			if _, err := io.Copy(io.Discard, silent.conn); err != nil {
				t.Error(err)
			}
			if took := time.Since(begin); took != handshakeTimeout {
				t.Errorf("disconnected after %v, want %v", took, handshakeTimeout)
			}
			p.dialMemory(t, l).do("PING") // the place is free again
		})
	}
}

// After the handshake its time limit no longer matters.
func TestHandshakeLimitEndsWithTheHandshake(t *testing.T) {
	p := newPKI(t)
	synctest.Test(t, func(t *testing.T) {
		l := tlsInMemory(t, p, new(Server))
		c := p.dialMemory(t, l)
		time.Sleep(2 * handshakeTimeout)
		c.send("PING")
		c.want("+PONG")
	})
}

// Plain text ends that connection, which the log says in one line, at debug level.
func TestPlainTextOnTheTLSPortEndsTheConnection(t *testing.T) {
	p := newPKI(t)
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		s := &Server{Logger: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))}
		l := tlsInMemory(t, p, s)
		conn := l.dial()
		go io.WriteString(conn, "PING\r\nPING\r\n")
		io.Copy(io.Discard, conn)
		conn.Close()
		synctest.Wait()
		if got := strings.Count(log.String(), "TLS handshake: "); got != 1 || !strings.Contains(log.String(), "level=DEBUG msg=\"client gone\" id=1 addr=pipe err=\"TLS handshake: tls: first record does not look like a TLS handshake\"") {
			t.Errorf("the log has %d lines of the handshake:\n%s", got, log.String())
		}
		if strings.Contains(log.String(), "level=WARN") || strings.Contains(log.String(), "PING") {
			t.Errorf("the log says too much:\n%s", log.String())
		}
		p.dialMemory(t, l).do("PING")
	})
}

// A publisher does not wait for a slow TLS subscriber to be dropped.
func TestSlowTLSSubscriberIsDropped(t *testing.T) {
	p := newPKI(t)
	synctest.Test(t, func(t *testing.T) {
		s, _ := serverWithSmallQueues()
		l := tlsInMemory(t, p, s)
		slow, publisher := p.dialMemory(t, l), p.dialMemory(t, l)
		slow.send("SUBSCRIBE", "a")
		slow.want("[subscribe a :1]")
		begin := time.Now()
		for range 20 {
			publisher.do("PUBLISH", "a", "m")
		}
		publisher.send("PUBLISH", "a", "m")
		publisher.want(":0")
		synctest.Wait()
		s.mu.Lock()
		if len(s.conns) != 1 {
			t.Errorf("%d clients are left, want the publisher alone", len(s.conns))
		}
		s.mu.Unlock()
		if waited := time.Since(begin); waited != 0 {
			t.Errorf("dropping has taken %v", waited)
		}
		wantEmptyHub(t, s)
	})
}

// Killing does not wait for a client that does not read, to take leave of it.
func TestKilledTLSClientIsGoneAtOnce(t *testing.T) {
	p := newPKI(t)
	synctest.Test(t, func(t *testing.T) {
		s := new(Server)
		l := tlsInMemory(t, p, s)
		p.dialMemory(t, l).do("PING")
		synctest.Wait()
		s.mu.Lock()
		for c := range s.conns {
			c.kill(EndKilled)
		}
		s.mu.Unlock()
		synctest.Wait()
		s.mu.Lock()
		defer s.mu.Unlock()
		if len(s.conns) != 0 {
			t.Error("the client is still there")
		}
	})
}

// Shutdown ends idle connections as soon as their clients leave, and handshakes at
// once.
func TestShutdownEndsTLSConnections(t *testing.T) {
	p := newPKI(t)
	synctest.Test(t, func(t *testing.T) {
		s := new(Server)
		l := tlsInMemory(t, p, s)
		for range 3 {
			c := p.dialMemory(t, l)
			c.do("PING")
			go func() {
				c.wantEnd()
				c.close()
			}()
		}
		newClient(t, l.dial()) // says nothing
		synctest.Wait()
		begin := time.Now()
		if err := s.Shutdown(t.Context()); err != nil {
			t.Errorf("Shutdown returned %v", err)
		}
		if took := time.Since(begin); took != 0 {
			t.Errorf("Shutdown has taken %v", took)
		}
	})
}

// What was received before Shutdown is executed, and the replies still go out.
func TestRepliesUnderWayReachTLSClientsAfterShutdown(t *testing.T) {
	p := newPKI(t)
	synctest.Test(t, func(t *testing.T) {
		s := new(Server)
		l := tlsInMemory(t, p, s)
		c := p.dialMemory(t, l)
		value := strings.Repeat("v", 100_000)
		c.send("SET", "k", value)
		c.want("+OK")
		c.raw(strings.Repeat("GET k\r\n", 20))
		synctest.Wait() // the server is stuck in writing the first of them
		done := make(chan error, 1)
		go func() { done <- s.Shutdown(context.Background()) }()
		synctest.Wait()
		c.want(repeat(20, value)...)
		c.wantEnd()
		c.close()
		if err := <-done; err != nil {
			t.Errorf("Shutdown returned %v", err)
		}
	})
}

// When the grace period ends, nothing waits for a TLS client that does not read.
func TestForcedShutdownDoesNotTakeLeaveOfTLSClients(t *testing.T) {
	p := newPKI(t)
	synctest.Test(t, func(t *testing.T) {
		s := new(Server)
		l := tlsInMemory(t, p, s)
		for range 3 {
			p.dialMemory(t, l).do("PING")
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		begin := time.Now()
		if err := s.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Shutdown returned %v", err)
		}
		if took := time.Since(begin); took != time.Second {
			t.Errorf("Shutdown has taken %v, want 1s", took)
		}
	})
}
