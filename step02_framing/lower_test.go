package framing

import "testing"

// Names are compared as bytes. To Unicode "İ" and the Kelvin sign are capitals of i
// and k, too, and a client must not get at a command through them.
func TestNamesFoldOnlyASCII(t *testing.T) {
	for name, want := range map[string]string{
		"PiNg":      "ping",
		"PİNG":      "pİng",
		"\u212aEY":  "\u212aey",
		"A\xff\x00": "a\xff\x00",
	} {
		if got := Lower(name); got != want {
			t.Errorf("Lower(%q) = %q, want %q", name, got, want)
		}
	}
	if _, problem := Commands().Find([]string{"PİNG"}); problem == nil {
		t.Error("PİNG was taken for PING")
	}
}

// An error quotes what precedes a NUL byte, as Redis, where strings end with one.
func TestUnknownCommandIsQuotedUpToNUL(t *testing.T) {
	_, got := Commands().Find([]string{"no\x00such", "a\x00b", "c"})
	want := ErrorReply("ERR unknown command 'no', with args beginning with: 'a' 'c' ")
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
