package terminal

import "unicode"

// Width returns the number of columns that most terminals give a character: 0 if it
// joins the one before it, 2 if it is wide, as those of Chinese, Japanese and Korean are
// and most emoji (Unicode Standard Annex 11), and otherwise 1.
func Width(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case isWide(r):
		return 2
	}
	return 1
}

// isWide reports whether r is in a block of wide characters.
func isWide(r rune) bool {
	in := func(first, last rune) bool { return first <= r && r <= last }
	switch {
	case in(0x1100, 0x115f), in(0xa960, 0xa97f), in(0xac00, 0xd7a3): // Hangul
		return true
	case in(0x2e80, 0x303e), in(0x3041, 0xa4cf), in(0xf900, 0xfaff), in(0x20000, 0x3fffd): // Han, Kana, Yi
		return true
	case in(0xfe30, 0xfe6f), in(0xff00, 0xff60), in(0xffe0, 0xffe6): // full-width forms
		return true
	}
	return in(0x1f300, 0x1f64f) || in(0x1f680, 0x1f6ff) || in(0x1f900, 0x1f9ff) || in(0x1fa70, 0x1faff) // emoji
}
