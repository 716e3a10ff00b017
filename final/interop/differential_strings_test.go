package interop

import (
	"strconv"
	"strings"
)

// stringMakers make the commands on values.
func stringMakers() []maker {
	return []maker{
		{"GET", drawer.oneKey},
		{"SET", func(d drawer) []string { return append([]string{d.key(), d.value()}, d.setOptions()...) }},
		{"SET", func(d drawer) []string { return []string{d.key(), d.value()} }},
		{"GETEX", func(d drawer) []string { return append([]string{d.key()}, d.getexOptions()...) }},
		{"GETDEL", drawer.oneKey},
		{"GETSET", drawer.keyAndValue},
		{"SETNX", drawer.keyAndValue},
		{"SETEX", func(d drawer) []string { return []string{d.key(), d.seconds(), d.value()} }},
		{"PSETEX", func(d drawer) []string { return []string{d.key(), d.milliseconds(), d.value()} }},
		{"MGET", func(d drawer) []string { return d.keys(1, 5) }},
		{"MSET", drawer.keyValues},
		{"MSETNX", drawer.keyValues},
		{"APPEND", drawer.keyAndValue},
		{"STRLEN", drawer.oneKey},
		{"GETRANGE", drawer.keyAndRange},
		{"SUBSTR", drawer.keyAndRange},
		{"SETRANGE", drawer.setrange},
		{"INCR", drawer.oneKey},
		{"DECR", drawer.oneKey},
		{"INCRBY", func(d drawer) []string { return []string{d.key(), d.integer()} }},
		{"DECRBY", func(d drawer) []string { return []string{d.key(), d.integer()} }},
		{"INCRBYFLOAT", func(d drawer) []string { return []string{d.key(), d.float()} }},
		{"INCRBYFLOAT", func(d drawer) []string { return []string{d.key(), d.float()} }},
	}
}

// floatMakers make sums.
func floatMakers() []maker {
	add := func(d drawer) []string { return []string{pick(d, "k", "k", "l"), d.float()} }
	return []maker{{"INCRBYFLOAT", add}, {"INCRBYFLOAT", add}, {"INCRBYFLOAT", add}, {"SET", add}, {"SET", add}, {"GET", drawer.oneKey}, {"INCR", drawer.oneKey}}
}

func (d drawer) keyAndValue() []string { return []string{d.key(), d.value()} }

func (d drawer) keyAndRange() []string { return []string{d.key(), d.integer(), d.integer()} }

func (d drawer) keyValues() (args []string) {
	for range 1 + d.upTo(3) {
		args = append(args, d.key(), d.value())
	}
	if d.oneIn(10) {
		args = append(args, d.key())
	}
	return args
}

// setrange draws offsets that keep values small, and the limit of 512 MB only
// with values that exceed it.
func (d drawer) setrange() []string {
	switch d.upTo(5) {
	case 0:
		offset := d.integer()
		if n, err := strconv.ParseInt(offset, 10, 64); err == nil && n >= 10000 && n < 536870912 {
			offset = "10"
		}
		return []string{d.key(), offset, d.value()}
	case 1:
		return []string{d.key(), pick(d, "536870911", "536870910"), pick(d, "", "xyz")}
	case 2:
		return []string{d.key(), pick(d, "536870912", "536870913", "2147483647", "4294967295", "9223372036854775807"), pick(d, "", "x", "xyz")}
	}
	return []string{d.key(), strconv.Itoa(d.upTo(50)), d.value()}
}

// Amounts of time are in the past, far away or out of range, never so near that
// the key may expire during a scenario; and at no edge of rounding to seconds.

// timeOption draws EX, PX, EXAT or PXAT with its amount, which now and then is
// missing.
func (d drawer) timeOption() []string {
	name := pick(d, "EX", "PX", "EXAT", "PXAT")
	amount := map[string]func() string{"EX": d.seconds, "PX": d.milliseconds, "EXAT": d.secondsAt, "PXAT": d.millisecondsAt}[name]()
	if d.oneIn(20) {
		return []string{d.spell(name)}
	}
	if n, err := strconv.ParseInt(amount, 10, 64); d.noPast && strings.HasSuffix(name, "AT") {
		if strings.Contains(amount, ":-") || err == nil && n > 0 && n < 1e15 {
			amount = map[string]string{"EXAT": "<now:1000>", "PXAT": "<nowms:1000250>"}[name]
		}
	}
	return []string{d.spell(name), amount}
}

func (d drawer) setOptions() (args []string) {
	for range d.upTo(3) {
		switch d.upTo(6) {
		case 0, 1, 2:
			args = append(args, d.timeOption()...)
		case 3, 4:
			args = append(args, d.spell(pick(d, "NX", "XX", "GET")))
		case 5:
			args = append(args, d.spell(pick(d, "KEEPTTL", "GET", "PERSIST")))
		case 6:
			args = append(args, d.junk())
		}
	}
	return args
}

func (d drawer) getexOptions() (args []string) {
	for range pick(d, 1, 0, 1, 2) {
		switch d.upTo(5) {
		case 0, 1, 2:
			args = append(args, d.timeOption()...)
		case 3, 4:
			args = append(args, d.spell(pick(d, "PERSIST", "PERSIST", "KEEPTTL", "NX")))
		case 5:
			args = append(args, d.junk())
		}
	}
	return args
}
