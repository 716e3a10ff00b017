package client

import (
	"context"

	"mini-redis/final/resp"
)

// The methods in this file and in set.go and keys.go are commands of the same
// name. Their errors are those of [Client.Do], and ErrUnexpectedReply. Keys and
// values hold any bytes.

// Ping reports whether the server answers.
func (c *Client) Ping(ctx context.Context) error {
	return c.ok(ctx, "PING")
}

// Get returns the value of key, or ErrNil.
func (c *Client) Get(ctx context.Context, key string) (string, error) {
	return c.bulk(ctx, "GET", key)
}

// GetDel returns the value of key, which it removes, or ErrNil.
func (c *Client) GetDel(ctx context.Context, key string) (string, error) {
	return c.bulk(ctx, "GETDEL", key)
}

// Append appends to the value of key, empty if it does not exist, and returns the
// length of the new value in bytes.
func (c *Client) Append(ctx context.Context, key, value string) (int64, error) {
	return c.integer(ctx, "APPEND", key, value)
}

// StrLen returns the length of the value of key in bytes, 0 if it does not exist.
func (c *Client) StrLen(ctx context.Context, key string) (int64, error) {
	return c.integer(ctx, "STRLEN", key)
}

// MGet returns the values of those keys that exist, by key.
func (c *Client) MGet(ctx context.Context, keys ...string) (map[string]string, error) {
	reply, err := c.Do(ctx, append([]string{"MGET"}, keys...)...)
	if err != nil {
		return nil, err
	}
	if reply.Kind != resp.KindArray || len(reply.Array) != len(keys) {
		return nil, unexpected("MGET", reply.Kind)
	}
	values := make(map[string]string, len(keys))
	for i, value := range reply.Array {
		switch value.Kind {
		case resp.KindBulk:
			values[keys[i]] = value.Str
		case resp.KindNull:
		default:
			return nil, unexpected("MGET", value.Kind)
		}
	}
	return values, nil
}

// MSet gives each key its value, all at once.
func (c *Client) MSet(ctx context.Context, values map[string]string) error {
	args := make([]string, 1, 1+2*len(values))
	args[0] = "MSET"
	for key, value := range values {
		args = append(args, key, value)
	}
	return c.ok(ctx, args...)
}

// ok sends a command whose reply is a simple string.
func (c *Client) ok(ctx context.Context, args ...string) error {
	reply, err := c.Do(ctx, args...)
	if err == nil && reply.Kind != resp.KindSimpleString {
		err = unexpected(args[0], reply.Kind)
	}
	return err
}

// bulk sends a command whose reply is a bulk string.
func (c *Client) bulk(ctx context.Context, args ...string) (string, error) {
	reply, err := c.Do(ctx, args...)
	if err == nil && reply.Kind != resp.KindBulk {
		err = unexpected(args[0], reply.Kind)
	}
	if err != nil {
		return "", err
	}
	return reply.Str, nil
}

// integer sends a command whose reply is an integer.
func (c *Client) integer(ctx context.Context, args ...string) (int64, error) {
	reply, err := c.Do(ctx, args...)
	if err == nil && reply.Kind != resp.KindInteger {
		err = unexpected(args[0], reply.Kind)
	}
	if err != nil {
		return 0, err
	}
	return reply.Int, nil
}
