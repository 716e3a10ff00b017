package client

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// DialURL is Dial to what ParseURL makes of rawURL.
func DialURL(ctx context.Context, rawURL string) (*Client, error) {
	addr, o, err := ParseURL(rawURL)
	if err != nil {
		return nil, err
	}
	return Dial(ctx, addr, o)
}

// ParseURL reads redis://[user:password@]host[:port][/0], with rediss for TLS, or
// unix://[user:password@]/path for a Unix socket, and returns the address and the
// options that it stands for. The port is 6379 if it is missing, and the user may be
// empty. Percent-encoding is undone. A database other than 0 is an error. No error shows
// the password.
//
// Options may follow after a '?', each at most once, as in ?timeout=500ms&conns=4:
//
//	name, protocol, conns                 as in Options
//	timeout, dial_timeout, stall_timeout  as time.ParseDuration reads them
//	retry_reads, retry_refused            true or false
func ParseURL(rawURL string) (addr string, o Options, err error) {
	u, err := url.Parse(rawURL)
	if err != nil {
		// The error of url.Parse quotes parts of the password.
		return "", Options{}, errors.New("client: URL: malformed; a password may need percent-encoding")
	}
	switch u.Scheme {
	case "redis":
		addr, err = hostAndPort(u)
	case "rediss":
		addr, err = hostAndPort(u)
		o.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	case "unix":
		addr, err = socketPath(u)
		o.Network = "unix"
	default:
		err = errors.New("client: URL: it does not begin with redis://, rediss:// or unix://")
	}
	switch {
	case err != nil:
		return "", Options{}, err
	case u.Fragment != "":
		return "", Options{}, errors.New("client: URL: a '#', which needs percent-encoding in a password")
	}
	if err := o.parameters(u.RawQuery); err != nil {
		return "", Options{}, fmt.Errorf("client: URL: %w", err)
	}
	if u.User != nil {
		o.Username = u.User.Username()
		o.Password, _ = u.User.Password()
		if o.Password == "" {
			return "", Options{}, errors.New("client: URL: a user without a password; write " + u.Scheme + "://:password@… for the default user")
		}
	}
	return addr, o, nil
}

// hostAndPort returns the address of a server that TCP leads to.
func hostAndPort(u *url.URL) (string, error) {
	switch {
	case u.Hostname() == "":
		return "", errors.New("client: URL: no host")
	case strings.ContainsAny(u.Hostname(), ":[]") && u.Host[0] != '[':
		return "", errors.New("client: URL: a host with colons or brackets; an IPv6 address goes into [ ]")
	case u.Path != "" && u.Path != "/" && u.Path != "/0":
		return "", errors.New("client: URL: a path other than /0; a slash in a password needs percent-encoding")
	}
	return net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), "6379")), nil
}

// socketPath returns the address of a server at a Unix socket.
func socketPath(u *url.URL) (string, error) {
	switch {
	case u.Host != "":
		return "", errors.New("client: URL: a host; the path of a Unix socket begins with a slash, as in unix:///tmp/redis.sock")
	case u.Path == "" || u.Path == "/":
		return "", errors.New("client: URL: no path")
	}
	return u.Path, nil
}

// parameters sets the options of a URL's query. No error quotes it: it may be a part of a password.
func (o *Options) parameters(query string) error {
	values, err := url.ParseQuery(query)
	if err != nil {
		return errors.New("malformed parameters")
	}
	for name, all := range values {
		if len(all) != 1 {
			return errors.New("a parameter is there twice")
		}
		if err := o.parameter(name, all[0]); err != nil {
			return err
		}
	}
	return nil
}

func (o *Options) parameter(name, value string) (err error) {
	switch name {
	case "name":
		o.Name = value
	case "protocol":
		o.Protocol, err = strconv.Atoi(value)
	case "conns":
		o.Conns, err = strconv.Atoi(value)
	case "timeout":
		o.Timeout, err = time.ParseDuration(value)
	case "dial_timeout":
		o.DialTimeout, err = time.ParseDuration(value)
	case "stall_timeout":
		o.StallTimeout, err = time.ParseDuration(value)
	case "retry_reads":
		o.RetryReads, err = strconv.ParseBool(value)
	case "retry_refused":
		o.RetryRefused, err = strconv.ParseBool(value)
	default:
		return errors.New("an unknown parameter; a question mark in a password needs percent-encoding")
	}
	if err != nil {
		return fmt.Errorf("the value of %s is malformed", name)
	}
	return nil
}
