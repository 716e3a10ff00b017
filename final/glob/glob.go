// Package glob matches strings with the patterns of KEYS, SCAN and PSUBSCRIBE, which are a
// client's: without recursion, in steps whose number has a bound, and with a way to stop.
package glob

// Match reports whether s matches the glob-style pattern as a whole, with the
// rules of Redis 7.0: KEYS, which are those of PSUBSCRIBE:
//
//   - any bytes, also none
//     ?       one byte
//     [abc]   one of these bytes
//     [a-c]   one byte in this range; [c-a] is the same
//     [^a]    one byte that is none of these
//     \x      the byte x, whatever it means otherwise
//
// A pattern is never malformed. A class that is not closed runs to the end of the
// pattern, a range takes whatever byte follows its '-' as its end, even a ']',
// and a backslash at the end stands for itself. The empty string is matched by the
// empty pattern alone, not even by "*" (in Redis, KEYS * skips the matching).
//
// Match takes at most len(pattern) * (len(s) + 1) steps and does not recurse,
// whatever the pattern. Where both are a client's, that can be hours: see MatchUntil.
func Match[S string | []byte](pattern string, s S) bool {
	matched, _ := MatchUntil(pattern, s, nil)
	return matched
}

// stepsBetween is how many steps MatchUntil takes between two questions to stop: about a
// quarter of a millisecond, at 4 ns a step.
const stepsBetween = 1 << 16

// A Stopper is asked now and then by what may take long.
type Stopper interface {
	// Stopped reports whether to give up, since nobody wants the result any more.
	Stopped() bool
}

// MatchUntil is Match, but gives up, with done false, once stop is stopped. A nil stop
// never is.
func MatchUntil[S string | []byte](pattern string, s S, stop Stopper) (matched, done bool) {
	if len(s) == 0 {
		return pattern == "", true
	}
	steps := 0
	p, i := 0, 0              // pattern[p:] has to match s[i:]
	afterStar, retry := -1, 0 // the last star passed, and where in s its successor was tried
	for i < len(s) {
		if p < len(pattern) && pattern[p] == '*' {
			p++
			afterStar, retry = p, i
			continue
		}
		if p < len(pattern) {
			size, ok := matchByte(pattern[p:], s[i])
			if steps += size; steps >= stepsBetween {
				if stop != nil && stop.Stopped() {
					return false, false
				}
				steps = 0
			}
			if ok {
				p += size
				i++
				continue
			}
		}
		if afterStar < 0 {
			return false, true
		}
		// Let the last star take one more byte. Earlier stars never need to:
		// whatever they could give up, the last one can take.
		retry++
		p, i = afterStar, retry
	}
	for p < len(pattern) && pattern[p] == '*' {
		p++
	}
	return p == len(pattern), true
}

// matchByte matches c against the first element of pattern, which is not a star,
// and returns the element's size.
func matchByte(pattern string, c byte) (size int, ok bool) {
	switch {
	case pattern[0] == '?':
		return 1, true
	case pattern[0] == '[':
		return matchClass(pattern, c)
	case pattern[0] == '\\' && len(pattern) > 1:
		return 2, pattern[1] == c
	default:
		return 1, pattern[0] == c
	}
}

// matchClass matches c against the class that pattern starts with, and returns
// its size with both brackets.
func matchClass(pattern string, c byte) (size int, ok bool) {
	i := 1
	negated := i < len(pattern) && pattern[i] == '^'
	if negated {
		i++
	}
	for i < len(pattern) && pattern[i] != ']' {
		left := len(pattern) - i
		switch {
		case pattern[i] == '\\' && left >= 2:
			ok = ok || pattern[i+1] == c
			i += 2
		case left >= 3 && pattern[i+1] == '-':
			low, high := min(pattern[i], pattern[i+2]), max(pattern[i], pattern[i+2])
			ok = ok || low <= c && c <= high
			i += 3
		default:
			ok = ok || pattern[i] == c
			i++
		}
	}
	if i < len(pattern) {
		i++ // the closing bracket
	}
	return i, ok != negated
}
