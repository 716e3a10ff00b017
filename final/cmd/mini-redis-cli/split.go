package main

// splitArgs cuts a line into arguments, by the rules of redis-cli (sdssplitargs in
// Redis 7.0). It reports false for quotes that are never closed, or closed in the
// middle of a word.
//
//	SET greeting "hello \"world\"\n"    double quotes take \n \r \t \b \a \xff, and \ before anything else
//	SET path 'C:\new'                   single quotes take only \'
//	SET k pre"fixed value"              quotes may begin inside a word, not end there
func splitArgs(line string) (args []string, ok bool) {
	for {
		for line != "" && isSpace(line[0]) {
			line = line[1:]
		}
		if line == "" {
			return args, true
		}
		var arg []byte
		for line != "" && !isSpace(line[0]) {
			if line[0] != '"' && line[0] != '\'' {
				arg = append(arg, line[0])
				line = line[1:]
				continue
			}
			if arg, line, ok = unquoted(arg, line); !ok {
				return nil, false
			}
		}
		args = append(args, string(arg))
	}
}

// unquoted appends the text to arg whose opening quote line begins with. It returns
// what is behind the closing quote, and false if that does not end the word.
func unquoted(arg []byte, line string) (_ []byte, rest string, ok bool) {
	quote := line[0]
	for i := 1; i < len(line); i++ {
		switch c, after := line[i], line[i+1:]; {
		case c == quote:
			return arg, after, after == "" || isSpace(after[0])
		case c != '\\' || after == "":
			arg = append(arg, c)
		case quote == '\'':
			if after[0] == '\'' {
				c = '\''
				i++
			}
			arg = append(arg, c)
		case len(after) >= 3 && after[0] == 'x' && isHex(after[1]) && isHex(after[2]):
			arg = append(arg, hexValue(after[1])<<4|hexValue(after[2]))
			i += 3
		default:
			arg = append(arg, escaped(after[0]))
			i++
		}
	}
	return nil, "", false
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

func isSpace(c byte) bool { return c == ' ' || '\t' <= c && c <= '\r' }

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
