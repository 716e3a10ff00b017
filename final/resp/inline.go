package resp

import "strings"

// SplitInline returns the arguments of an inline command, as the server would read
// them: it is for clients whose users type commands. The arguments are copies. It
// returns false for quotes that are never closed, or closed in the middle of a word.
// The line ends at a NUL byte, if there is one (Redis 7.0: sdssplitargs).
func SplitInline(line string) (args []string, ok bool) {
	line, _, _ = strings.Cut(line, "\x00")
	unquoted := []byte(line)
	spans, ok := splitInline(unquoted, nil)
	if !ok {
		return nil, false
	}
	for _, s := range spans {
		args = append(args, string(unquoted[s.from:s.to]))
	}
	return args, true
}

// splitInline cuts an inline command into its arguments, by the rules of
// sdssplitargs in Redis 7.0, and appends their places in line to args. It reports
// false for quotes that are never closed, or closed in the middle of a word.
//
//	SET greeting "hello \"world\"\n"    double quotes take the escapes of a C string
//	SET path 'C:\new'                   single quotes take only \'
//	SET k pre"fixed value"              quotes may begin inside a word, not end there
//
// Unquoting happens in place: an argument never gets longer by it, so what is
// written stays behind what is read. line must hold no NUL byte.
func splitInline(line []byte, args []span) ([]span, bool) {
	read, write := 0, 0
	for {
		for read < len(line) && isSpace(line[read]) {
			read++
		}
		if read == len(line) {
			return args, true
		}
		from := write
		for read < len(line) && isBare(line[read]) {
			line[write] = line[read]
			read++
			write++
		}
		if read < len(line) && (line[read] == '"' || line[read] == '\'') {
			var ok bool
			if read, write, ok = unquote(line, read, write); !ok {
				return args, false
			}
		}
		args = append(args, span{from, write})
	}
}

// unquote copies the quoted text whose opening quote is line[read] to line[write].
// It returns the places after both, and false if no closing quote follows that
// ends the word.
func unquote(line []byte, read, write int) (int, int, bool) {
	quote := line[read]
	for read++; read < len(line); read++ {
		c := line[read]
		switch rest := line[read+1:]; {
		case c == quote:
			return read + 1, write, len(rest) == 0 || isSpace(rest[0])
		case c != '\\' || len(rest) == 0:
			// An ordinary byte.
		case quote == '\'':
			if rest[0] == '\'' {
				c = '\''
				read++
			}
		case rest[0] == 'x' && len(rest) > 2 && isHex(rest[1]) && isHex(rest[2]):
			c = hexValue(rest[1])<<4 | hexValue(rest[2])
			read += 3
		default:
			c = escaped(rest[0])
			read++
		}
		line[write] = c
		write++
	}
	return read, write, false
}

// escaped returns what a backslash and c stand for between double quotes.
func escaped(c byte) byte {
	switch c {
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	case 'b':
		return '\b'
	case 'a':
		return '\a'
	}
	return c
}

// isSpace reports whether c separates words: C's isspace in the "C" locale.
func isSpace(c byte) bool { return c == ' ' || '\t' <= c && c <= '\r' }

// isBare reports whether c goes on with an unquoted word. Vertical tab and form
// feed separate words but do not end one, in Redis and so here.
func isBare(c byte) bool {
	switch c {
	case ' ', '\t', '\n', '\r', '"', '\'':
		return false
	}
	return true
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// hexValue returns the value of a hexadecimal digit, 0 to 15.
func hexValue(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c&^0x20 - 'A' + 10
}
