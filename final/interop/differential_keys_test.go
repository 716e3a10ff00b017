package interop

import (
	"strconv"
	"strings"
)

// A maker draws the arguments of a command, the name left out.
type maker struct {
	name string
	args func(d drawer) []string
}

// keyMakers make the commands on keys and their deadlines.
func keyMakers() []maker {
	expire := func(amount func(drawer) string, conditions ...string) func(d drawer) []string {
		return func(d drawer) []string {
			return append([]string{d.key(), amount(d)}, d.expireOptions(conditions...)...)
		}
	}
	someKeys := func(d drawer) []string { return d.keys(1, 4) }
	return []maker{
		{"SET", drawer.keyAndValue},
		{"MSET", drawer.keyValues},
		{"MSET", drawer.keyValues},
		{"MSET", drawer.keyValues},
		{"DEL", someKeys},
		{"UNLINK", someKeys},
		{"EXISTS", someKeys},
		{"TOUCH", someKeys},
		{"TYPE", drawer.oneKey},
		{"KEYS", func(d drawer) []string { return []string{d.glob()} }},
		{"SCAN", drawer.scan},
		{"RANDOMKEY", drawer.nothing},
		{"RENAME", func(d drawer) []string { return d.keys(2, 2) }},
		{"RENAMENX", func(d drawer) []string { return d.keys(2, 2) }},
		{"COPY", func(d drawer) []string { return append(d.keys(2, 2), d.copyOptions()...) }},
		{"DBSIZE", drawer.nothing},
		{"FLUSHDB", drawer.flush},
		{"FLUSHALL", drawer.flush},
		// Whether of two equal times from now on the second is greater depends on whether a
		// millisecond has passed, so GT and LT are for points in time.
		{"EXPIRE", expire(drawer.seconds, "NX", "XX")},
		{"PEXPIRE", expire(drawer.milliseconds, "NX", "XX")},
		{"EXPIREAT", expire(drawer.secondsAt, "NX", "XX", "GT", "LT")},
		{"PEXPIREAT", expire(drawer.millisecondsAt, "NX", "XX", "GT", "LT")},
		{"TTL", drawer.oneKey},
		{"PTTL", drawer.oneKey},
		{"EXPIRETIME", drawer.oneKey},
		{"PEXPIRETIME", drawer.oneKey},
		{"PERSIST", drawer.oneKey},
	}
}

// deadlineMakers make deadlines that are often equal, for two keys.
func deadlineMakers() []maker {
	key := func(d drawer) []string { return []string{pick(d, "k", "k", "l")} }
	expire := func(amounts ...string) func(drawer) []string {
		return func(d drawer) []string {
			return append(key(d), append([]string{pick(d, amounts...)}, d.expireOptions("NX", "XX", "GT", "LT")...)...)
		}
	}
	return []maker{
		{"EXPIREAT", expire("<now:1000>", "<now:1000>", "<now:2000>", "1")},
		{"EXPIREAT", expire("<now:1000>", "<now:1000>", "<now:2000>", "1")},
		{"PEXPIREAT", expire("<nowms:100000>", "<nowms:100000>", "<nowms:1000250>", "0")},
		{"PEXPIREAT", expire("<nowms:100000>", "<nowms:100000>", "<nowms:1000250>", "0")},
		{"SET", func(d drawer) []string { return append(key(d), "v") }},
		{"SET", func(d drawer) []string { return append(key(d), "v", "KEEPTTL") }},
		{"MSET", func(d drawer) []string { return []string{"k", "v", "l", "v"} }},
		{"GETEX", func(d drawer) []string { return append(key(d), "PERSIST") }},
		{"PERSIST", key},
		{"PEXPIRETIME", key},
		{"COPY", func(d drawer) []string { return []string{"k", "l", "REPLACE"} }},
		{"RENAME", func(d drawer) []string { return []string{"k", "l"} }},
		{"INCR", key},
		{"APPEND", func(d drawer) []string { return append(key(d), "1") }},
	}
}

