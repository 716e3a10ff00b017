// Package commandline is what the programs have in common that read a command line:
// flags whose errors name them as they were typed, and hosts and addresses as people
// copy them.
package commandline

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/url"
	"strings"
)

// Parse is flags.Parse(args), except that an error about --name says --name, where
// that of package flag says -name. flag.ErrHelp is returned as it is.
func Parse(flags *flag.FlagSet, args []string) error {
	err := flags.Parse(args)
	read := args[:len(args)-flags.NArg()] // up to the one that is wrong
	if err == nil || errors.Is(err, flag.ErrHelp) || len(read) == 0 {
		return err
	}
	last := read[len(read)-1]
	word, value, _ := strings.Cut(last, "=")
	if text, ok := asTyped(err.Error(), word, value); ok {
		return errors.New(text)
	}
	if len(read) > 1 { // the value may be a word of its own
		if text, ok := asTyped(err.Error(), read[len(read)-2], last); ok {
			return errors.New(text)
		}
	}
	return err
}

// asTyped returns what package flag says of the flag that word is, with the dashes of
// word. ok is false if text is not about that flag and that value.
func asTyped(text, word, value string) (typed string, ok bool) {
	name := "-" + strings.TrimLeft(word, "-")
	for _, around := range [][2]string{
		{"flag provided but not defined: ", ""},
		{"flag needs an argument: ", ""},
		{fmt.Sprintf("invalid value %q for flag ", value), ": "},
		{fmt.Sprintf("invalid boolean value %q for ", value), ": "},
	} {
		if rest, found := strings.CutPrefix(text, around[0]+name+around[1]); found {
			return around[0] + word + around[1] + rest, true
		}
	}
	return "", false
}

// Host returns the host that a word names: an IPv6 address is taken out of the brackets
// that it has in a URL.
func Host(word string) string {
	if inner, ok := strings.CutPrefix(word, "["); ok && strings.HasSuffix(inner, "]") {
		return strings.TrimSuffix(inner, "]")
	}
	return word
}

// ErrNoAddress says that a word is neither host:port nor a path nor a URL.
var ErrNoAddress = errors.New("no host:port, such as 127.0.0.1:6379")

// Address returns the address that a word names: host:port, the path of a Unix socket,
// which has a slash in it, or what the URL of one of them leads to, redis://host[:port]
// or unix:///path. A URL that says more is an error, which does not quote it, as there
// may be a password in it. The error of what is no URL is ErrNoAddress.
func Address(word string) (string, error) {
	if strings.Contains(word, "://") {
		return urlAddress(word)
	}
	if strings.Contains(word, "/") {
		return word, nil
	}
	if _, port, err := net.SplitHostPort(word); err != nil || port == "" {
		return "", ErrNoAddress
	}
	return word, nil
}

func urlAddress(word string) (string, error) {
	u, err := url.Parse(word)
	switch {
	case err != nil:
		return "", errors.New("URL: malformed")
	case u.User != nil:
		return "", errors.New("URL: a user and a password are not supported here")
	case u.Scheme == "rediss":
		return "", errors.New("URL: TLS is not supported here")
	case u.RawQuery != "" || u.Fragment != "":
		return "", errors.New("URL: parameters are not supported")
	case u.Scheme == "unix" && u.Host == "" && len(u.Path) > 1:
		return u.Path, nil
	case u.Scheme != "redis" || u.Hostname() == "" || strings.ContainsAny(u.Hostname(), ":[]") && u.Host[0] != '[':
		return "", errors.New("URL: want redis://host:port, an IPv6 address being in [ ], or unix:///path")
	case u.Path != "" && u.Path != "/" && u.Path != "/0":
		return "", errors.New("URL: a database other than 0 is not supported here")
	}
	return net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), "6379")), nil
}
