package interop

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"pgregory.net/rapid"
)

// A drawer draws what commands are made of.
type drawer struct {
	t *rapid.T

	// noPast: SET and GETEX get no deadline that has passed. redis-server counts
	// such a key, in DBSIZE and INFO, until it finds that it is gone.
	noPast bool
}

// pick draws one of the choices. The first are what failures shrink to.
func pick[V any](d drawer, choices ...V) V {
	return choices[d.upTo(len(choices)-1)]
}

// upTo draws a number from 0 to n.
func (d drawer) upTo(n int) int { return rapid.IntRange(0, n).Draw(d.t, "") }

// oneIn is true once in n draws.
func (d drawer) oneIn(n int) bool { return d.upTo(n-1) == n-1 }

// key draws from few names, so that commands meet each other's keys.
func (d drawer) key() string {
	return pick(d, "k", "k", "k", "l", "l", "m", "n", "", "K", "key:1", "{a}b", "\x00\xff\r\n", strings.Repeat("long", 75))
}

// keys draws a number of keys, which may repeat.
func (d drawer) keys(least, most int) (all []string) {
	for range least + d.upTo(most-least) {
		all = append(all, d.key())
	}
	return all
}

// value draws numbers, texts, bytes.
func (d drawer) value() string {
	switch d.upTo(9) {
	case 0, 1, 2:
		return strconv.Itoa(d.upTo(100))
	case 3:
		return d.integer()
	case 4:
		return d.float()
	case 5:
		return string(rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(d.t, ""))
	case 6:
		return strings.Repeat(pick(d, "x", "0", "\x00", "ab"), pick(d, 20, 44, 45, 100, 1000, 20000))
	default:
		return pick(d, "v", "", "hello", "Hello, World", "1 ", "OK", "nil", "\r\n", "$-1\r\n", "ünïcödé")
	}
}

// integer draws texts that are integers, would be one elsewhere, or are just
// beyond what is one.
func (d drawer) integer() string {
	if d.oneIn(3) {
		n := pick(d, int64(0), 1<<31, 1<<32, 1<<62, math.MaxInt64, math.MinInt64, 10, 100, 1000, 1e9, 1e18, 536870912)
		return strconv.FormatInt(n+int64(d.upTo(4)-2), 10)
	}
	return pick(d, "0", "1", "-1", "2", "10", "-10", "100", "-0", "+1", "01", "-01", "00", " 1", "1 ", "\t1", "1\n", "", " ", "-", "+", "--1",
		"9223372036854775806", "9223372036854775807", "9223372036854775808", "9223372036854775809",
		"-9223372036854775806", "-9223372036854775807", "-9223372036854775808", "-9223372036854775809",
		"18446744073709551615", "18446744073709551616", "99999999999999999999", "-99999999999999999999",
		"09223372036854775807", "1234567890123456789012", "0x10", "1e3", "1.0", "1.", "abc", "1a", "1\x00", "\x001", "0b1", "1_000", "٣")
}

