package check

import "bytes"

// match compares a reply with p, in a run with that suffix. It returns the
// offset of the first byte in b that isn't what p wants, or -1 if f matches.
func (p pattern) match(b []byte, f frame, suffix string) int {
	switch {
	case p.kind == anyKind:
		return -1
	case p.kind == eitherKind:
		return p.matchEither(b, f, suffix)
	case p.kind != f.kind:
		return f.start
	case p.kind == arrayKind:
		return p.matchArray(b, f, suffix)
	case p.kind == integerKind:
		if p.low <= f.integer && f.integer <= p.high {
			return -1
		}
		if p.low != p.high {
			return f.start + 1
		}
	}
	want := p.appendTo(nil, suffix)
	if p.prefix {
		want = bytes.TrimSuffix(want, []byte("\r\n"))
	}
	return firstDifference(want, b, f.start, f.end)
}

// firstDifference is the offset of the first byte of b[start:end] that isn't
// that of want, or -1 if it begins with want. Two frames, or what begins one, differ in
// some byte before the shorter one's end.
func firstDifference(want, b []byte, start, end int) int {
	if start+len(want) <= end && bytes.Equal(want, b[start:start+len(want)]) {
		return -1
	}
	for i, c := range want {
		if start+i >= end || b[start+i] != c {
			return start + i
		}
	}
	return -1
}

// matchEither returns the first difference to the item with which f agrees the furthest.
func (p pattern) matchEither(b []byte, f frame, suffix string) int {
	at := f.start
	for _, item := range p.items {
		differs := item.match(b, f, suffix)
		if differs < 0 {
			return -1
		}
		at = max(at, differs)
	}
	return at
}

func (p pattern) matchArray(b []byte, f frame, suffix string) int {
	if len(p.items) != len(f.items) {
		return f.start + 1
	}
	if p.anyOrder {
		left := p.items
		for _, item := range f.items {
			var ok bool
			if left, ok = take(left, b, item, suffix); !ok {
				return item.start
			}
		}
		return -1
	}
	for i, item := range f.items {
		if at := p.items[i].match(b, item, suffix); at >= 0 {
			return at
		}
	}
	return -1
}

// take returns patterns without the one that f matches. A literal one goes
// first, so that patterns with a choice are kept for frames that need it.
func take(patterns []pattern, b []byte, f frame, suffix string) (left []pattern, ok bool) {
	at := -1
	for i, p := range patterns {
		if p.match(b, f, suffix) < 0 && (at < 0 || p.literal() && !patterns[at].literal()) {
			at = i
		}
	}
	if at < 0 {
		return patterns, false
	}
	left = append(left, patterns[:at]...)
	return append(left, patterns[at+1:]...), true
}
