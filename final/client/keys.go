package client

import (
	"context"
	"fmt"
	"iter"
	"strconv"
	"time"

	"mini-redis/final/resp"
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

// ScanOptions say which keys [Client.Scan] yields. The zero value means all.
type ScanOptions struct {
	Match string // a glob pattern; empty means every key
	Type  string // such as "string"; empty means any
	Count int    // about how many keys the server looks at for a reply; 0 leaves it to the server
}

// Scan yields keys, and at last an error if there is one. Keys that exist from beginning to end are
// yielded; those that come or go meanwhile may be, and any of them may come more than once. Each reply
// is waited for with ctx, and between two of them other clients are served (Redis: SCAN).
func (c *Client) Scan(ctx context.Context, o ScanOptions) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		args := []string{"SCAN", "0"}
		if o.Match != "" {
			args = append(args, "MATCH", o.Match)
		}
		if o.Type != "" {
			args = append(args, "TYPE", o.Type)
		}
		if o.Count != 0 {
			args = append(args, "COUNT", strconv.Itoa(o.Count))
		}
		for {
			reply, err := c.Do(ctx, args...)
			if err == nil && (len(reply.Array) != 2 || reply.Array[0].Kind != resp.KindBulk) {
				err = unexpected("SCAN", reply.Kind)
			}
			if err != nil {
				yield("", err)
				return
			}
			keys, err := Result{Reply: reply.Array[1]}.Texts()
			if err != nil {
				yield("", err)
				return
			}
			for _, key := range keys {
				if !yield(key, nil) {
					return
				}
			}
			if args[1] = reply.Array[0].Str; args[1] == "0" {
				return
			}
		}
	}
}

// Publish sends a message to the subscribers of channel and returns how many
// deliveries the server has begun.
func (c *Client) Publish(ctx context.Context, channel, message string) (int64, error) {
	return c.integer(ctx, "PUBLISH", channel, message)
}
