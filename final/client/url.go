package client

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
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
		// The error of url.Parse quotes the URL, with the password in it.
		if inner, ok := errors.AsType[*url.Error](err); ok {
			err = inner.Err
		}
		return "", Options{}, fmt.Errorf("client: URL: %w", err)
	}
	switch u.Scheme {
	case "redis":
	case "rediss":
		o.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	default:
		return "", Options{}, fmt.Errorf("client: URL: scheme %q is not redis or rediss", u.Scheme)
	}
	switch {
	case u.Hostname() == "":
		return "", Options{}, errors.New("client: URL: no host")
	case u.Path != "" && u.Path != "/" && u.Path != "/0":
		return "", Options{}, fmt.Errorf("client: URL: database %q: there is only /0", u.Path)
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
