package client

import (
	"context"
	"crypto/tls"
	"net"
	"time"

	"mini-redis/final/resp"
)

// Defaults of Options.
const (
	DefaultDialTimeout  = 5 * time.Second
	DefaultStallTimeout = 30 * time.Second
	DefaultMaxBulkLen   = resp.DefaultMaxBulkLen  // bytes
	DefaultMaxReplyLen  = resp.DefaultMaxReplyLen // bytes
)

// Options say how to reach a server. The zero value suits one without a password,
// over TCP. A Client keeps a copy.
type Options struct {
	// Network is what the address is one of, as in net.Dial: "tcp", or "unix" for the
	// path of a Unix socket. Empty means "tcp".
	Network string

	// Username and Password are given to AUTH or HELLO. An empty Password means no
	// authentication; an empty Username means Redis's user "default".
	Username, Password string

	// Name is shown by CLIENT LIST. It must not have spaces (Redis: CLIENT SETNAME).
	Name string

	// Protocol is the version of RESP to speak, 2 or 3. Zero means 2.
	Protocol int

	// TLS encrypts the connection. An empty ServerName in it stands for the host
	// in the address, which a path does not have. Nil means no encryption.
	TLS *tls.Config

	// Dial replaces net.Dialer.DialContext. It is given Network, with its default.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)

	// DialTimeout bounds one attempt to connect, TLS and authentication included.
	// Zero means DefaultDialTimeout.
	DialTimeout time.Duration

	// StallTimeout is how long nothing may move on a connection while a reply is
	// due; the end is noticed after one to two times that. It must be longer than
	// any command takes. Zero means DefaultStallTimeout, a negative value no limit.
	StallTimeout time.Duration

	// MaxBulkLen is the longest value accepted from the server, in bytes. Zero
	// means DefaultMaxBulkLen.
	MaxBulkLen int

	// MaxReplyLen is the most bytes of memory that a reply takes: those of its strings,
	// and 64 for each element. Zero means DefaultMaxReplyLen.
	MaxReplyLen int
}

// withDefaults returns o with its zero fields filled in.
func (o Options) withDefaults() Options {
	if o.Network == "" {
		o.Network = "tcp"
	}
	if o.Protocol == 0 {
		o.Protocol = 2
	}
	if o.Dial == nil {
		o.Dial = new(net.Dialer).DialContext
	}
	if o.DialTimeout == 0 {
		o.DialTimeout = DefaultDialTimeout
	}
	if o.StallTimeout == 0 {
		o.StallTimeout = DefaultStallTimeout
	}
	if o.MaxBulkLen == 0 {
		o.MaxBulkLen = DefaultMaxBulkLen
	}
	if o.MaxReplyLen == 0 {
		o.MaxReplyLen = DefaultMaxReplyLen
	}
	return o
}
