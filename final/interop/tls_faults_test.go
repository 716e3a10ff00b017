package interop

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestClientsRefuseServersOfAnotherAuthority(t *testing.T) {
	eachTLSServer(t, false, func(t *testing.T, s tlsSetup) {
		other := newAuthority(t, "another authority")
		for _, lib := range libraries() {
			_, err := lib.open(libraryOptions{addr: s.addr, tls: other.trust()})
			require.ErrorContains(t, err, "certificate signed by unknown authority", lib.name)
		}
		s.wantAlive(t)
		got, err := s.redisCLI(t, "--cacert", other.file, "PING").CombinedOutput()
		require.Error(t, err)
		require.Contains(t, string(got), "certificate verify failed")
		s.wantAlive(t)
	})
}

// A client without a certificate, or with one that somebody else has signed, is
// not served, whatever it has sent by then.
func TestServersRefuseClientsOfAnotherAuthority(t *testing.T) {
	eachTLSServer(t, true, func(t *testing.T, s tlsSetup) {
		good := s.ca.issue("a client", x509.ExtKeyUsageClientAuth)
		bad := newAuthority(t, "another authority").issue("a client", x509.ExtKeyUsageClientAuth)
		for name, config := range map[string]*tls.Config{"no certificate": s.ca.trust(), "another's": s.ca.trust(bad)} {
			for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
				config := config.Clone()
				config.MinVersion, config.MaxVersion = version, version
				conn := tls.Client(s.dialRaw(t), config)
				io.WriteString(conn, "PING\r\nSET k v\r\n")
				if got, err := io.ReadAll(conn); len(got) > 0 || err == nil {
					t.Errorf("%s, %s: got %q, %v", name, tls.VersionName(version), got, err)
				}
				conn.Close()
			}
			for _, lib := range libraries() {
				_, err := lib.open(libraryOptions{addr: s.addr, tls: config})
				require.Error(t, err, "%s, %s", name, lib.name)
			}
		}
		s.wantAlive(t, good)
	})
}

// Plain commands on the TLS port are not carried out. The connection ends, and no
// reply in plain text comes before that.
func TestTLSPortRefusesPlainText(t *testing.T) {
	eachTLSServer(t, false, func(t *testing.T, s tlsSetup) {
		for _, sent := range []string{
			"PING\r\n",
			"*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n",
			"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
			"\x16\x03\x01\x00\x05hello", // the start of a handshake, and nonsense
			strings.Repeat("\x00", 100_000),
		} {
			conn := s.dialRaw(t)
			io.WriteString(conn, sent) // the server may have gone away before all is sent
			got, err := io.ReadAll(conn)
			var network net.Error
			if errors.As(err, &network) && network.Timeout() {
				t.Errorf("%.20q: the connection stays open", sent)
			}
			// A TLS alert is seven bytes, and the first says what it is.
			if len(got) > 0 && (len(got) != 7 || got[0] != 21) {
				t.Errorf("%.20q: got %q", sent, got)
			}
			conn.Close()
		}
		s.wantAlive(t)
		c := tls.Client(s.dialRaw(t), s.ca.trust())
		require.Equal(t, "$-1\r\n", firstLine(t, c, "GET k\r\n"))
	})
}

// Clients that connect and do not finish the handshake hold nobody else up.
func TestUnfinishedHandshakesHoldNobodyUp(t *testing.T) {
	eachTLSServer(t, false, func(t *testing.T, s tlsSetup) {
		for range 50 {
			s.dialRaw(t)                                         // says nothing
			io.WriteString(s.dialRaw(t), "\x16\x03\x01\x02\x00") // says half
			s.dialRaw(t).Close()
		}
		s.wantAlive(t)
	})
}

// A client may leave in any way: with the end of its stream, or without a word.
func TestTLSClientsLeave(t *testing.T) {
	eachTLSServer(t, false, func(t *testing.T, s tlsSetup) {
		for i := range 20 {
			raw := s.dialRaw(t)
			conn := tls.Client(raw, s.ca.trust())
			require.Equal(t, "+PONG\r\n", firstLine(t, conn, "PING\r\n"))
			io.WriteString(conn, "GET half of a comm")
			switch i % 3 {
			case 0:
				conn.Close()
			case 1:
				raw.Close()
			case 2:
				raw.(*net.TCPConn).SetLinger(0)
				raw.Close()
			}
		}
		s.wantAlive(t)
	})
}

// Stopping the server ends every TLS connection, also those whose handshake has
// not happened, and the process.
func TestShutdownEndsTLSConnections(t *testing.T) {
	eachTLSServer(t, false, func(t *testing.T, s tlsSetup) {
		var open []net.Conn
		for range 5 {
			conn := tls.Client(s.dialRaw(t), s.ca.trust())
			require.Equal(t, "+PONG\r\n", firstLine(t, conn, "PING\r\n"))
			open = append(open, conn)
		}
		subscriber := tls.Client(s.dialRaw(t), s.ca.trust())
		require.Equal(t, "*3\r\n", firstLine(t, subscriber, "SUBSCRIBE news\r\n"))
		open = append(open, s.dialRaw(t))

		s.stop()
		for i, conn := range open {
			got, err := io.ReadAll(conn)
			if len(got) > 0 || timedOut(err) {
				t.Errorf("connection %d: got %q, %v", i, got, err)
			}
		}
		rest, err := io.ReadAll(subscriber)
		if !strings.HasSuffix("$9\r\nsubscribe\r\n$4\r\nnews\r\n:1\r\n", string(rest)) || timedOut(err) {
			t.Errorf("subscriber: got %q, %v", rest, err)
		}
	})
}

// wantAlive fails the test unless the server answers a client that shows these certificates.
func (s tlsSetup) wantAlive(t *testing.T, own ...certificate) {
	t.Helper()
	conn := tls.Client(s.dialRaw(t), s.ca.trust(own...))
	defer conn.Close()
	require.Equal(t, "+PONG\r\n", firstLine(t, conn, "PING\r\n"))
}

// dialRaw returns a TCP connection to the TLS port, which closes with the test.
func (s tlsSetup) dialRaw(t *testing.T) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", s.addr)
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	return conn
}

// firstLine sends commands and returns the first line of the answer.
func firstLine(t *testing.T, conn net.Conn, commands string) string {
	t.Helper()
	_, err := io.WriteString(conn, commands)
	require.NoError(t, err)
	line, err := bufio.NewReader(conn).ReadString('\n')
	require.NoError(t, err)
	return line
}
