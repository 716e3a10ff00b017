package server

import (
	"log/slog"
	"runtime"
	"strings"
	"testing"
)

// floatExchanges are about the numbers of INCRBYFLOAT, where those of other types than
// the long double of x86-64 differ.
var floatExchanges = []exchange{
	{`INCRBYFLOAT n 10.5 | INCRBYFLOAT n 0.1 | INCRBYFLOAT n -5e0 | GET n`, "$4\r\n10.5\r\n$4\r\n10.6\r\n$3\r\n5.6\r\n$3\r\n5.6\r\n"},
	{`SET n 0.1 | INCRBYFLOAT n 0.2 | INCRBYFLOAT n 1e-17 | INCRBYFLOAT n 1e-18`, "+OK\r\n$3\r\n0.3\r\n$19\r\n0.30000000000000001\r\n$19\r\n0.30000000000000001\r\n"},
	{`SET n 1.1 | INCRBYFLOAT n 2.2 | INCRBYFLOAT n -3.3`, "+OK\r\n$3\r\n3.3\r\n$1\r\n0\r\n"},
	{`SET n 5.0e3 | INCRBYFLOAT n 2.0e2 | INCRBYFLOAT n -.5 | INCRBYFLOAT n 5. | INCRBYFLOAT n +00.50`, "+OK\r\n$4\r\n5200\r\n$6\r\n5199.5\r\n$6\r\n5204.5\r\n$4\r\n5205\r\n"},
	{`SET n 123456789012.123456789 | INCRBYFLOAT n 0 | INCRBYFLOAT n 1e-9`, "+OK\r\n$30\r\n123456789012.12345679104328156\r\n$30\r\n123456789012.12345679104328156\r\n"},
	{`SET n 1e17 | INCRBYFLOAT n 1e-3 | INCRBYFLOAT n 1e3`, "+OK\r\n$18\r\n100000000000000000\r\n$18\r\n100000000000001000\r\n"},
	{`SET n -1e-30 | INCRBYFLOAT n 0 | INCRBYFLOAT n -0.0 | INCRBYFLOAT n -1e-18`, "+OK\r\n$1\r\n0\r\n$1\r\n0\r\n$1\r\n0\r\n"},
	// 64 bits of mantissa: above 2^64, what lies half-way goes to the even neighbour.
	{`SET n 9007199254740993 | INCRBYFLOAT n 0 | INCRBYFLOAT n 0.5`, "+OK\r\n$16\r\n9007199254740993\r\n$18\r\n9007199254740993.5\r\n"},
	{`SET n 18446744073709551615 | INCRBYFLOAT n 0 | INCRBYFLOAT n 1 | INCRBYFLOAT n 1 | INCRBYFLOAT n 3 | INCRBYFLOAT n 1.0000001`, "+OK\r\n$20\r\n18446744073709551615\r\n$20\r\n18446744073709551616\r\n$20\r\n18446744073709551616\r\n$20\r\n18446744073709551620\r\n$20\r\n18446744073709551622\r\n"},
	{`SET n 18446744073709551617 | INCRBYFLOAT n 0`, "+OK\r\n$20\r\n18446744073709551616\r\n"},
	{`SET n 18446744073709551619 | INCRBYFLOAT n 0`, "+OK\r\n$20\r\n18446744073709551620\r\n"},
	{`SET n 18446744073709551617.00000000000000000000000001 | INCRBYFLOAT n 0`, "+OK\r\n$20\r\n18446744073709551618\r\n"},
	{`SET n 1e30 | INCRBYFLOAT n 1e10 | INCRBYFLOAT n 1e12`, "+OK\r\n$31\r\n1000000000000000000024696061952\r\n$31\r\n1000000000000000001055488212992\r\n"},
	// 17 digits behind the point: what lies half-way goes to the even digit.
	{`SET n 0.000003814697265625 | INCRBYFLOAT n 0`, "+OK\r\n$19\r\n0.00000381469726562\r\n"},
	{`SET n 0.000011444091796875 | INCRBYFLOAT n 0`, "+OK\r\n$19\r\n0.00001144409179688\r\n"},
	{`SET n -0.000003814697265625 | INCRBYFLOAT n 0`, "+OK\r\n$20\r\n-0.00000381469726562\r\n"},
	{`SET n 0.0000000000000000050000000001 | INCRBYFLOAT n 0`, "+OK\r\n$19\r\n0.00000000000000001\r\n"},
	{`SET n 0.000000000000000005 | INCRBYFLOAT n 0`, "+OK\r\n$1\r\n0\r\n"},
	{`SET n 0x1p-58 | INCRBYFLOAT n 0 | SET n 0x1p-57 | INCRBYFLOAT n 0`, "+OK\r\n$1\r\n0\r\n+OK\r\n$19\r\n0.00000000000000001\r\n"},
	// Hexadecimal
	{`SET n 0x10 | INCRBYFLOAT n -0X1.8P1 | INCRBYFLOAT n 0x.8 | INCRBYFLOAT n 0xAp-1 | INCRBYFLOAT n 0x1.p+4 | INCRBYFLOAT n 0x1e1`, "+OK\r\n$2\r\n13\r\n$4\r\n13.5\r\n$4\r\n18.5\r\n$4\r\n34.5\r\n$5\r\n515.5\r\n"},
	{`SET n 0x1.ffffffffffffffffp0 | INCRBYFLOAT n 0 | SET n 0x1.fffffffffffffffep0 | INCRBYFLOAT n 0 | SET n 0x1.0000000000000001p0 | INCRBYFLOAT n 0`, "+OK\r\n$1\r\n2\r\n+OK\r\n$1\r\n2\r\n+OK\r\n$1\r\n1\r\n"},
	{`SET n 0x1.00000000000000010000000000001p64 | INCRBYFLOAT n 0`, "+OK\r\n$20\r\n18446744073709551618\r\n"},
	{`INCRBYFLOAT n 0x | INCRBYFLOAT n 0x. | INCRBYFLOAT n 0xp1 | INCRBYFLOAT n 0x1p | INCRBYFLOAT n 0x1p+ | INCRBYFLOAT n 0x1g | INCRBYFLOAT n 0x1p1.5 | INCRBYFLOAT n 0x-1`, strings.Repeat(notFloat, 8)},
	// The largest numbers
	{`SET n 1e4932 | INCRBYFLOAT n 5e4931 | INCRBYFLOAT n 2e4932 | GET n`, "+OK\r\n-ERR increment would produce NaN or Infinity\r\n-ERR value is not a valid float\r\n$6\r\n1e4932\r\n"},
	{`SET n 1e4932 | INCRBYFLOAT n -1e4932 | SET n 1.18973149535723176502e4932 | INCRBYFLOAT n -1.18973149535723176502e4932`, "+OK\r\n$1\r\n0\r\n+OK\r\n$1\r\n0\r\n"},
	{`SET n 1.18973149535723176505e4932 | INCRBYFLOAT n -1.18973149535723176502e4932 | SET n 1.18973149535723176506e4932 | INCRBYFLOAT n 0`, "+OK\r\n$1\r\n0\r\n+OK\r\n-ERR value is not a valid float\r\n"},
	{`INCRBYFLOAT n 1.1897314953572317651e4932 | INCRBYFLOAT n 1e4933 | INCRBYFLOAT n -1e4933 | INCRBYFLOAT n 1e99999999999999999999`, strings.Repeat(notFloat, 4)},
	{`SET n 0x1.fffffffffffffffep16383 | INCRBYFLOAT n -0x1.fffffffffffffffep16383 | INCRBYFLOAT n 0x1.ffffffffffffffffp16383 | INCRBYFLOAT n 0x1p16384`, "+OK\r\n$1\r\n0\r\n-ERR value is not a valid float\r\n-ERR value is not a valid float\r\n"},
	{`SET n 0x1.fffffffffffffffep16383 | INCRBYFLOAT n 0x1p16319 | SET n -0x1p16383 | INCRBYFLOAT n -0x1p16383`, "+OK\r\n-ERR increment would produce NaN or Infinity\r\n+OK\r\n-ERR increment would produce NaN or Infinity\r\n"},
	// The smallest numbers
	{`SET n 1e-4950 | INCRBYFLOAT n 0 | SET n 1e-4951 | INCRBYFLOAT n 0 | SET n 0e-99999999999999999999 | INCRBYFLOAT n 0`, "+OK\r\n$1\r\n0\r\n+OK\r\n-ERR value is not a valid float\r\n+OK\r\n$1\r\n0\r\n"},
	{`SET n 1.9e-4951 | INCRBYFLOAT n -1 | SET n 1.8e-4951 | INCRBYFLOAT n -1`, "+OK\r\n$2\r\n-1\r\n+OK\r\n-ERR value is not a valid float\r\n"},
	{`SET n 0x1p-16445 | INCRBYFLOAT n 0 | SET n 0x1p-16446 | INCRBYFLOAT n 0 | SET n 0x1.1p-16446 | INCRBYFLOAT n 0 | SET n 0x1p-99999999999999999999 | INCRBYFLOAT n 0`, "+OK\r\n$1\r\n0\r\n+OK\r\n-ERR value is not a valid float\r\n+OK\r\n$1\r\n0\r\n+OK\r\n-ERR value is not a valid float\r\n"},
	{`INCRBYFLOAT n 0x1p9999999999 | INCRBYFLOAT n 0x1p-9999999999 | INCRBYFLOAT n 1e9999999999 | INCRBYFLOAT n 1e-9999999999`, strings.Repeat(notFloat, 4)},
	// What is no number
	{`INCRBYFLOAT n . | INCRBYFLOAT n - | INCRBYFLOAT n +-1 | INCRBYFLOAT n --1 | INCRBYFLOAT n 1..2 | INCRBYFLOAT n 1.2.3 | INCRBYFLOAT n 1,5 | INCRBYFLOAT n 1_000`, strings.Repeat(notFloat, 8)},
	{`INCRBYFLOAT n e5 | INCRBYFLOAT n .e1 | INCRBYFLOAT n 1e | INCRBYFLOAT n 1e+ | INCRBYFLOAT n 1e5.5 | INCRBYFLOAT n 1e5e5 | INCRBYFLOAT n 1p5 | INCRBYFLOAT n 1f`, strings.Repeat(notFloat, 8)},
	{`INCRBYFLOAT n "\t1" | INCRBYFLOAT n "1\n" | INCRBYFLOAT n "\x001" | INCRBYFLOAT n "inf\x00" | INCRBYFLOAT n infi | INCRBYFLOAT n -nan | INCRBYFLOAT n nan(1) | INCRBYFLOAT n "\xd9\xa1"`, strings.Repeat(notFloat, 8)},
	{`SET n -INFINITY | INCRBYFLOAT n +Inf | INCRBYFLOAT n 1 | GET n`, "+OK\r\n-ERR increment would produce NaN or Infinity\r\n-ERR increment would produce NaN or Infinity\r\n$9\r\n-INFINITY\r\n"},
	{"SET n " + strings.Repeat("0", 5118) + "1 | INCRBYFLOAT n 1", "+OK\r\n$1\r\n2\r\n"},
	{"SET n " + strings.Repeat("0", 5119) + "1 | INCRBYFLOAT n 1", "+OK\r\n" + notFloat},
}

func TestFloatsAreThoseOfLongDouble(t *testing.T) {
	for _, e := range floatExchanges {
		s := &Server{Logger: slog.New(slog.DiscardHandler)}
		if got := serveAll(s, strings.NewReader(e.arrays())).out.String(); got != e.want {
			t.Errorf("%.200s\ngot  %.200q\nwant %.200q", e.sent, got, e.want)
		}
	}
}

func TestRedisHasTheSameFloats(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("long double is another type here")
	}
	socket := startRedis(t)
	for _, e := range floatExchanges {
		if got := ask(t, socket, e.arrays()); got != e.want {
			t.Errorf("%.200s\ngot  %.200q\nwant %.200q", e.sent, got, e.want)
		}
	}
}
