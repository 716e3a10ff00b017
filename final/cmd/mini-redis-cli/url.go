package main

import (
	"cmp"
	"errors"
	"net"
	"net/url"
	"strconv"
	"strings"

	"mini-redis/final/client"
)

// applyURL sets what raw says:
//
//	redis[s]://[[user:]password@]host[:port][/N]
//	unix://[[user:]password@]/path
//
// A single word before the '@' is the password, as for redis-cli; all else is read
// by client.ParseURL. A port that raw leaves out stays as the other flags have it, and
// the socket of another flag stays instead of what raw leads to. The error never quotes raw, which may hold a password.
func (o *options) applyURL(raw string) error {
	u, err := url.Parse(raw)
	if err == nil && u.User != nil {
		if _, ok := u.User.Password(); !ok {
			u.User = url.UserPassword("", u.User.Username())
			raw = u.String()
		}
	}
	if err == nil && u.Scheme != "unix" && u.Path != "" && u.Path != "/" {
		n, err := strconv.Atoi(u.Path[1:])
		if err != nil || n < 0 {
			return errors.New("-u URL: a path that is no database; a slash in a password needs percent-encoding")
		}
		o.database = n
		u.Path, u.RawPath = "", "" // the library takes only 0
		raw = u.String()
	}
	if err == nil && u.RawQuery != "" {
		return errors.New("-u URL: parameters are for programs that use the client library")
	}
	address, said, err := client.ParseURL(raw)
	if err != nil {
		return errors.New("-u " + strings.TrimPrefix(err.Error(), "client: "))
	}
	if said.Password != "" {
		o.user, o.password = said.Username, said.Password
	}
	if said.Network == "unix" {
		o.socket = cmp.Or(o.socket, address)
		return nil
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return errors.New("-u URL: malformed address")
	}
	o.host = host
	if u.Port() != "" {
		o.port = port
	}
	o.tls.on = o.tls.on || said.TLS != nil
	return nil
}
