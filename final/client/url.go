package client

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/url"
	"strings"
)

// DialURL is Dial to what ParseURL makes of rawURL.
func DialURL(ctx context.Context, rawURL string) (*Client, error) {
	addr, o, err := ParseURL(rawURL)
	if err != nil {
		return nil, err
	}
	return Dial(ctx, addr, o)
}

// ParseURL reads redis://[user:password@]host[:port][/0], or with rediss for TLS,
// and returns the address and the options that it stands for. The port is 6379 if
// it is missing, and the user may be empty. Percent-encoding is undone. A database
// other than 0 and parameters after a '?' are errors. No error shows the password.
func ParseURL(rawURL string) (addr string, o Options, err error) {
	u, err := url.Parse(rawURL)
	if err != nil {
		// The error of url.Parse quotes parts of the password.
		return "", Options{}, errors.New("client: URL: malformed; a password may need percent-encoding")
	}
	switch u.Scheme {
	case "redis":
	case "rediss":
		o.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	default:
		return "", Options{}, errors.New("client: URL: it does not begin with redis:// or rediss://")
	}
	switch {
	case u.Hostname() == "":
		return "", Options{}, errors.New("client: URL: no host")
	case strings.ContainsAny(u.Hostname(), ":[]") && u.Host[0] != '[':
		return "", Options{}, errors.New("client: URL: a host with colons or brackets; an IPv6 address goes into [ ]")
	case u.Path != "" && u.Path != "/" && u.Path != "/0":
		return "", Options{}, errors.New("client: URL: a path other than /0; a slash in a password needs percent-encoding")
	case u.RawQuery != "" || u.Fragment != "":
		return "", Options{}, errors.New("client: URL: parameters are not supported")
	}
	if u.User != nil {
		o.Username = u.User.Username()
		o.Password, _ = u.User.Password()
		if o.Password == "" {
			return "", Options{}, errors.New("client: URL: a user without a password; write redis://:password@host for the default user")
		}
	}
	port := u.Port()
	if port == "" {
		port = "6379"
	}
	return net.JoinHostPort(u.Hostname(), port), o, nil
}
