package interop

import (
	"bytes"
	"slices"
	"strings"

	"pgregory.net/rapid"
)

// inputs generates pipelines of commands, good and malformed, cut anywhere.
func inputs(locked bool) *rapid.Generator[input] {
	return rapid.Custom(func(t *rapid.T) input {
		d := drawer{t: t}
		var in input
		for range 1 + d.upTo(6) {
			in.bytes += d.piece(locked)
		}
		in.stuck = d.oneIn(4)
		if in.stuck { // a byte lost, doubled or changed
			at := d.upTo(len(in.bytes) - 1)
			in.bytes = in.bytes[:at] + pick(d, "", "x", "\n", "\r", "*", "$", in.bytes[at:at+1]+in.bytes[at:at+1]) + in.bytes[at+1:]
		}
		in.stuck = in.stuck || strings.Contains(in.bytes, "\x00")
		switch d.upTo(4) {
		case 0: // byte by byte
			for i := range min(len(in.bytes), 400) {
				in.cuts = append(in.cuts, i)
			}
		case 1, 2:
			for range d.upTo(5) {
				in.cuts = append(in.cuts, d.upTo(len(in.bytes)))
			}
			slices.Sort(in.cuts)
		}
		return in
	})
}

// piece draws a command as some client may send it. Promises are short, so that
// the tail fulfils them.
func (d drawer) piece(locked bool) string {
	switch d.upTo(9) {
	case 0, 1, 2, 3:
		var b bytes.Buffer
		writeCommand(&b, d.plain(locked))
		return b.String()
	case 4, 5:
		return d.inline() + pick(d, "\r\n", "\r\n", "\n", "\r\r\n", "\n\r\n")
	case 6: // an array with odd numbers
		n := pick(d, "1", "2", "3", "0", "-1", "-2", "+1", "01", " 1", "1 ", "", "x", "1x", "1.0", "2147483648", "4294967297", "9223372036854775808", "-9223372036854775808", "99999999999999999999", "0x1", "1\x00")
		return "*" + n + pick(d, "\r\n", "\n", "\r", "\rx", "") + pick(d, "$4\r\nPING\r\n", "", "$3\r\nGET\r\n$1\r\nk\r\n", "*1\r\n$4\r\nPING\r\n", ":1\r\n", "+OK\r\n", "PING\r\n")
	case 7: // a bulk string with an odd length
		n := pick(d, "4", "3", "5", "0", "-1", "-2", "+4", "04", " 4", "4 ", "", "x", "4x", "4.0", "100", "536870913", "2147483648", "9223372036854775808", "99999999999999999999", "0x4", "4\x00")
		return "*1\r\n$" + n + pick(d, "\r\n", "\n", "\r", "\rx", "") + pick(d, "PING\r\n", "PING", "PINGxx", "PING\n\n", "\r\n", "")
	case 8:
		return pick(d, "\r\n", "\n", "\r", "\x00", "\x00\r\n", " ", " \r\n", "\t\r\n", "$4\r\nPING\r\n", "+PING\r\n", ":1\r\n", "-ERR\r\n", "*\r\n", "$\r\n", "%1\r\n", ">1\r\n", "_\r\n", "*1\r\n", "*2\r\n$4\r\nECHO\r\n", "\xff\xfe\r\n", "GET / HTTP/1.0\r\n")
	default:
		return string(rapid.SliceOfN(rapid.SampledFrom([]byte("*$\r\n01-+ \"'\\xaP\x00")), 1, 12).Draw(d.t, ""))
	}
}

// plain draws a command of few bytes.
func (d drawer) plain(locked bool) command {
	c := pick(d, command{"PING"}, command{"ECHO", d.value()}, command{"SET", "k", d.value()}, command{"GET", "k"}, command{"INCR", "k"}, command{"APPEND", "k", "x"},
		command{""}, command{"GET"}, command{"foo", "\r\n"}, command{"GET", ""}, command{"MGET", "k", "l", "k", "k", "k", "k", "k", "k", "k"}, command{"MGET", "k", "l", "k", "k", "k", "k", "k", "k", "k", "k"},
		command{"QUIT"}, command{"RESET"}, command{"HELLO", pick(d, "2", "4", "x")}, command{"SUBSCRIBE", "a"}, command{"UNSUBSCRIBE", "a"}, command{"CLIENT", "REPLY", "ON"})
	if locked && d.oneIn(2) {
		c = pick(d, command{"AUTH", password}, command{"AUTH", "default", password}, command{"AUTH", "wrong"}, command{"AUTH", "nobody", password},
			command{"HELLO", "2", "AUTH", "default", "wrong"}, command{"HELLO", "2", "AUTH", "default"}, command{"HELLO", "3"}, command{"HELLO"}, command{"AUTH"}, command{"AUTH", "a", "b", "c"}, command{"AUTH", strings.Repeat("p", 1000)})
	}
	return c
}

// inline draws a command in a line, with quotes of all kinds.
func (d drawer) inline() string {
	words := []string{pick(d, "ECHO", "ECHO", "SET k", "GET", "PING", "  ECHO", "\tECHO", `"ECHO"`, `'ECHO'`, `"EC\x48O"`)}
	for range d.upTo(3) {
		words = append(words, pick(d, "a", `"a b"`, `'a b'`, `"a\"b"`, `'a\'b'`, `'a\nb'`, `"a\n\r\t\b\a\\\q"`, `"\x41\xff\x0"`, `"\xzz"`, `""`, `''`, `"`, `'`, `"a`, `'a`,
			`"a"b`, `'a'b`, `a"b"`, `a'b'`, `a"`, `\`, `\"`, "\x00", "a\x00b", "ü", "\v", "\f", "\a", "*1", "$1"))
	}
	return strings.Join(words, pick(d, " ", "  ", "\t", "\v", "\x00", "\r"))
}