func (d drawer) nothing() []string { return nil }

func (d drawer) oneKey() []string { return []string{d.key()} }

func (d drawer) seconds() string {
	switch d.upTo(3) {
	case 0:
		return d.integerOfTime()
	case 1:
		return pick(d, "0", "-1", "-1000", "9223372036854775", "9223372036854776", "-9223372036854775", "-9223372036854776", "<lefts:-60>", "<lefts:60>")
	}
	return strconv.Itoa(100 * (1 + d.upTo(50)))
}

func (d drawer) milliseconds() string {
	switch d.upTo(3) {
	case 0:
		return d.integerOfTime()
	case 1:
		return pick(d, "0", "-1", "-100000", "<left:-60000>", "<left:60000>")
	}
	return strconv.Itoa(100000*(1+d.upTo(50)) + pick(d, 0, 250, 750))
}

func (d drawer) secondsAt() string {
	switch d.upTo(3) {
	case 0:
		return d.integerOfTime()
	case 1:
		return pick(d, "<now:-10>", "<now:-100000>", "1", "0", "9223372036854775", "9223372036854776", "-9223372036854775", "-9223372036854776", "33177117420")
	}
	return pick(d, "<now:100>", "<now:1000>", "<now:100000>")
}

func (d drawer) millisecondsAt() string {
	switch d.upTo(3) {
	case 0:
		return d.integerOfTime()
	case 1:
		return pick(d, "<nowms:-10>", "<nowms:-100000>", "1", "0", "33177117420000")
	}
	return pick(d, "<nowms:100375>", "<nowms:1000375>", "<nowms:100000375>") // none is equal to a time from now on
}

// integerOfTime draws integers other than the small positive ones.
func (d drawer) integerOfTime() string {
	text := d.integer()
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && n > 0 && n < 60000 {
		return "100000"
	}
	return text
}

func (d drawer) expireOptions(conditions ...string) (args []string) {
	for range pick(d, 0, 0, 1, 1, 2, 3) {
		args = append(args, d.spell(pick(d, conditions...)))
	}
	if d.oneIn(20) {
		args = append(args, d.junk())
	}
	return args
}

func (d drawer) copyOptions() (args []string) {
	for range pick(d, 0, 0, 1, 1, 2, 3) {
		switch d.upTo(3) {
		case 0, 1:
			args = append(args, d.spell("REPLACE"))
		case 2:
			args = append(args, d.spell("DB"), pick(d, "0", "0", "1", d.integer()))
		case 3:
			args = append(args, d.spell(pick(d, "DB", d.junk())))
		}
	}
	return args
}

func (d drawer) flush() []string {
	return pick(d, []string{d.junk()}, nil, []string{d.spell("ASYNC")}, []string{d.spell("SYNC")}, []string{"SYNC", "ASYNC"}, []string{"AS"}, []string{d.junk(), "x"})
}

// scan draws mostly iterations that end with the first call.
func (d drawer) scan() []string {
	args := []string{"0", d.spell("COUNT"), "10000"}
	if d.oneIn(4) {
		args[0] = pick(d, d.integer(), "1", "17", "18446744073709551615")
	}
	if d.oneIn(4) {
		args[2] = d.integer()
	}
	if d.oneIn(8) {
		args = args[:1]
	}
	for range pick(d, 0, 1, 1, 2) {
		switch d.upTo(4) {
		case 0, 1:
			args = append(args, d.spell("MATCH"), d.glob())
		case 2:
			args = append(args, d.spell("TYPE"), d.spell(pick(d, "string", "string", "list", "hash", "zset", "stream", "foo", "")))
		case 3:
			args = append(args, d.spell(pick(d, "MATCH", "COUNT", "TYPE")))
		case 4:
			args = append(args, strings.ToUpper(d.junk()))
		}
	}
	return args
}
