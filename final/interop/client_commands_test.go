package interop

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mini-redis/final/client"
)

// eachOwnClient runs test with a client of this project's library on each server, in
// each protocol, without keys at first.
func eachOwnClient(t *testing.T, test func(ctx context.Context, t *testing.T, c *client.Client)) {
	eachServer(t, []string{"--requirepass", "p@ss"}, func(t *testing.T, s *server) {
		for _, protocol := range []int{2, 3} {
			t.Run(fmt.Sprint("RESP", protocol), func(t *testing.T) {
				ctx := aMinute(t)
				addr, o, err := client.ParseURL("redis://:p%40ss@" + s.addr)
				require.NoError(t, err)
				o.Protocol, o.Name = protocol, "workbook"
				c, err := client.Dial(ctx, addr, o)
				require.NoError(t, err)
				defer c.Close()
				_, err = c.Do(ctx, "FLUSHALL")
				require.NoError(t, err)
				test(ctx, t, c)
			})
		}
	})
}

func TestOwnClientCommands(t *testing.T) {
	eachOwnClient(t, func(ctx context.Context, t *testing.T, c *client.Client) {
		require.NoError(t, c.Ping(ctx))
		require.NoError(t, c.Set(ctx, "a", "\x00\r\nx"))
		value, err := c.Get(ctx, "a")
		require.NoError(t, err)
		require.Equal(t, "\x00\r\nx", value)
		_, err = c.Incr(ctx, "a")
		require.ErrorIs(t, err, &client.ServerError{Code: "ERR", Text: "ERR value is not an integer or out of range"})
		_, err = c.Get(ctx, "none")
		require.ErrorIs(t, err, client.ErrNil)

		stored, err := c.SetWith(ctx, "b", "1", client.SetOptions{IfMissing: true, TTL: time.Minute})
		require.True(t, stored && err == nil, "%v", err)
		stored, err = c.SetWith(ctx, "b", "1", client.SetOptions{IfMissing: true})
		require.False(t, stored || err != nil, "%v", err)
		ttl, err := c.TTL(ctx, "b")
		require.NoError(t, err)
		require.InDelta(t, time.Minute, ttl, float64(30*time.Second))
		had, err := c.Persist(ctx, "b")
		require.True(t, had && err == nil, "%v", err)
		ttl, err = c.TTL(ctx, "b")
		require.NoError(t, err)
		require.Equal(t, client.NoExpiry, ttl)
		_, err = c.TTL(ctx, "none")
		require.ErrorIs(t, err, client.ErrNil)

		n, err := c.IncrBy(ctx, "b", 41)
		require.NoError(t, err)
		require.EqualValues(t, 42, n)
		require.NoError(t, c.MSet(ctx, map[string]string{"x": "1", "y": "2"}))
		values, err := c.MGet(ctx, "x", "none", "y")
		require.NoError(t, err)
		require.Equal(t, map[string]string{"x": "1", "y": "2"}, values)
		n, err = c.Append(ctx, "x", "23")
		require.NoError(t, err)
		require.EqualValues(t, 3, n)
		value, err = c.GetDel(ctx, "x")
		require.NoError(t, err)
		require.Equal(t, "123", value)
		n, err = c.Exists(ctx, "x", "y", "y")
		require.NoError(t, err)
		require.EqualValues(t, 2, n)
		n, err = c.Del(ctx, "x", "y")
		require.NoError(t, err)
		require.EqualValues(t, 1, n)

		reply, err := c.Do(ctx, "CLIENT", "GETNAME")
		require.NoError(t, err)
		require.Equal(t, "workbook", reply.Str)
	})
}

func TestOwnClientSharedByManyCallers(t *testing.T) {
	eachOwnClient(t, func(ctx context.Context, t *testing.T, c *client.Client) {
		var callers sync.WaitGroup
		for id := range 50 {
			callers.Go(func() {
				for i := range volume(1000) {
					want := fmt.Sprint(id, "-", i)
					reply, err := c.Do(ctx, "ECHO", want)
					if reply.Str != want || err != nil {
						t.Errorf("got %q, %v, want %q", reply.Str, err, want)
					}
					// A caller that leaves must not shift the replies of the others.
					short, cancel := context.WithTimeout(ctx, time.Duration(i%100)*time.Microsecond)
					c.Do(short, "ECHO", "left")
					cancel()
				}
			})
		}
		callers.Wait()
	})
}

func TestOwnClientPipelineOf10000Commands(t *testing.T) {
	eachOwnClient(t, func(ctx context.Context, t *testing.T, c *client.Client) {
		var p client.Pipeline
		for range 9_999 {
			p.Add("INCR", "n")
		}
		p.Add("GET", "none")
		results, err := c.Run(ctx, &p)
		require.NoError(t, err)
		require.Len(t, results, 10_000)
		for i, result := range results[:9_999] {
			require.NoError(t, result.Err)
			require.EqualValues(t, i+1, result.Reply.Int)
		}
		require.ErrorIs(t, results[9_999].Err, client.ErrNil)
	})
}

func TestOwnClientLongValues(t *testing.T) {
	eachOwnClient(t, func(ctx context.Context, t *testing.T, c *client.Client) {
		value := strings.Repeat("0123456789abcdef", 2<<20) // 32 MB
		require.NoError(t, c.Set(ctx, "long", value))
		got, err := c.Get(ctx, "long")
		require.NoError(t, err)
		require.True(t, got == value, "%d bytes came back", len(got))

		n, err := c.StrLen(ctx, "long")
		require.NoError(t, err)
		require.EqualValues(t, len(value), n)
	})
}

func TestOwnClientWithAWrongPassword(t *testing.T) {
	eachServer(t, []string{"--requirepass", "right"}, func(t *testing.T, s *server) {
		for password, code := range map[string]string{"wrong": "WRONGPASS", "": "NOAUTH"} {
			for _, protocol := range []int{2, 3} {
				_, err := client.Dial(t.Context(), s.addr, client.Options{Password: password, Protocol: protocol})
				refused, ok := errors.AsType[*client.ServerError](err)
				require.True(t, ok, "%s: %v", s.name, err)
				require.Equal(t, code, refused.Code, s.name)
			}
		}
	})
}
