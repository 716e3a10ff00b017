package resp

// Ahead looks at the commands that have arrived behind the one returned last, and
// takes none. It fills keys with the first argument behind the name of each, and
// returns how many it has found. It ends at the first command that has no argument, is
// not an array of bulk strings, or has not arrived as a whole. What keys points to is in
// the Reader's buffer and holds until the next call of ReadCommand, which may find
// fault with commands that Ahead did not.
//
// Ahead is for whoever can prepare several commands at once for less than each of them.
func (r *Reader) Ahead(keys [][]byte) (n int) {
	rest := r.in.unread()
	for n < len(keys) {
		key, size := peekCommand(rest)
		if size == 0 {
			break
		}
		keys[n] = key
		n++
		rest = rest[size:]
	}
	return n
}

// peekCommand returns the second element of the command at the front of b, and the size
// of the command in bytes, 0 if Ahead would end before it.
func peekCommand(b []byte) (key []byte, size int) {
	count, at := parseShortHeader(b, '*')
	if count < 2 {
		return nil, 0
	}
	for i := range count {
		n, header := parseShortHeader(b[at:], '$')
		from := at + header
		at = from + int(n) + len("\r\n")
		if header == 0 || at > len(b) {
			return nil, 0
		}
		if i == 1 {
			key = b[from : from+int(n)]
		}
	}
	return key, at
}
