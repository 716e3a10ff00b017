package resp

// The functions in this file parse what has arrived. Each one reports false if
// that is not enough; the next call goes on from the same place with more.

// parse reports whether the command at the front of the buffer is complete.
// Commands without arguments are consumed on the way, since nothing answers them.
func (r *Reader) parse() (bool, error) {
	for {
		unread := r.in.unread()
		switch {
		case r.missing > 0:
			return r.parseArguments()
		case len(unread) == 0:
			return false, nil
		case unread[0] == '*':
			if ok, err := r.parseArrayHeader(); !ok {
				return false, err
			}
			if r.missing == 0 {
				r.next()
			}
		default:
			if ok, err := r.parseInline(); !ok {
				return false, err
			}
			if len(r.spans) > 0 {
				return true, nil
			}
			r.next()
		}
	}
}

// parseArrayHeader reads "*<number of arguments>\r\n" into missing.
func (r *Reader) parseArrayHeader() (bool, error) {
	n, ok := r.shortHeader('*')
	if !ok {
		header, err := r.line('\r', 1, "too big mbulk count string")
		if header == nil {
			return false, err
		}
		n, ok = ParseInt(header[1:])
	}
	switch {
	case !ok || n > MaxElements:
		return false, &ProtocolError{"invalid multibulk length"}
	case r.Unauthenticated && n > maxUnauthenticatedElements:
		return false, &ProtocolError{"unauthenticated multibulk length"}
	}
	r.missing = int(max(n, 0))
	return true, nil
}

// parseArguments reads bulk strings until none is missing.
func (r *Reader) parseArguments() (bool, error) {
	for r.missing > 0 {
		if r.bulkLen < 0 {
			if ok, err := r.parseBulkHeader(); !ok {
				return false, err
			}
		}
		// Like Redis, ask for two bytes after the payload and look at neither.
		end := r.pos + r.bulkLen
		if r.Buffered() < end+2 {
			return false, nil
		}
		r.spans = append(r.spans, span{r.pos, end})
		r.pos = end + 2
		r.bulkLen = -1
		r.missing--
	}
	return true, nil
}

// parseBulkHeader reads "$<length in bytes>\r\n" into bulkLen.
func (r *Reader) parseBulkHeader() (bool, error) {
	n, ok := r.shortHeader('$')
	if !ok {
		header, err := r.line('\r', 1, "too big bulk count string")
		if header == nil {
			return false, err
		}
		if got := firstByte(header); got != '$' {
			// By way of a slice, since string(got) would encode it as UTF-8.
			return false, &ProtocolError{"expected '$', got '" + string([]byte{got}) + "'"}
		}
		n, ok = ParseInt(header[1:])
	}
	switch {
	case !ok || n < 0 || n > r.maxBulkLen():
		return false, &ProtocolError{"invalid bulk length"}
	case r.Unauthenticated && n > maxUnauthenticatedBulkLen:
		return false, &ProtocolError{"unauthenticated bulk length"}
	case r.MaxCommandLen > 0 && n > int64(r.MaxCommandLen-r.pos-2):
		return false, ErrCommandTooLong
	}
	r.bulkLen = int(n)
	return true, nil
}

// shortHeader reads the header at pos and moves pos past it, if parseShortHeader can.
func (r *Reader) shortHeader(kind byte) (n int64, ok bool) {
	if r.scanned > 0 {
		return 0, false
	}
	n, size := parseShortHeader(r.in.unread()[r.pos:], kind)
	r.pos += size
	return n, size > 0
}

// parseShortHeader reads "<kind><number>\r\n" at the front of b if it has arrived as a whole
// and the number has one to eight digits, as in almost every header, and returns its
// size. That is 0 for everything else, which takes the long way: a search for the
// end, then ParseInt. Alone the long way costs a quarter more in BenchmarkReadPipeline.
func parseShortHeader(b []byte, kind byte) (n int64, size int) {
	const most = len("$12345678\r\n")
	b = b[:min(len(b), most)]
	if len(b) < 4 || b[0] != kind {
		return 0, 0
	}
	for i := 1; i < len(b)-1; i++ {
		digit := b[i] - '0'
		if digit > 9 {
			// ParseInt takes 0, and no number that begins with it.
			if b[i] == '\r' && i > 1 && (b[1] != '0' || i == 2) {
				return n, i + 2
			}
			return 0, 0
		}
		n = n*10 + int64(digit)
	}
	return 0, 0
}

// firstByte returns the first byte of a header, which is its end if it is empty.
func firstByte(header []byte) byte {
	if len(header) == 0 {
		return '\r'
	}
	return header[0]
}

// parseInline reads a line of words up to '\n'. A '\r' before that separates
// words like a space, so it needs no treatment of its own.
func (r *Reader) parseInline() (bool, error) {
	line, err := r.line('\n', 0, "too big inline request")
	if line == nil {
		return false, err
	}
	// The line is the whole command, so an offset in it is one in the command.
	var ok bool
	if r.spans, ok = splitInline(line, r.spans); !ok {
		return false, &ProtocolError{"unbalanced quotes in request"}
	}
	return true, nil
}

// line returns the line at pos up to, not including, the byte stop, and moves pos
// past stop and the given number of bytes after it. It returns nil if the line is
// not complete, and a [ProtocolError] with the reason tooLong if it never will be.
//
// A NUL byte ends the search but not the line, as in Redis, which looks for stop
// with strchr: such a line swallows what follows until it is too long.
func (r *Reader) line(stop byte, after int, tooLong string) ([]byte, error) {
	rest := r.in.unread()[r.pos:]
	n := r.scanned
	for n < len(rest) && rest[n] != stop && rest[n] != 0 {
		n++
	}
	r.scanned = n
	found := n < len(rest) && rest[n] == stop
	if n > MaxLineLen || !found && len(rest) > MaxLineLen {
		return nil, &ProtocolError{tooLong}
	}
	if !found || n+after >= len(rest) {
		return nil, nil
	}
	r.scanned = 0
	r.pos += n + 1 + after
	return rest[:n], nil
}
