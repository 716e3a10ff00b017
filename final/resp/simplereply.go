package resp

import (
	"math"
	"strconv"
)

// simpleReply returns the reply that is one line: the byte kind, then rest.
func simpleReply(kind byte, rest []byte) (Reply, error) {
	switch kind {
	case '+':
		return Reply{Kind: KindSimpleString, Str: string(rest)}, nil
	case '-':
		return Reply{Kind: KindError, Str: string(rest)}, nil
	case ':':
		if n, ok := ParseInt(rest); ok {
			return Reply{Kind: KindInteger, Int: n}, nil
		}
		return Reply{}, &ProtocolError{"invalid integer"}
	case '_':
		if len(rest) == 0 {
			return Reply{}, nil
		}
		return Reply{}, &ProtocolError{"invalid null"}
	case '#':
		switch string(rest) {
		case "t":
			return Reply{Kind: KindBoolean, Int: 1}, nil
		case "f":
			return Reply{Kind: KindBoolean}, nil
		}
		return Reply{}, &ProtocolError{"invalid boolean"}
	case ',':
		if f, ok := parseDouble(rest); ok {
			return Reply{Kind: KindDouble, Str: string(rest), Float: f}, nil
		}
		return Reply{}, &ProtocolError{"invalid double"}
	case '(':
		if isBigNumber(rest) {
			return Reply{Kind: KindBigNumber, Str: string(rest)}, nil
		}
		return Reply{}, &ProtocolError{"invalid big number"}
	}
	return Reply{}, &ProtocolError{"unknown reply type '" + string([]byte{kind}) + "'"}
}

// parseDouble reads a double: "inf", "-inf", "nan", or a decimal number with or
// without a fraction and an exponent. It takes "-nan" as well, which Redis sends
// where the C library's printf writes it so. A number beyond float64 is refused,
// as a server would have sent it as infinite.
func parseDouble(b []byte) (float64, bool) {
	switch string(b) {
	case "inf":
		return math.Inf(1), true
	case "-inf":
		return math.Inf(-1), true
	case "nan", "-nan":
		return math.NaN(), true
	}
	// ParseFloat would also take hexadecimal digits, underscores and words.
	for _, c := range b {
		switch {
		case '0' <= c && c <= '9', c == '+', c == '-', c == '.', c == 'e', c == 'E':
		default:
			return 0, false
		}
	}
	f, err := strconv.ParseFloat(string(b), 64)
	return f, err == nil
}

// isBigNumber reports whether b is decimal digits, at least one, that may have a
// sign before them.
func isBigNumber(b []byte) bool {
	if len(b) > 0 && (b[0] == '-' || b[0] == '+') {
		b = b[1:]
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(b) > 0
}
