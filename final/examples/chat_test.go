package examples_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"mini-redis/final/server"
)

// join starts a chat and waits until it is in the room.
func join(t *testing.T, addr, name, room string) *program {
	t.Helper()
	p := start(t, "chat", "-url", "redis://"+addr, "-name", name, "-room", room)
	p.prints("* you are in; Ctrl-D leaves")
	return p
}

func TestChatShowsWhatOthersType(t *testing.T) {
	addr, _ := serve(t, new(server.Server))
	ann := join(t, addr, "ann", "go")
	bob := join(t, addr, "bob", "go")
	ann.prints("* bob joins")
	ann.types("hello")
	bob.prints("ann: hello")
	bob.types("hello, ann: how are you?")
	ann.prints("bob: hello, ann: how are you?") // and not her own line before it
	bob.stdin.Close()
	ann.prints("* bob leaves")
	bob.ends(0)
	ann.types("alone")
	ann.stdin.Close()
	ann.ends(0)
}

func TestChatOfThree(t *testing.T) {
	addr, _ := serve(t, new(server.Server))
	ann := join(t, addr, "ann", "go")
	bob := join(t, addr, "bob", "go")
	join(t, addr, "eve", "another room").types("nobody in go hears this")
	carl := join(t, addr, "carl", "go")
	ann.prints("* bob joins", "* carl joins")
	bob.prints("* carl joins")
	ann.types("one")
	bob.prints("ann: one")
	carl.prints("ann: one")
	bob.types("two")
	ann.prints("bob: two")
	carl.prints("bob: two")
	carl.types("three")
	ann.prints("carl: three")
	bob.prints("carl: three")
	carl.stdin.Close()
	ann.prints("* carl leaves")
	bob.prints("* carl leaves")
	carl.ends(0)
}

func TestChatTellsApartWhoHasTheSameName(t *testing.T) {
	addr, _ := serve(t, new(server.Server))
	one, other := join(t, addr, "ann", "go"), join(t, addr, "ann", "go")
	one.prints("* ann joins")
	one.types("hello")
	other.prints("ann: hello")
	other.types("hello")
	one.prints("ann: hello")
}

func TestChatLeavesOnInterrupt(t *testing.T) {
	addr, _ := serve(t, new(server.Server))
	ann, bob := join(t, addr, "ann", "go"), join(t, addr, "bob", "go")
	ann.prints("* bob joins")
	bob.interrupt()
	ann.prints("* bob leaves")
	bob.ends(0)
}

// A chat outlives the server: it says what may be lost, and goes on.
func TestChatGoesOnWhenTheServerIsBack(t *testing.T) {
	addr, stop := serve(t, new(server.Server))
	ann, bob := join(t, addr, "ann", "go"), join(t, addr, "bob", "go")
	ann.prints("* bob joins")
	stop()
	ann.types("anybody there?")
	if got, want := ann.next(), "* this line may be lost: "; !strings.HasPrefix(got, want) {
		t.Errorf("got %q, want %q and why", got, want)
	}
	serveAgain(t, addr, new(server.Server))
	ann.prints("* the connection was lost and is back; lines may be missing here")
	bob.prints("* the connection was lost and is back; lines may be missing here")
	ann.types("still there?")
	bob.prints("ann: still there?")
	bob.types("yes")
	ann.prints("bob: yes")
}

func TestChatEndsIfTheServerDoesNotWantItBack(t *testing.T) {
	addr, stop := serve(t, new(server.Server))
	ann := join(t, addr, "ann", "go")
	stop()
	serveAgain(t, addr, &server.Server{Password: "secret"})
	ann.tells("chat: client: connecting to " + addr + ": NOAUTH Authentication required.")
	ann.ends(1)
}

// What other programs publish in the room is shown, without what a terminal obeys.
func TestChatKeepsControlBytesFromTheTerminal(t *testing.T) {
	addr, _ := serve(t, new(server.Server))
	ann, c := join(t, addr, "ann", "go"), dial(t, addr)
	tests := []struct{ payload, want string }{
		{"plain, with Zoë, 日本　語 and 👍🏽", "plain, with Zoë, 日本　語 and 👍🏽"},
		{"\x1b[2J\x1b]0;title\x07gone", "\uFFFD[2J\uFFFD]0;title\uFFFDgone"},
		{"bob: hello\r* ann leaves", "bob: hello\uFFFD* ann leaves"},
		{"bob: hello\n* ann leaves", "bob: hello"},
		{"back\b\x7fspace\x00", "back\uFFFD\uFFFDspace\uFFFD"},
		{"C1 \u009b31m and as a byte \x9b31m", "C1 \uFFFD31m and as a byte \uFFFD31m"},
		{"right to left \u202eevil", "right to left \uFFFDevil"},
		{"line\u2028separator\ttab", "line\uFFFDseparator tab"},
		{"", ""},
	}
	for _, test := range tests {
		if n, err := c.Publish(t.Context(), "chat:go", test.payload); n != 1 || err != nil {
			t.Fatalf("PUBLISH: got %d, %v", n, err)
		}
		ann.prints(test.want)
	}
}

// Whatever bytes are published, one line is shown for each message, in valid UTF-8: a
// visible character as it is, and one visible character for anything else.
func TestChatShowsOnlyVisibleCharacters(t *testing.T) {
	addr, _ := serve(t, new(server.Server))
	ann, c := join(t, addr, "ann", "go"), dial(t, addr)
	rapid.Check(t, func(rt *rapid.T) {
		payload := strings.Join(rapid.SliceOf(rapid.OneOf(
			rapid.String(),
			rapid.SampledFrom([]string{"\x1b[", "\r", "\u009b", "\x9b", "\u202e", "\t", "\n"}),
			rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
		)).Draw(rt, "payload"), "")
		if n, err := c.Publish(t.Context(), "chat:go", payload); n != 1 || err != nil {
			rt.Fatalf("PUBLISH: got %d, %v", n, err)
		}
		line, _, _ := strings.Cut(payload, "\n")
		got := ann.next()
		sent, shown := []rune(line), []rune(got)
		if !utf8.ValidString(got) || len(shown) != len(sent) {
			rt.Fatalf("%q is shown as %q", line, got)
		}
		for i, r := range sent {
			if !unicode.IsGraphic(shown[i]) || unicode.IsGraphic(r) && r != shown[i] {
				rt.Fatalf("%q is shown as %q", line, got)
			}
		}
	})
}