// float draws texts that are numbers, are one to strtold alone, or to nobody.
func (d drawer) float() string {
	switch d.upTo(3) {
	case 0:
		return pick(d, "0", "1", "-1", "0.1", "3.0e3", "5.0e3", "200", "-0", "0.0", "-0.0", "1.5", "10.50", "1e17", "1e18", "1e19", "1e20", "1e-17", "1e-18",
			"1e308", "-1e308", "1.7976931348623157e308", "1e309", "1e4932", "-1e4932", "1.189731495357231765e4932", "1.2e4932", "1e4933", "-1e4933",
			"1e-4950", "3.6e-4951", "1e-4951", "1e-4966", "1e-5000", "inf", "-inf", "+inf", "infinity", "INF", "nan", "NaN", "-nan", "nan(1)", "infinit",
			"0x1", "0x1p3", "0X1.8p1", "-0x1p-2", "0x", "0x1p16383", "0x1p16384", "0xffffffffffffffff", "0x1.fffffffffffffffep0",
			" 1", "1 ", "\t1", "1\n", "", " ", ".", "-", "+", "+1", "+1.5", ".5", "5.", "-.5", "1e", "1e+", "1e+2", "1E2", "1e2.5", "1,5", "1_0", "1\x00", "1 2", "abc", "1f", "1d", "1L",
			"9223372036854775807", "18446744073709551615", "18446744073709551616", "36893488147419103233",
			"0.12345678901234567", "0.123456789012345678", "3.14159265358979323846264338327950288", "1234567890.12345678901234567890",
			"0.000000000000000005", "0.0000000000000000049", "0.99999999999999999", "0.999999999999999999", "99999999999999999.5", "0.1e1", "00.5", "007")
	case 1: // anything of this form
		text := pick(d, "", "-", "+") + d.digits(0, 22)
		if !d.oneIn(3) {
			text += "." + d.digits(0, 25)
		}
		if d.oneIn(3) {
			text += pick(d, "e", "E") + pick(d, "", "-", "+") + strconv.Itoa(pick(d, d.upTo(30), d.upTo(5000)))
		}
		return text
	case 2: // what binary fractions make interesting
		return strconv.FormatFloat(rapid.Float64Range(-1e6, 1e6).Draw(d.t, ""), 'g', -1, 64)
	default:
		return fmt.Sprintf("%d.%s", d.upTo(1000)-500, d.digits(1, 19))
	}
}

func (d drawer) digits(least, most int) string {
	n := least + d.upTo(most-least)
	return rapid.StringOfN(rapid.RuneFrom([]rune("0123456789")), n, n, -1).Draw(d.t, "")
}

// glob draws patterns for key.
func (d drawer) glob() string {
	if d.oneIn(2) {
		return pick(d, "*", "k*", "?", "k", "", "**", "*k*", "[kl]", "[^k]", "[k-m]", "[m-k]", "[", "k[", "[^", "[]", "[]k]", "[\\k]", "\\k", "\\", "k\\", "\\*", "*\\", "*:?",
			"\x00*", "*\xff*", "?????", "{a}*", "*[0-9]", "[a-]", "[-k]", "[^-]", "long*long", "*"+strings.Repeat("l*", 20))
	}
	return rapid.StringOfN(rapid.RuneFrom([]rune(`kl*?[]^-\*ab`)), 0, 8, -1).Draw(d.t, "")
}

// junk draws arguments that are no option of any command.
func (d drawer) junk() string {
	return pick(d, "foo", "", "x", "\x00", "a\r\nb", "-1", "N X", "NXX", "%s", strings.Repeat("j", 200), "\xff\xfe")
}

// spell draws a spelling of a word of a command: letters of any case.
func (d drawer) spell(word string) string {
	switch d.upTo(3) {
	case 0, 1:
		return word
	case 2:
		return strings.ToLower(word)
	}
	letters := []byte(strings.ToLower(word))
	for i := range letters {
		if d.oneIn(2) {
			letters[i] = strings.ToUpper(string(letters[i]))[0]
		}
	}
	return string(letters)
}

// spoil now and then makes a command wrong: arguments too few, too many, doubled,
// swapped, or replaced by junk. The name stays. Two commands are spared: SETRANGE,
// not to make values of 512 MB, and PSETEX, whose value would become a time.
func (d drawer) spoil(args command) command {
	name := strings.ToUpper(args[0])
	if !d.oneIn(8) || name == "PSETEX" || name == "SETEX" || name == "SETRANGE" && len(args[2]) > 8 {
		return args
	}
	last := len(args) - 1
	switch d.upTo(6) {
	case 0:
		return args[:1]
	case 1:
		return args[:max(1, last)]
	case 2:
		return append(args, d.junk())
	case 3:
		return append(args, args[last])
	case 4:
		for range 1 + d.upTo(30) {
			args = append(args, d.junk())
		}
	case 5:
		if last > 0 {
			args[1+d.upTo(last-1)] = d.junk()
		}
	case 6:
		if last > 1 && !strings.Contains(args[2], "<") { // errors name a subcommand
			i := 1 + d.upTo(last-2)
			args[i], args[i+1] = args[i+1], args[i]
		}
	}
	return args
}
