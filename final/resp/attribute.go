package resp

// skipAttribute reads an attribute whose header is "|<length>" up to its last
// value, and keeps none of it. It counts as an aggregate inside depth-1 others.
func (r *ReplyReader) skipAttribute(length []byte, depth int) error {
	n, err := elementCount('|', length, depth)
	if err != nil {
		return err
	}
	return r.skip(n, depth+1)
}

// skip reads n replies that would lie inside depth-1 aggregates. It refuses what
// reply refuses.
func (r *ReplyReader) skip(n int64, depth int) error {
	for ; n > 0; n-- {
		kind, rest, err := r.header()
		if err != nil {
			return err
		}
		switch kind {
		case '|':
			n++ // the reply that it belongs to is still to come
			err = r.skipAttribute(rest, depth)
		case '$', '!', '=':
			err = r.skipBulk(kind, rest)
		case '*', '%', '~', '>':
			var inside int64
			if inside, err = elementCount(kind, rest, depth); err == nil {
				err = r.skip(inside, depth+1)
			}
		default:
			_, err = simpleReply(kind, rest)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// skipBulk reads the payload of the bulk whose header is "<kind><length>".
func (r *ReplyReader) skipBulk(kind byte, length []byte) error {
	n, err := r.bulkLength(kind, length)
	if n < 0 || err != nil {
		return err
	}
	if kind == '=' {
		if n, err = r.format(n); err != nil {
			return err
		}
	}
	if _, err := r.src.Discard(n); err != nil {
		return err
	}
	return r.bulkEnd()
}
