package server

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestTimesToLiveAreRounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t)
		c.raw(pipeline("PSETEX k 499 v", "TTL k", "PEXPIRE k 500", "TTL k", "PEXPIRE k 1499", "TTL k", "SETEX k 2 v", "PTTL k"))
		c.want("+OK", ":0", ":1", ":1", ":1", ":1", "+OK", ":2000")
		time.Sleep(501 * time.Millisecond)
		c.raw(pipeline("TTL k", "PTTL k"))
		c.want(":1", ":1499")
	})
}

// The bubble's clock begins at the start of the year 2000.
func TestDeadlinesAreTimesSince1970(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t)
		c.raw(pipeline("SETEX k 100 v", "EXPIRETIME k", "PEXPIRETIME k"))
		c.want("+OK", ":946684900", ":946684900000")
		time.Sleep(1500 * time.Millisecond)
		c.raw(pipeline("EXPIRETIME k", "EXPIRE k 100", "PEXPIRETIME k", "EXPIRETIME k"))
		c.want(":946684900", ":1", ":946684901500", ":946684902")
	})
}

func TestSetExExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t)
		c.raw(pipeline("SETEX s 1 v", "PSETEX ms 1 v", "SET k v", "GETEX k EX 1"))
		c.want("+OK", "+OK", "+OK", "v")
		time.Sleep(2 * time.Millisecond)
		c.raw(pipeline("EXISTS s ms k", "EXISTS ms"))
		c.want(":2", ":0")
		time.Sleep(time.Second)
		c.raw(pipeline("EXISTS s ms k", "SETNX s w", "MSETNX ms w k w", "DBSIZE"))
		c.want(":0", ":1", ":1", ":3")
	})
}

// GT and LT compare with the deadline that the key has, not with the time that it was
// given.
func TestConditionsCompareDeadlines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t)
		c.raw(pipeline("SETEX k 100 v"))
		c.want("+OK")
		time.Sleep(50 * time.Second)
		c.raw(pipeline("EXPIRE k 50 GT", "EXPIRE k 50 LT", "EXPIRE k 51 GT", "EXPIRE k 50 LT", "TTL k"))
		c.want(":0", ":0", ":1", ":1", ":50")
	})
}

func TestGetExMovesTheDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t)
		c.raw(pipeline("SETEX k 2 v"))
		c.want("+OK")
		time.Sleep(time.Second)
		c.raw(pipeline("GETEX k", "PTTL k", "GETEX k EX 3"))
		c.want("v", ":1000", "v")
		time.Sleep(2 * time.Second)
		c.raw(pipeline("GETEX k PERSIST"))
		c.want("v")
		time.Sleep(time.Hour)
		c.raw(pipeline("GETEX k PX 1"))
		c.want("v")
		time.Sleep(2 * time.Millisecond)
		c.raw(pipeline("GETEX k PERSIST"))
		c.want("null")
	})
}

func TestNamesTakeTheDeadlineAlong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t)
		c.raw(pipeline("SETEX a 1 v", "COPY a b", "RENAME a c", "SETEX d 10 w", "SET e v", "RENAME e d"))
		c.want("+OK", ":1", "+OK", "+OK", "+OK", "+OK")
		time.Sleep(1001 * time.Millisecond)
		c.raw(pipeline("EXISTS b", "EXISTS c", "RANDOMKEY", "SCAN 0", "RENAME c x", "COPY b x"))
		c.want(":0", ":0", "d", "[0 [d]]", "-ERR no such key", ":0")
		time.Sleep(time.Minute)
		c.raw(pipeline("GET d"))
		c.want("v")
	})
}
