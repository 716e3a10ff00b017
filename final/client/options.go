package client

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"net"
	"time"

	"mini-redis/final/resp"
)

// Defaults of Options.
const (
	DefaultDialTimeout  = 5 * time.Second
	DefaultTimeout      = 10 * time.Second
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

	// Credentials, unless it is nil, is asked for Username and Password before each
	// attempt to connect, so that a password that has changed meanwhile is right. ctx
	// ends with the attempt. An error is a failed attempt, which is repeated as others
	// are. Several goroutines may call it at once.
	Credentials func(ctx context.Context) (username, password string, err error)

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

	// Timeout bounds a call whose context has no deadline, a Pipeline as a whole, a
	// change of subscriptions too, but not Receive. The error is then
	// context.DeadlineExceeded; it may come up to a sixteenth of the time sooner. Zero
	// means DefaultTimeout, a negative value no limit.
	Timeout time.Duration

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

	// Conns is how many connections calls may share, Subscribers' own not counted. All
	// but the first are made when they are needed. A call goes over the one that has
	// the fewest calls to finish, so that a short reply need not wait behind a long
	// one. Zero means 1.
	Conns int

	// RetryReads lets commands of Do that only read, such as GET, be sent again if the
	// connection was lost before the reply: three times in all, within the bounds of
	// the call.
	RetryReads bool

	// RetryRefused lets a Client and its Subscribers go on connecting, and callers go on
	// waiting, when the server refuses them. Without it callers get the refusal, and a
	// Subscriber ends with it. Dial and Client.Subscribe return it in any case.
	RetryRefused bool

	// Log is told when a connection is made (Info), when one is lost or can't be made
	// (Warn), and when a command is sent again (Debug). No argument, no reply and no
	// password is in it. Nil means no log.
	Log *slog.Logger
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
	if o.Timeout == 0 {
		o.Timeout = DefaultTimeout
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
	if o.Conns == 0 {
		o.Conns = 1
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// check reports what the options, with their defaults, can't be.
func (o *Options) check() error {
	switch {
	case o.Protocol != 2 && o.Protocol != 3:
		return fmt.Errorf("client: no RESP version %d", o.Protocol)
	case o.Conns < 1:
		return fmt.Errorf("client: %d connections", o.Conns)
	}
	return nil
}

// bounded returns ctx with its own deadline, or else with one after Timeout.
func (o *Options) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, ok := ctx.Deadline(); ok || o.Timeout < 0 {
		return ctx, func() {}
	}
	return context.WithTimeoutCause(ctx, o.Timeout, o.timedOut())
}

// timedOut is the error of a call that Timeout has ended.
func (o *Options) timedOut() error {
	return fmt.Errorf("%w: Options.Timeout, %v", context.DeadlineExceeded, o.Timeout)
}

// hopeless reports whether err, of an attempt to connect, is a refusal that ends the waiting for
// a better time.
func (o *Options) hopeless(err error) bool { return refused(err) && !o.RetryRefused }
