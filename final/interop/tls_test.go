package interop

import (
	"crypto/x509"
	"fmt"
	"net"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A tlsSetup is a server that listens for TLS, and who signed its certificate.
type tlsSetup struct {
	*server
	ca *authority
}

// eachTLSServer runs test against each server with a TLS port; s.addr is that one.
// If clientsMustShow, clients have to show a certificate that the same authority
// has signed.
func eachTLSServer(t *testing.T, clientsMustShow bool, test func(t *testing.T, s tlsSetup)) {
	t.Setenv("GORACE", "atexit_sleep_ms=100") // of 1000, for each server that stops
	for _, kind := range serverKinds() {
		ca := newAuthority(t, "a test's authority")
		own := ca.issue("a server", x509.ExtKeyUsageServerAuth)
		s := startTLS(t, kind, clientsMustShow, ca, own)
		t.Run(s.name, func(t *testing.T) { test(t, tlsSetup{s, ca}) })
		s.stop()
	}
}

// startTLS starts a server with a TLS port, and no other unless the flags say so.
func startTLS(t *testing.T, kind serverKind, clientsMustShow bool, ca *authority, own certificate, flags ...string) *server {
	t.Helper()
	port := freePort(t)
	all := []string{"--port", "0", "--tls-port", port, "--tls-cert-file", own.certFile, "--tls-key-file", own.keyFile}
	switch {
	case clientsMustShow:
		all = append(all, "--tls-ca-cert-file", ca.file)
	case kind.name == "redis":
		all = append(all, "--tls-auth-clients", "no") // the other server asks only if it has an authority to check by
	}
	s := kind.start(t, append(all, flags...)...)
	s.addr = net.JoinHostPort("127.0.0.1", port)
	return s
}

// redisCLI returns a redis-cli that speaks TLS with s.
func (s tlsSetup) redisCLI(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	help, err := exec.Command("redis-cli", "--help").CombinedOutput()
	if err != nil || !strings.Contains(string(help), "--tls") {
		if inCI() {
			t.Fatalf("there is no redis-cli that speaks TLS: %v", err)
		}
		t.Skip("there is no redis-cli that speaks TLS")
	}
	_, port, _ := net.SplitHostPort(s.addr)
	return exec.CommandContext(aMinute(t), "redis-cli", append([]string{"-h", "127.0.0.1", "-p", port, "--tls"}, args...)...)
}

func TestRedisCLISpeaksTLS(t *testing.T) {
	eachTLSServer(t, false, func(t *testing.T, s tlsSetup) {
		for _, step := range []struct{ command, want string }{
			{"PING", "PONG\n"},
			{"SET k v", "OK\n"},
			{"GET k", "v\n"},
			{"GET missing", "\n"},
			{"INCR k", "ERR value is not an integer or out of range\n\n"},
		} {
			args := append([]string{"--cacert", s.ca.file}, strings.Fields(step.command)...)
			got, err := s.redisCLI(t, args...).CombinedOutput()
			require.NoError(t, err)
			require.Equal(t, step.want, string(got), step.command)
		}
	})
}

func TestRedisCLIShowsItsCertificate(t *testing.T) {
	eachTLSServer(t, true, func(t *testing.T, s tlsSetup) {
		own := s.ca.issue("a client", x509.ExtKeyUsageClientAuth)
		got, err := s.redisCLI(t, "--cacert", s.ca.file, "--cert", own.certFile, "--key", own.keyFile, "PING").CombinedOutput()
		require.NoError(t, err)
		require.Equal(t, "PONG\n", string(got))

		got, err = s.redisCLI(t, "--cacert", s.ca.file, "PING").CombinedOutput()
		require.Error(t, err, "%q", got)
		require.NotContains(t, string(got), "PONG")
	})
}

func TestRedisCLIPipesCommandsOverTLS(t *testing.T) {
	const commands = 10_000
	eachTLSServer(t, false, func(t *testing.T, s tlsSetup) {
		one := s.redisCLI(t, "--cacert", s.ca.file)
		one.Stdin = strings.NewReader(strings.Repeat("INCR one\n", commands))
		got, err := one.CombinedOutput()
		require.NoError(t, err)
		var want strings.Builder
		for i := range commands {
			fmt.Fprintln(&want, i+1)
		}
		if string(got) != want.String() {
			t.Errorf("%d lines, want %d, counting up", strings.Count(string(got), "\n"), commands)
		}

		all := s.redisCLI(t, "--cacert", s.ca.file, "--pipe")
		all.Stdin = strings.NewReader(strings.Repeat("*2\r\n$4\r\nINCR\r\n$3\r\nall\r\n", commands))
		got, err = all.CombinedOutput()
		require.NoError(t, err)
		require.Contains(t, string(got), fmt.Sprintf("errors: 0, replies: %d\n", commands))
	})
}

func TestLibrariesSpeakTLS(t *testing.T) {
	large := strings.Repeat("0123456789abcde\n", 1<<16)
	for _, clientsMustShow := range []bool{false, true} {
		eachTLSServer(t, clientsMustShow, func(t *testing.T, s tlsSetup) {
			config := s.ca.trust()
			if clientsMustShow {
				config = s.ca.trust(s.ca.issue("a client", x509.ExtKeyUsageClientAuth))
			}
			for _, lib := range libraries() {
				t.Run(fmt.Sprintf("%s shown %v", lib.name, clientsMustShow), func(t *testing.T) {
					c := openLibrary(t, lib, libraryOptions{addr: s.addr, tls: config})
					ctx := aMinute(t)
					require.NoError(t, c.set(ctx, "k", large))
					value, _, err := c.get(ctx, "k")
					require.NoError(t, err)
					if value != large {
						t.Errorf("got %d other bytes, want the %d that were set", len(value), len(large))
					}
					tlsPipeline(t, c)
					tlsMessages(t, c)
				})
			}
		})
	}
}

func tlsPipeline(t *testing.T, c libraryClient) {
	t.Helper()
	const n = 10_000
	commands := [][]string{{"DEL", "n"}}
	for range n {
		commands = append(commands, []string{"INCR", "n"})
	}
	replies, err := c.pipeline(aMinute(t), commands)
	require.NoError(t, err)
	for i, reply := range replies[1:] {
		require.EqualValues(t, i+1, reply)
	}
	require.Len(t, replies, n+1)
}

func tlsMessages(t *testing.T, c libraryClient) {
	t.Helper()
	ctx := aMinute(t)
	s := c.subscriber()
	defer s.close()
	require.NoError(t, s.subscribe(ctx, "news"))
	wantNext(ctx, t, s, "subscribe news 1")
	require.NoError(t, s.psubscribe(ctx, "n*"))
	wantNext(ctx, t, s, "psubscribe n* 2")
	for i := range 100 {
		_, err := c.publish(ctx, "news", fmt.Sprint(i))
		require.NoError(t, err)
		wantNext(ctx, t, s, fmt.Sprintf("message news %d", i), fmt.Sprintf("pmessage n* news %d", i))
	}
	require.NoError(t, s.unsubscribe(ctx, "news"))
	wantNext(ctx, t, s, "unsubscribe news 1")
}

// The plain port and the TLS port lead to the same keys.
func TestPlainAndTLSPortsShareTheKeys(t *testing.T) {
	t.Setenv("GORACE", "atexit_sleep_ms=100")
	for _, kind := range serverKinds() {
		ca := newAuthority(t, "a test's authority")
		plainPort := freePort(t)
		s := startTLS(t, kind, false, ca, ca.issue("a server", x509.ExtKeyUsageServerAuth), "--port", plainPort)
		t.Run(s.name, func(t *testing.T) {
			for _, lib := range libraries() {
				plain := openLibrary(t, lib, libraryOptions{addr: net.JoinHostPort("127.0.0.1", plainPort)})
				encrypted := openLibrary(t, lib, libraryOptions{addr: s.addr, tls: ca.trust()})
				require.NoError(t, plain.set(t.Context(), "k", lib.name))
				value, _, err := encrypted.get(t.Context(), "k")
				require.NoError(t, err)
				require.Equal(t, lib.name, value)
			}
		})
		s.stop()
	}
}
