package server

import (
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"
)

// A remoteConn is a connection that comes from an address.
type remoteConn struct {
	net.Conn
	remote net.IP
}

func (c remoteConn) RemoteAddr() net.Addr { return &net.TCPAddr{IP: c.remote, Port: 1234} }

// Without a password, protected mode refuses clients from other machines, says why, and
// keeps no place for them.
func TestProtectedModeRefusesOtherMachines(t *testing.T) {
	here := []net.IP{net.IPv4(127, 0, 0, 1), net.IPv4(127, 1, 2, 3), net.IPv6loopback}
	elsewhere := []net.IP{net.IPv4(192, 0, 2, 1), net.ParseIP("2001:db8::1"), net.IPv4(10, 0, 0, 1)}
	for _, tt := range []struct {
		name    string
		server  *Server
		refused bool // clients from elsewhere
	}{
		{"protected", &Server{ProtectedMode: true, MaxClients: 1}, true},
		{"protected, over the limit rejected", &Server{ProtectedMode: true, MaxClients: 1, RejectClients: true}, true},
		{"password", &Server{ProtectedMode: true, Password: "secret", MaxClients: 1}, false},
		{"not protected", &Server{MaxClients: 1}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, l := tt.server, newMemListener()
				start(t, s, l)
				answer := func(ip net.IP) string {
					near, far := net.Pipe()
					defer near.Close()
					l.Offer(remoteConn{far, ip})
					near.SetDeadline(time.Now().Add(time.Minute))
					go io.WriteString(near, "QUIT\r\n")
					all, err := io.ReadAll(near)
					if err != nil {
						t.Error(err)
					}
					synctest.Wait()
					return string(all)
				}
				for _, ip := range here {
					if got := answer(ip); got != "+OK\r\n" {
						t.Errorf("%v got %q", ip, got)
					}
				}
				want := "+OK\r\n"
				if tt.refused {
					want = "-" + errProtected + "\r\n"
				}
				for _, ip := range elsewhere {
					if got := answer(ip); got != want {
						t.Errorf("%v got %q, want %q", ip, got, want)
					}
				}
				if got := s.stats.rejected.Load(); (got == int64(len(elsewhere))) != tt.refused {
					t.Errorf("%d connections count as rejected", got)
				}
			})
		})
	}
}

// The refusal reaches a client that comes over a network.
func TestProtectedModeOnAnAddressOfThisMachine(t *testing.T) {
	host := outerAddress(t)
	s := &Server{ProtectedMode: true}
	for address, want := range map[string]string{"127.0.0.1": "", host: "-" + errProtected + "\r\n"} {
		l, err := net.Listen("tcp", net.JoinHostPort(address, "0"))
		if err != nil {
			t.Fatal(err)
		}
		start(t, s, l)
		conn, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		if want == "" {
			c := newClient(t, conn)
			c.send("PING")
			c.want("+PONG")
			continue
		}
		defer conn.Close()
		conn.SetDeadline(time.Now().Add(time.Minute))
		if got, err := io.ReadAll(conn); string(got) != want || err != nil {
			t.Errorf("%s: got %q, %v, want %q", address, got, err, want)
		}
	}
}

// outerAddress returns an IPv4 address of this machine that others may reach.
func outerAddress(t *testing.T) string {
	t.Helper()
	all, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, addr := range all {
		if ip, ok := addr.(*net.IPNet); ok && ip.IP.To4() != nil && ip.IP.IsGlobalUnicast() {
			return ip.IP.String()
		}
	}
	t.Skip("this machine is in no network")
	return ""
}
