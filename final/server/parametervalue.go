package server

import (
	"fmt"
	"log/slog"
	"math"
	"strconv"
	"strings"
	"time"

	"mini-redis/final/pubsub"
	"mini-redis/final/resp"
)

// The functions of this file read values of parameters, as Redis 7.0 does
// (config.c): all but plain numbers end at a NUL byte. They return why a value is
// wrong, or an empty text.

func untilNUL(s string) string {
	s, _, _ = strings.Cut(s, "\x00")
	return s
}

// parseNumber parses an integer between least and most.
func parseNumber(value string, least, most int64) (int64, string) {
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

// parseSize parses a number of bytes, least or more. What exceeds an int is as good as the
// largest int.
func parseSize(value string, least int64) (int, string) {
	n, problem := parseMemory(value)
	if problem != "" {
		return 0, problem
	}
	if n < uint64(least) || n > math.MaxInt64 {
		return 0, outOfBounds(least, math.MaxInt64)
	}
	return int(min(n, math.MaxInt)), ""
}

// parseMemory parses digits with a unit: b, k, kb, m, mb, g or gb. Those with a b are
// powers of 1024, the others of 1000. Redis takes no digits for 0, a number beyond 64
// bits for the greatest of them, and lets the product overflow (memtoull).
func parseMemory(value string) (uint64, string) {
	const problem = "argument must be a memory value"
	value = untilNUL(value)
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

func parseYesNo(value string) (bool, string) {
	switch strings.ToLower(untilNUL(value)) {
	case "yes":
		return true, ""
	case "no":
		return false, ""
	}
	return false, "argument must be 'yes' or 'no'"
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// checkSavePoints wants pairs of seconds and changes.
func checkSavePoints(value string) string {
	numbers := splitWords(untilNUL(value))
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

func checkPolicy(value string) string {
	policies := []string{"volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl",
		"allkeys-lru", "allkeys-lfu", "allkeys-random", "noeviction"}
	for _, policy := range policies {
		if strings.EqualFold(untilNUL(value), policy) {
			return ""
		}
	}
	return "argument(s) must be one of the following: " + strings.Join(policies, ", ")
}

// levelOf returns the level of the log that Redis calls by this name.
func levelOf(name string) (slog.Level, bool) {
	switch strings.ToLower(untilNUL(name)) {
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

// levelName is the other direction, for any level.
func levelName(level slog.Level) string {
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

// showOutputLimits writes the limits of the three classes of clients. Only that of
// subscribers can be other than none.
func showOutputLimits(l pubsub.Limits) string {
	return fmt.Sprintf("normal 0 0 0 slave 0 0 0 pubsub %d %d %d", l.HardBytes, l.SoftBytes, int64(l.SoftTime/time.Second))
}

// parseOutputLimits parses class, hard limit, soft limit and seconds, for any number
// of classes.
func parseOutputLimits(limits *pubsub.Limits, value string) string {
	words := splitWords(value)
	if len(words)%4 != 0 {
		return "Wrong number of arguments in buffer limit configuration."
	}
	for ; len(words) > 0; words = words[4:] {
		class := strings.ToLower(untilNUL(words[0]))
		if class != "normal" && class != "slave" && class != "replica" && class != "pubsub" {
			return "Invalid client class specified in buffer limit configuration."
		}
		hard, wrongHard := parseMemory(words[1])
		soft, wrongSoft := parseMemory(words[2])
		seconds, err := strconv.ParseInt(untilNUL(words[3]), 10, 32)
		if wrongHard+wrongSoft != "" || err != nil || seconds < 0 {
			return "Error in hard, soft or soft_seconds setting in buffer limit configuration."
		}
		set := pubsub.Limits{HardBytes: clamp(hard), SoftBytes: clamp(soft), SoftTime: time.Duration(seconds) * time.Second}
		switch {
		case class == "pubsub":
			*limits = set
		case set != pubsub.Limits{}:
			return errImmutable
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
