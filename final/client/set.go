package client

import (
	"context"
	"errors"
	"strconv"
	"time"

	"mini-redis/final/resp"
)

// SetOptions are the conditions and the lifetime of [Client.SetWith]. At most one
// of TTL, ExpireAt and KeepTTL, and one of IfMissing and IfExists, may be set: the
// server refuses others.
type SetOptions struct {
	// TTL is how long the key lives. It counts in milliseconds, rounded up; zero
	// means for ever.
	TTL time.Duration

	// ExpireAt is when the key dies, in milliseconds, rounded down. The zero Time
	// means never.
	ExpireAt time.Time

	KeepTTL   bool // keep the deadline that the key has
	IfMissing bool // only if the key does not exist (NX)
	IfExists  bool // only if it does (XX)
}

// Set gives key a value, and no deadline.
func (c *Client) Set(ctx context.Context, key, value string) error {
	return c.ok(ctx, "SET", key, value)
}

// SetWith gives key a value under the options o, and reports whether their
// condition was met.
func (c *Client) SetWith(ctx context.Context, key, value string, o SetOptions) (stored bool, err error) {
	args := []string{"SET", key, value}
	if o.TTL != 0 {
		args = append(args, "PX", milliseconds(o.TTL))
	}
	if !o.ExpireAt.IsZero() {
		args = append(args, "PXAT", strconv.FormatInt(o.ExpireAt.UnixMilli(), 10))
	}
	for _, flag := range []struct {
		set  bool
		name string
	}{{o.KeepTTL, "KEEPTTL"}, {o.IfMissing, "NX"}, {o.IfExists, "XX"}} {
		if flag.set {
			args = append(args, flag.name)
		}
	}
	reply, err := c.Do(ctx, args...)
	switch {
	case errors.Is(err, ErrNil):
		return false, nil
	case err == nil && reply.Kind != resp.KindSimpleString:
		err = unexpected("SET", reply.Kind)
	}
	return err == nil, err
}

// milliseconds writes d in milliseconds, rounded away from zero: a short time
// must not become none, which SET refuses and EXPIRE takes for the past.
func milliseconds(d time.Duration) string {
	n := d.Milliseconds()
	switch rest := d % time.Millisecond; {
	case rest > 0:
		n++
	case rest < 0:
		n--
	}
	return strconv.FormatInt(n, 10)
}
