package client

import (
	"fmt"
	"strconv"
	"strings"
)

// Args returns the arguments of a command as [Client.Do] and [Pipeline.Add] take them: strings as they
// are, []byte copied, integers in decimal, and floating-point numbers in the fewest digits that mean
// the same number. It panics when a value is of another type, as a Duration is, which Redis counts now
// in seconds and now in milliseconds.
func Args(args ...any) []string {
	texts := make([]string, len(args))
	for i, arg := range args {
		switch arg := arg.(type) {
		case string:
			texts[i] = arg
		case []byte:
			texts[i] = string(arg)
		case int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64:
			texts[i] = fmt.Sprint(arg)
		case float32:
			texts[i] = strconv.FormatFloat(float64(arg), 'g', -1, 32)
		case float64:
			texts[i] = strconv.FormatFloat(arg, 'g', -1, 64)
		default:
			panic(fmt.Sprintf("client: argument %d is of type %T", i, arg))
		}
	}
	return texts
}

// checkShared refuses what would spoil the connection for others.
func checkShared(args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("%w: no command", ErrShared)
	}
	switch name := strings.ToUpper(args[0]); name {
	case "SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE", "UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE",
		"MONITOR", "SYNC", "PSYNC", "HELLO", "AUTH", "SELECT", "RESET", "QUIT",
		"MULTI", "EXEC", "DISCARD", "WATCH", "UNWATCH", "READONLY", "READWRITE", "ASKING":
		return fmt.Errorf("%w: %s", ErrShared, name)
	case "CLIENT":
		if len(args) < 2 {
			return nil
		}
		switch sub := strings.ToUpper(args[1]); sub {
		case "REPLY", "SETNAME", "SETINFO", "NO-EVICT", "NO-TOUCH", "TRACKING", "CACHING":
			return fmt.Errorf("%w: CLIENT %s", ErrShared, sub)
		}
	}
	return nil
}

// readsOnly reports whether a command changes nothing, so that it may be executed twice.
func readsOnly(name string) bool {
	switch strings.ToUpper(name) {
	case "PING", "ECHO", "TIME", "DBSIZE", "INFO",
		"GET", "MGET", "STRLEN", "GETRANGE", "SUBSTR", "LCS", "GETBIT", "BITCOUNT", "BITPOS",
		"EXISTS", "TYPE", "TTL", "PTTL", "EXPIRETIME", "PEXPIRETIME", "KEYS", "SCAN", "RANDOMKEY", "DUMP",
		"HGET", "HMGET", "HGETALL", "HKEYS", "HVALS", "HLEN", "HEXISTS", "HSTRLEN", "HSCAN", "HRANDFIELD",
		"LRANGE", "LINDEX", "LLEN", "LPOS",
		"SMEMBERS", "SISMEMBER", "SMISMEMBER", "SCARD", "SRANDMEMBER", "SSCAN", "SINTER", "SUNION", "SDIFF",
		"ZRANGE", "ZRANGEBYSCORE", "ZREVRANGE", "ZSCORE", "ZMSCORE", "ZCARD", "ZCOUNT", "ZRANK", "ZREVRANK", "ZSCAN",
		"XRANGE", "XREVRANGE", "XLEN", "PFCOUNT":
		return true
	}
	return false
}
