package client

import (
	"context"
	"fmt"
	"strconv"
	"time"
)

// NoExpiry is what TTL returns for a key without a deadline.
const NoExpiry time.Duration = -1

// Del removes keys and returns how many there were.
func (c *Client) Del(ctx context.Context, keys ...string) (int64, error) {
	return c.integer(ctx, append([]string{"DEL"}, keys...)...)
}

// Exists returns how many of the keys exist, a key given twice counting twice.
func (c *Client) Exists(ctx context.Context, keys ...string) (int64, error) {
	return c.integer(ctx, append([]string{"EXISTS"}, keys...)...)
}

// Incr adds 1 to the integer at key, 0 if it does not exist, and returns the sum.
func (c *Client) Incr(ctx context.Context, key string) (int64, error) {
	return c.integer(ctx, "INCR", key)
}

// Decr subtracts 1 from the integer at key and returns the difference.
func (c *Client) Decr(ctx context.Context, key string) (int64, error) {
	return c.integer(ctx, "DECR", key)
}

// IncrBy adds n to the integer at key and returns the sum.
func (c *Client) IncrBy(ctx context.Context, key string, n int64) (int64, error) {
	return c.integer(ctx, "INCRBY", key, strconv.FormatInt(n, 10))
}

// Expire lets key die after d, which counts in milliseconds, rounded up, and
// reports whether there was such a key. If d is not positive the key dies at once
// (Redis: PEXPIRE).
func (c *Client) Expire(ctx context.Context, key string, d time.Duration) (bool, error) {
	n, err := c.integer(ctx, "PEXPIRE", key, milliseconds(d))
	return n == 1, err
}

// Persist takes the deadline from key and reports whether it had one.
func (c *Client) Persist(ctx context.Context, key string) (bool, error) {
	n, err := c.integer(ctx, "PERSIST", key)
	return n == 1, err
}

// TTL returns how long key has to live, to the millisecond: NoExpiry if it has no
// deadline, and the error ErrNil if there is no such key (Redis: PTTL).
func (c *Client) TTL(ctx context.Context, key string) (time.Duration, error) {
	n, err := c.integer(ctx, "PTTL", key)
	switch {
	case err != nil:
		return 0, err
	case n == -2:
		return 0, ErrNil
	case n == -1:
		return NoExpiry, nil
	case n < 0 || n > int64(1<<63-1)/int64(time.Millisecond):
		return 0, fmt.Errorf("%w: PTTL got %d", ErrUnexpectedReply, n)
	}
	return time.Duration(n) * time.Millisecond, nil
}

// Publish sends a message to the subscribers of channel and returns how many
// deliveries the server has begun.
func (c *Client) Publish(ctx context.Context, channel, message string) (int64, error) {
	return c.integer(ctx, "PUBLISH", channel, message)
}
