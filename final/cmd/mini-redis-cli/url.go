package main

import (
	"errors"
	"net/url"
	"strings"
)

// applyURL sets what raw says:
//
//	redis[s]://[[user:]password@][host][:port][/0]
//
// A single word before the '@' is the password. What raw leaves out stays as the
// other flags have it. The error never quotes raw, which may hold a password.
func (o *options) applyURL(raw string) error {
	u, err := url.Parse(raw)
	if err != nil {
		return errors.New("-u takes no such URL")
	}
	switch strings.ToLower(u.Scheme) {
	case "redis":
	case "rediss":
		o.tls.on = true
	default:
		return errors.New("-u takes a URL that begins with redis:// or rediss://")
	}
	if u.Path != "" && u.Path != "/" && u.Path != "/0" {
		return errors.New("-u: there is no database but 0")
	}
	if u.User != nil {
		if password, ok := u.User.Password(); ok {
			o.user, o.password = u.User.Username(), password
		} else {
			o.password = u.User.Username()
		}
	}
	if host := u.Hostname(); host != "" {
		o.host = host
	}
	if port := u.Port(); port != "" {
		o.port = port
	}
	return nil
}
