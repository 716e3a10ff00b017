package program

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"mini-redis/final/internal/certificates"
	"mini-redis/final/internal/commandline"
	"mini-redis/final/server"
)

// An address is one to listen on. An optional one may be missing on this machine.
type address struct {
	host     string
	optional bool
}

func isSeparator(r rune) bool { return r == ' ' || r == '\t' || r == ',' }

// parseBind parses addresses as redis.conf has them, separated by blanks or commas: a
// leading - makes one optional, and * is all of IPv4 and, if the machine has it, of
// IPv6. Unlike there, an IPv6 address may have the brackets of a URL.
func parseBind(text string) (addresses []address, err error) {
	add := func(host string, optional bool) {
		same := func(a address) bool { return a.host == host }
		if !slices.ContainsFunc(addresses, same) {
			addresses = append(addresses, address{host, optional})
		}
	}
	for _, word := range strings.FieldsFunc(text, isSeparator) {
		host, optional := strings.CutPrefix(word, "-")
		switch host {
		case "":
			return nil, errors.New("there is no address after -")
		case "*":
			add("0.0.0.0", optional)
			add("::", true)
		case "::*":
			add("::", optional)
		default:
			add(commandline.Host(host), optional)
		}
	}
	if len(addresses) == 0 {
		return nil, errors.New("want at least one address")
	}
	return addresses, nil
}

// listeners are what the program listens on.
type listeners struct {
	plain, tls []net.Listener // one for each address, or none at all
	config     *tls.Config    // of tls, at the start
	unix       net.Listener   // or nil
	debug      net.Listener   // or nil
}

// listen listens on all that o asks for. On an error it listens on nothing.
func (o *options) listen() (_ *listeners, err error) {
	l := new(listeners)
	defer func() {
		if err != nil {
			l.close()
		}
	}()
	addresses, err := parseBind(o.bind)
	if err != nil {
		return nil, err
	}
	if o.plain {
		if l.plain, err = listenOn(addresses, o.port); err != nil {
			return nil, err
		}
	}
	if o.tls {
		if l.config, err = loadTLS(o.tlsParameters); err != nil {
			return nil, err
		}
		if l.tls, err = listenOn(addresses, o.tlsPort); err != nil {
			return nil, err
		}
	}
	if o.unixSocket != "" {
		if l.unix, err = listenUnix(o.unixSocket, o.unixSocketPerm); err != nil {
			return nil, err
		}
	}
	if o.debugAddr != "" {
		host, _, _ := net.SplitHostPort(o.debugAddr)
		if l.debug, err = net.Listen(networkOf(host), o.debugAddr); err != nil {
			return nil, fmt.Errorf("--debug-addr: %w", err)
		}
	}
	return l, nil
}

func (l *listeners) close() {
	closeListeners(l.plain)
	closeListeners(l.tls)
	if l.unix != nil {
		l.unix.Close()
	}
	if l.debug != nil {
		l.debug.Close()
	}
}

// join returns one listener for all clients of s, which owns theirs.
func (l *listeners) join(s *server.Server) net.Listener {
	all := slices.Clone(l.plain)
	for _, encrypted := range l.tls {
		all = append(all, s.TLSListener(encrypted))
	}
	if l.unix != nil {
		all = append(all, l.unix)
	}
	return join(all)
}

// attributes are what the log says when the server is ready: addr is the first
// address, also are the others, tls those for TLS, unixsocket the path of that.
func (l *listeners) attributes() (attributes []any) {
	if len(l.plain) > 0 {
		attributes = append(attributes, "addr", l.plain[0].Addr().String())
	}
	if len(l.plain) > 1 {
		attributes = append(attributes, "also", addressesOf(l.plain[1:]))
	}
	if len(l.tls) > 0 {
		attributes = append(attributes, "tls", addressesOf(l.tls))
	}
	if l.unix != nil {
		attributes = append(attributes, "unixsocket", l.unix.Addr().String())
	}
	if l.debug != nil {
		attributes = append(attributes, "debug", l.debug.Addr().String())
	}
	return append(attributes, "pid", os.Getpid())
}

// addressesOf returns what the listeners listen on, separated by blanks.
func addressesOf(listeners []net.Listener) string {
	var all []string
	for _, l := range listeners {
		all = append(all, l.Addr().String())
	}
	return strings.Join(all, " ")
}

// beyondLoopback reports whether other machines can reach one of the addresses.
func (l *listeners) beyondLoopback() bool {
	return slices.ContainsFunc(slices.Concat(l.plain, l.tls), isBeyondLoopback)
}

func isBeyondLoopback(l net.Listener) bool { return !l.Addr().(*net.TCPAddr).IP.IsLoopback() }

// listenOn listens on one port of all addresses. Port 0 is any port that is free on
// all of them.
func listenOn(addresses []address, port int) ([]net.Listener, error) {
	for attempt := 1; ; attempt++ {
		all, err := tryListen(addresses, port)
		// A port that is free on the first address may be taken on another one.
		if err == nil || port != 0 || attempt == 10 || !errors.Is(err, syscall.EADDRINUSE) {
			return all, err
		}
	}
}

func tryListen(addresses []address, port int) (all []net.Listener, err error) {
	var missing error
	for _, a := range addresses {
		l, err := net.Listen(networkOf(a.host), net.JoinHostPort(a.host, strconv.Itoa(port)))
		switch {
		case err == nil:
			all = append(all, l)
			port = portOf(l)
		case a.optional && isMissing(err):
			missing = err
		default:
			closeListeners(all)
			return nil, err
		}
	}
	if len(all) == 0 {
		return nil, missing
	}
	return all, nil
}

// networkOf returns the network that an address is of. Listening on 0.0.0.0 is then about
// IPv4 alone, and on :: about IPv6: with "tcp", either would be both.
func networkOf(host string) string {
	switch ip, err := netip.ParseAddr(host); {
	case err != nil:
		return "tcp" // a name, which may be of both
	case ip.Is4():
		return "tcp4"
	default:
		return "tcp6"
	}
}

// isMissing reports whether the machine does not have the address, or nothing of its
// family.
func isMissing(err error) bool {
	const wsaNoFamily, wsaNotAvailable = syscall.Errno(10047), syscall.Errno(10049) // as Windows has them
	return slices.ContainsFunc([]error{
		syscall.EADDRNOTAVAIL, syscall.EAFNOSUPPORT, syscall.EPROTONOSUPPORT, wsaNoFamily, wsaNotAvailable,
	}, func(target error) bool { return errors.Is(err, target) })
}

func portOf(l net.Listener) int { return l.Addr().(*net.TCPAddr).Port }

func closeListeners(all []net.Listener) {
	for _, l := range all {
		l.Close()
	}
}

// loadTLS is the LoadTLS of a server.
func loadTLS(p server.TLSParameters) (*tls.Config, error) {
	return certificates.Load(p.CertFile, p.KeyFile, p.CAFile, p.AuthClients)
}
