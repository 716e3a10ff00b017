package client

import (
	"context"
	"errors"
	"maps"
	"testing"
	"testing/synctest"
	"time"
)

func TestCommandsReturnWhatTheServerSays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := start(t)
		ctx := t.Context()
		check := func(what string, got, want any, err error) {
			t.Helper()
			if got != want || err != nil {
				t.Errorf("%s: got %v, %v, want %v", what, got, err, want)
			}
		}
		check("Ping", nil, nil, c.Ping(ctx))
		check("Set", nil, nil, c.Set(ctx, "a", "x\r\ny\x00"))
		value, err := c.Get(ctx, "a")
		check("Get", value, "x\r\ny\x00", err)
		n, err := c.Append(ctx, "a", "zz")
		check("Append", n, int64(6+1), err)
		n, err = c.StrLen(ctx, "a")
		check("StrLen", n, int64(7), err)
		n, err = c.Exists(ctx, "a", "a", "b")
		check("Exists", n, int64(2), err)
		value, err = c.GetDel(ctx, "a")
		check("GetDel", value, "x\r\ny\x00zz", err)
		n, err = c.Del(ctx, "a", "b")
		check("Del", n, int64(0), err)
		n, err = c.Incr(ctx, "n")
		check("Incr", n, int64(1), err)
		n, err = c.IncrBy(ctx, "n", -11)
		check("IncrBy", n, int64(-10), err)
		n, err = c.Decr(ctx, "n")
		check("Decr", n, int64(-11), err)
		check("MSet", nil, nil, c.MSet(ctx, map[string]string{"x": "1", "y": ""}))
		values, err := c.MGet(ctx, "x", "none", "y")
		check("MGet", maps.Equal(values, map[string]string{"x": "1", "y": ""}), true, err)
		n, err = c.Publish(ctx, "news", "hello")
		check("Publish", n, int64(0), err)
	})
}

func TestKeysExpire(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := start(t)
		ctx := t.Context()
		ttl := func(want time.Duration, wantErr error) {
			t.Helper()
			if got, err := c.TTL(ctx, "a"); got != want || !errors.Is(err, wantErr) {
				t.Errorf("TTL: got %v, %v, want %v, %v", got, err, want, wantErr)
			}
		}
		did := func(what string, got, want bool, err error) {
			t.Helper()
			if got != want || err != nil {
				t.Errorf("%s: got %v, %v, want %v", what, got, err, want)
			}
		}
		ttl(0, ErrNil)
		ok, err := c.Expire(ctx, "a", time.Second)
		did("Expire without a key", ok, false, err)
		ok, err = c.SetWith(ctx, "a", "1", SetOptions{IfExists: true})
		did("SetWith IfExists", ok, false, err)
		ok, err = c.SetWith(ctx, "a", "1", SetOptions{IfMissing: true, TTL: 1500*time.Microsecond - 1})
		did("SetWith IfMissing", ok, true, err)
		ttl(2*time.Millisecond, nil)
		ok, err = c.SetWith(ctx, "a", "2", SetOptions{IfMissing: true})
		did("second SetWith IfMissing", ok, false, err)
		ok, err = c.SetWith(ctx, "a", "2", SetOptions{KeepTTL: true})
		did("SetWith KeepTTL", ok, true, err)
		ttl(2*time.Millisecond, nil)
		ok, err = c.SetWith(ctx, "a", "3", SetOptions{ExpireAt: time.Now().Add(time.Minute)})
		did("SetWith ExpireAt", ok, true, err)
		ttl(time.Minute, nil)
		ok, err = c.Persist(ctx, "a")
		did("Persist", ok, true, err)
		ttl(NoExpiry, nil)
		ok, err = c.Expire(ctx, "a", time.Nanosecond)
		did("Expire", ok, true, err)
		ttl(time.Millisecond, nil)
		time.Sleep(2 * time.Millisecond)
		ttl(0, ErrNil)
	})
}

func TestErrorsOfTheServerAreTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := start(t)
		ctx := t.Context()
		c.Set(ctx, "a", "text")
		_, err := c.Incr(ctx, "a")
		var reply *ServerError
		if !errors.As(err, &reply) || reply.Code != "ERR" || reply.Text != "ERR value is not an integer or out of range" {
			t.Errorf("got %#v", err)
		}
		for target, want := range map[*ServerError]bool{
			{Code: "ERR"}: true, {Code: "WRONGTYPE"}: false, {Code: "ERR", Text: "ERR other"}: false, reply: true,
		} {
			if got := errors.Is(err, target); got != want {
				t.Errorf("Is %#v: got %v", target, got)
			}
		}
		if _, err := c.SetWith(ctx, "a", "1", SetOptions{IfMissing: true, IfExists: true}); err == nil || err.Error() != "ERR syntax error" {
			t.Errorf("contradicting options: got %v", err)
		}
		if _, err := c.Get(ctx, "none"); !errors.Is(err, ErrNil) {
			t.Errorf("a missing key: got %v", err)
		}
	})
}

func TestRepliesOfAnotherKindAreErrors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t, scripted(t, answers("+PONG\r\n", ":1\r\n", "+OK\r\n", "$1\r\nx\r\n", "*1\r\n$1\r\nx\r\n", "*1\r\n:1\r\n", ":-3\r\n", ":1\r\n")))
		ctx := t.Context()
		_, get := c.Get(ctx, "a")
		_, incr := c.Incr(ctx, "a")
		ping := c.Ping(ctx)
		_, short := c.MGet(ctx, "a", "b")
		_, number := c.MGet(ctx, "a")
		_, ttl := c.TTL(ctx, "a")
		_, set := c.SetWith(ctx, "a", "b", SetOptions{})
		for i, err := range []error{get, incr, ping, short, number, ttl, set} {
			if !errors.Is(err, ErrUnexpectedReply) {
				t.Errorf("command %d: got %v", i, err)
			}
		}
	})
}

func TestCommandsThatSpoilASharedConnectionAreRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := start(t)
		ctx := t.Context()
		for _, args := range [][]string{{}, {"subscribe", "a"}, {"QUIT"}, {"Hello", "3"}, {"MULTI"}, {"readonly"},
			{"client", "reply", "OFF"}, {"CLIENT", "SETNAME", "x"}, {"Client", "SetInfo", "lib-name", "x"}, {"CLIENT", "no-evict", "on"},
			{"CLIENT", "NO-TOUCH", "on"}, {"CLIENT", "TRACKING", "on"}, {"CLIENT", "CACHING", "yes"}} {
			if _, err := c.Do(ctx, args...); !errors.Is(err, ErrShared) {
				t.Errorf("%q: got %v", args, err)
			}
			var p Pipeline
			p.Add("SET", "a", "1")
			p.Add(args...)
			if results, err := c.Run(ctx, &p); !errors.Is(err, ErrShared) || results != nil {
				t.Errorf("%q in a pipeline: got %v, %v", args, results, err)
			}
		}
		for _, sub := range []string{"ID", "GETNAME", "INFO"} {
			if _, err := c.Do(context.Background(), "CLIENT", sub); err != nil && !errors.Is(err, ErrNil) {
				t.Errorf("CLIENT %s: %v", sub, err)
			}
		}
		if _, err := c.Do(context.Background(), "CLIENT"); !errors.Is(err, &ServerError{Code: "ERR"}) {
			t.Errorf("CLIENT: %v", err)
		}
		if n, _ := c.Exists(ctx, "a"); n != 0 {
			t.Error("a refused pipeline was executed in part")
		}
	})
}
