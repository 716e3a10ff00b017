// Package config reads and writes the values of parameters, for CONFIG GET and CONFIG SET and for
// the flags of programs alike, as Redis 7.0 does (config.c). All values but plain numbers end at a
// NUL byte. Functions that read one return why it is wrong, or an empty text.
package config

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"math"
	"strconv"
	"strings"
	"time"

	"mini-redis/final/pubsub"
	"mini-redis/final/resp"
)

// Immutable says that a parameter can't have another value than it has.
const Immutable = "can't set immutable config"

// UntilNUL returns what Redis takes for the value.
func UntilNUL(s string) string {
	s, _, _ = strings.Cut(s, "\x00")
	return s
}

// ParseNumber parses an integer between least and most.
func ParseNumber(value string, least, most int64) (int64, string) {
	n, ok := resp.ParseInt([]byte(value))
	if !ok {
		return 0, "argument couldn't be parsed into an integer"
	}
	if n < least || n > most {
		return 0, outOfBounds(least, most)
	}
	return n, ""
}

func outOfBounds(least, most int64) string {
	return fmt.Sprintf("argument must be between %d and %d inclusive", least, most)
}

// ParseSize parses a number of bytes, least or more. What exceeds an int is as good as the
// largest int.
func ParseSize(value string, least int64) (int, string) {
	n, problem := ParseMemory(value)
	if problem != "" {
		return 0, problem
	}
	if n < uint64(least) || n > math.MaxInt64 {
		return 0, outOfBounds(least, math.MaxInt64)
	}
	return int(min(n, math.MaxInt)), ""
}

// ParseMemory parses digits with a unit: b, k, kb, m, mb, g or gb. Those with a b are
// powers of 1024, the others of 1000. Redis takes no digits for 0, a number beyond 64
// bits for the greatest of them, and lets the product overflow (memtoull).
func ParseMemory(value string) (uint64, string) {
	const problem = "argument must be a memory value"
	value = UntilNUL(value)
	unit := strings.TrimLeft(value, "0123456789")
	digits := strings.TrimSuffix(value, unit)
	if len(digits) > 127 {
		return 0, problem
	}
	var factor uint64
	switch strings.ToLower(unit) {
	case "", "b":
		factor = 1
	case "k":
		factor = 1000
	case "kb":
		factor = 1 << 10
	case "m":
		factor = 1000 * 1000
	case "mb":
		factor = 1 << 20
	case "g":
		factor = 1000 * 1000 * 1000
	case "gb":
		factor = 1 << 30
	default:
		return 0, problem
	}
	n, _ := strconv.ParseUint(digits, 10, 64) // if out of range, it is the greatest
	return n * factor, ""
}

// ParseYesNo parses yes or no.
func ParseYesNo(value string) (bool, string) {
	switch strings.ToLower(UntilNUL(value)) {
	case "yes":
		return true, ""
	case "no":
		return false, ""
	}
	return false, "argument must be 'yes' or 'no'"
}

// YesNo is the other direction.
func YesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// CheckSavePoints wants pairs of seconds and changes.
func CheckSavePoints(value string) string {
	numbers := splitWords(UntilNUL(value))
	wrong := len(numbers)%2 != 0
	for i, number := range numbers {
		n, ok := resp.ParseInt([]byte(number))
		wrong = wrong || !ok || n < 0 || i%2 == 0 && n < 1
	}
	if wrong {
		return "Invalid save parameters"
	}
	return ""
}

// CheckPolicy wants the name of one of the policies of Redis.
func CheckPolicy(value string) string {
	policies := []string{"volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl",
		"allkeys-lru", "allkeys-lfu", "allkeys-random", "noeviction"}
	for _, policy := range policies {
		if strings.EqualFold(UntilNUL(value), policy) {
			return ""
		}
	}
	return "argument(s) must be one of the following: " + strings.Join(policies, ", ")
}

// ParseLevel returns the level of the log that Redis calls by this name.
func ParseLevel(name string) (slog.Level, bool) {
	switch strings.ToLower(UntilNUL(name)) {
	case "debug":
		return slog.LevelDebug, true
	case "verbose":
		return slog.LevelInfo - 1, true
	case "notice":
		return slog.LevelInfo, true
	case "warning":
		return slog.LevelWarn, true
	}
	return 0, false
}

// LevelName is the other direction, for any level.
func LevelName(level slog.Level) string {
	switch {
	case level <= slog.LevelDebug:
		return "debug"
	case level < slog.LevelInfo:
		return "verbose"
	case level < slog.LevelWarn:
		return "notice"
	}
	return "warning"
}

// OutputLimits writes the limits of the three classes of clients. Only that of
// subscribers can be other than none.
func OutputLimits(l pubsub.Limits) string {
	return fmt.Sprintf("normal 0 0 0 slave 0 0 0 pubsub %d %d %d", l.HardBytes, l.SoftBytes, int64(l.SoftTime/time.Second))
}

// ParseOutputLimits parses class, hard limit, soft limit and seconds, for any number
// of classes.
func ParseOutputLimits(limits *pubsub.Limits, value string) string {
	words := splitWords(value)
	if len(words)%4 != 0 {
		return "Wrong number of arguments in buffer limit configuration."
	}
	for ; len(words) > 0; words = words[4:] {
		class := strings.ToLower(UntilNUL(words[0]))
		if class != "normal" && class != "slave" && class != "replica" && class != "pubsub" {
			return "Invalid client class specified in buffer limit configuration."
		}
		hard, wrongHard := ParseMemory(words[1])
		soft, wrongSoft := ParseMemory(words[2])
		seconds, err := strconv.ParseInt(UntilNUL(words[3]), 10, 32)
		if wrongHard+wrongSoft != "" || err != nil || seconds < 0 {
			return "Error in hard, soft or soft_seconds setting in buffer limit configuration."
		}
		set := pubsub.Limits{HardBytes: clamp(hard), SoftBytes: clamp(soft), SoftTime: time.Duration(seconds) * time.Second}
		switch {
		case class == "pubsub":
			*limits = set
		case set != pubsub.Limits{}:
			return Immutable
		}
	}
	return ""
}

// splitWords splits a value that has several parts. Redis takes one space in between.
func splitWords(value string) []string {
	if value == "" {
		return nil
	}
	return strings.Split(value, " ")
}

func clamp(n uint64) int { return int(min(n, math.MaxInt)) }

// ParseAuth parses a value of tls-auth-clients.
func ParseAuth(value string) (tls.ClientAuthType, string) {
	for _, auth := range []tls.ClientAuthType{tls.NoClientCert, tls.RequireAndVerifyClientCert, tls.VerifyClientCertIfGiven} {
		if strings.EqualFold(UntilNUL(value), AuthName(auth)) {
			return auth, ""
		}
	}
	return 0, "argument(s) must be one of the following: no, yes, optional"
}

// AuthName is the other direction.
func AuthName(auth tls.ClientAuthType) string {
	switch auth {
	case tls.NoClientCert:
		return "no"
	case tls.RequestClientCert, tls.VerifyClientCertIfGiven:
		return "optional"
	}
	return "yes"
}
