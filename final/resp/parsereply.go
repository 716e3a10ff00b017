package resp

// trustedElements is how many elements are allocated on the word of a header
// alone.
const trustedElements = 16

// reply reads a reply that would lie inside depth-1 aggregates. Attributes before
// it are skipped in a loop, as their number has no limit.
func (r *ReplyReader) reply(depth int) (Reply, error) {
	for {
		kind, rest, err := r.header()
		if err != nil {
			return Reply{}, err
		}
		switch kind {
		case '|':
			if err := r.skipAttribute(rest, depth); err != nil {
				return Reply{}, err
			}
		case '$', '!', '=':
			return r.bulkReply(kind, rest)
		case '*', '%', '~', '>':
			return r.aggregate(kind, rest, depth)
		default:
			return simpleReply(kind, rest)
		}
	}
}

// header reads a line and cuts it after its first byte, the type of what follows.
// The rest is valid until the next read.
func (r *ReplyReader) header() (kind byte, rest []byte, err error) {
	line, err := r.line()
	if err != nil {
		return 0, nil, err
	}
	if len(line) == 0 {
		return 0, nil, &ProtocolError{"empty line instead of a reply"}
	}
	return line[0], line[1:], r.charge(elementLen + len(line))
}

// bulkReply reads the reply whose header is "<kind><length>".
func (r *ReplyReader) bulkReply(kind byte, length []byte) (Reply, error) {
	n, err := r.bulkLength(kind, length)
	if n < 0 || err != nil {
		return Reply{}, err
	}
	reply := Reply{Kind: KindBulk}
	switch kind {
	case '!':
		reply.Kind = KindError
	case '=':
		reply.Kind = KindVerbatim
		if n, err = r.format(n); err != nil {
			return Reply{}, err
		}
	}
	reply.Str, err = r.bulk(n)
	return reply, err
}

// aggregate reads the reply whose header is "<kind><length>".
func (r *ReplyReader) aggregate(kind byte, length []byte, depth int) (Reply, error) {
	n, err := elementCount(kind, length, depth)
	if n < 0 || err != nil {
		return Reply{}, err
	}
	elements := make([]Reply, 0, min(n, trustedElements))
	for range n {
		element, err := r.reply(depth + 1)
		if err != nil {
			return Reply{}, err
		}
		elements = append(elements, element)
	}
	return Reply{Kind: aggregateKind(kind), Array: elements}, nil
}

func aggregateKind(kind byte) Kind {
	switch kind {
	case '%':
		return KindMap
	case '~':
		return KindSet
	case '>':
		return KindPush
	}
	return KindArray
}

// bulkLength parses the length of a bulk string, -1 for null, or of a bulk error
// or a verbatim string, which are never null.
func (r *ReplyReader) bulkLength(kind byte, b []byte) (int, error) {
	n, ok := ParseInt(b)
	switch {
	case string(b) == "?":
		return 0, &ProtocolError{"strings of unknown length are not supported"}
	case !ok, n < -1, n < 0 && kind != '$', n > int64(r.MaxBulkLen):
		return 0, &ProtocolError{"invalid bulk length"}
	case n < 0:
		return -1, nil
	}
	return int(n), r.charge(int(n))
}

// elementCount parses the length of an aggregate that would lie inside depth-1
// others, and returns how many replies follow, two for each entry of a map. It
// returns -1 for an array that is null; the others never are.
func elementCount(kind byte, b []byte, depth int) (int64, error) {
	n, ok := ParseInt(b)
	switch {
	case string(b) == "?":
		return 0, &ProtocolError{"aggregates of unknown length are not supported"}
	case !ok, n < -1, n < 0 && kind != '*', n > MaxElements:
		return 0, &ProtocolError{"invalid multibulk length"}
	case kind == '>' && depth > 1:
		return 0, &ProtocolError{"push inside another reply"}
	case n >= 0 && depth > MaxDepth:
		return 0, &ProtocolError{"too many nested aggregates"}
	case kind == '%' || kind == '|':
		n *= 2
	}
	return n, nil
}
