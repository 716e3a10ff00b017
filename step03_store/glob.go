package store

// Match reports whether s matches a glob pattern, as Redis matches them for KEYS
// and PSUBSCRIBE, byte by byte:
//
//   - "*" matches any bytes, also none, and "?" any one byte;
//   - "[abx-z]" matches one byte of the class, "[^abx-z]" one that isn't;
//   - "\" takes the byte after it literally, also within a class.
//
// An empty s matches only the empty pattern, not even "*" (Redis 7 does this).
//
// When the pattern fails somewhere behind a star, only that last star needs to
// take one byte more. Giving an earlier one more can't help: what stands
// between the two has been found at the first place possible. That is why the
// work is bounded (I5), where trying every star grows exponentially with them.
func Match(pattern, s string) bool {
	if s == "" {
		return pattern == ""
	}
	afterStar, resume := "", ""
	starred := false
	for s != "" {
		if pattern != "" && pattern[0] == '*' {
			pattern = pattern[1:]
			afterStar, resume, starred = pattern, s, true
			continue
		}
		if rest, ok := matchByte(pattern, s[0]); ok {
			pattern, s = rest, s[1:]
			continue
		}
		if !starred {
			return false
		}
		resume = resume[1:]
		pattern, s = afterStar, resume
	}
	for pattern != "" && pattern[0] == '*' {
		pattern = pattern[1:]
	}
	return pattern == ""
}

// matchByte matches c against the first element of pattern, which is not a
// star, and returns the rest of the pattern.
func matchByte(pattern string, c byte) (rest string, ok bool) {
	if pattern == "" {
		return "", false
	}
	switch pattern[0] {
	case '?':
		return pattern[1:], true
	case '[':
		return matchClass(pattern[1:], c)
	case '\\':
		if len(pattern) > 1 {
			pattern = pattern[1:]
		}
	}
	return pattern[1:], pattern[0] == c
}

// matchClass matches c against the class that starts pattern, its "[" already
// taken. As in Redis, a class that isn't closed ends with the pattern, bounds
// may be given in either order, and the "]" in "[a-]" is a bound.
func matchClass(pattern string, c byte) (rest string, ok bool) {
	negated := pattern != "" && pattern[0] == '^'
	if negated {
		pattern = pattern[1:]
	}
	for pattern != "" && pattern[0] != ']' {
		low, size := pattern[0], 1
		high := low
		switch {
		case low == '\\' && len(pattern) >= 2:
			low, high, size = pattern[1], pattern[1], 2
		case len(pattern) >= 3 && pattern[1] == '-':
			low, high, size = min(low, pattern[2]), max(low, pattern[2]), 3
		}
		ok = ok || low <= c && c <= high
		pattern = pattern[size:]
	}
	if pattern != "" {
		pattern = pattern[1:] // the "]"
	}
	return pattern, ok != negated
}
