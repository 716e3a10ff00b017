package terminal

import "testing"

func TestWhatSteersTheTerminalIsVisible(t *testing.T) {
	for s, want := range map[string]string{
		"":                       "",
		"a\tb\nc\r\nd":           "a\tb\nc\nd",
		"\r\r\n\r":               `\x0d` + "\n" + `\x0d`,
		"grüße 世界 \ufffd":        "grüße 世界 \ufffd",
		"\x1b[2J\x00\x7f":        `\x1b[2J\x00\x7f`,
		"\x1b]0;title\a":         `\x1b]0;title\x07`,
		"\u0080\u009f\u00a0":     `\xc2\x80\xc2\x9f` + "\u00a0",
		"\x9b\xffé\xc3":          `\x9b\xffé\xc3`,
		"safe\u202egpj.exe":      `safe\xe2\x80\xaegpj.exe`,
		"a\u2066b\u2069\ufeff":   `a\xe2\x81\xa6b\xe2\x81\xa9\xef\xbb\xbf`,
		"one\u2028two":           `one\xe2\x80\xa8two`,
		"می\u200cخواهم 👩\u200d💻": "می\u200cخواهم 👩\u200d💻",
	} {
		if got := Visible(s); got != want {
			t.Errorf("%q: got %q, want %q", s, got, want)
		}
	}
	if got := VisibleLine(" a\n\tb\x1b\r\n"); got != `a b\x1b` {
		t.Errorf("in a line: %q", got)
	}
}

func TestWidths(t *testing.T) {
	for text, want := range map[string]int{
		"abc": 3, "grüße": 5, "e\u0301": 1, "世界": 4, "한국": 4, "かな": 4, "ｆｕｌｌ": 8, "ｱ": 1, "👩\u200d💻": 4, "שלום": 4, "\u00a0": 1,
	} {
		got := 0
		for _, r := range text {
			got += Width(r)
		}
		if got != want {
			t.Errorf("%q: got %d, want %d", text, got, want)
		}
	}
}
