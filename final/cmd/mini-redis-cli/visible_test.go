package main

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"mini-redis/final/resp"
)

// steering is a text that clears the screen, in all ways in which a control character
// can be written, turns the direction of writing, and ends with a bare carriage return.
const steering = "\x1b[2J\u009b2J\x9b2J\u202e\x00\x7f\b\r"

// steers reports whether a terminal would do more with text than show it.
func steers(text string) bool {
	isControl := func(r rune) bool { return (unicode.IsControl(r) || r == '\u202e') && r != '\n' && r != '\t' }
	return !utf8.ValidString(text) || strings.ContainsFunc(text, isControl)
}

// drawReply draws a reply whose texts are any bytes, at most depth levels deep.
func drawReply(t *rapid.T, depth int) resp.Reply {
	r := resp.Reply{Kind: resp.Kind(rapid.IntRange(0, int(resp.KindPush)).Draw(t, "kind"))}
	switch r.Kind {
	case resp.KindArray, resp.KindMap, resp.KindSet, resp.KindPush:
		for range rapid.IntRange(0, min(depth, 1)*2).Draw(t, "pairs") {
			r.Array = append(r.Array, drawReply(t, depth-1), drawReply(t, depth-1))
		}
	default:
		r.Str = rapid.OneOf(rapid.String(), rapid.Just(steering),
			rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) })).Draw(t, "text")
	}
	return r
}

// Whatever a server replies or pushes, what is printed for a person is valid UTF-8
// without control characters other than line break and tab.
func TestNoReplySteersTheTerminal(t *testing.T) {
	s := &session{options: options{format: formatPerson}}
	rapid.Check(t, func(t *rapid.T) {
		r := drawReply(t, 3)
		invalidate := aggregate(resp.KindPush, bulk("invalidate"), array(bulk(r.Str)))
		for _, text := range []string{s.render(r, false), s.render(r, true), s.renderPush(r), s.renderPush(invalidate)} {
			if steers(text) {
				t.Fatalf("%+v is printed as %q", r, text)
			}
		}
	})
}

// What a server can put into standard error, in any mode, does not steer the
// terminal either.
func TestNoErrorSteersTheTerminal(t *testing.T) {
	flags := answeringWith(t, func(args []string) (string, bool) {
		switch args[0] {
		case "ECHO":
			return string(resp.AppendCommand(nil, args[1])[len("*1\r\n"):]), true
		case "BROKEN":
			return "\x1b\r\n", true
		}
		return "-ERR " + strings.TrimSuffix(steering, "\r") + "\r\n", true
	})
	for _, tt := range []struct {
		args  string
		shown string // where on standard error
	}{
		{"-a secret --no-auth-warning PING", "AUTH failed: ERR "},
		{"-3 PING", "HELLO 3 failed: ERR "},
		{"-e PING", "ERR "},
		{"--scan", "Error: SCAN: ERR "},
		{"--pipe", "ERR "},
		{"BROKEN", "Error: Protocol error: unknown reply type '"},
	} {
		code, stdout, stderr := cliWithInput("PING\r\n", append(flags[:4:4], "--no-raw"), strings.Fields(tt.args)...)
		if code != 1 || steers(stdout) || steers(stderr) || !strings.HasPrefix(stderr, tt.shown+`\x1b`) {
			t.Errorf("%s: exit code %d, output %q and %q, want 1 and %s and an escape", tt.args, code, stdout, stderr, tt.shown)
		}
	}
}

// Names that are none are not completed, and texts keep to their line.
func TestDocumentationDoesNotSteerTheTerminal(t *testing.T) {
	fields := array(bulk("summary"), bulk("a\r\nb"+steering), bulk("since"), bulk("1"+steering),
		bulk("arguments"), array(array(bulk("name"), bulk("key\n"+steering))),
		bulk("subcommands"), array(bulk("x|ok"), array(), bulk("x|"+steering), array(), bulk(""), array()))
	var reply resp.Reply
	for _, name := range []string{"JSON.GET_2-x", "a b", steering, "ä", "a[", "\u212a"} {
		reply.Array = append(reply.Array, bulk(name), fields)
	}
	docs := parseDocs(reply, "")
	var names []string
	for _, d := range docs {
		names = append(names, d.name)
		if text := d.name + d.arguments + d.summary + d.since; steers(text) || strings.ContainsAny(text, "\n\t") {
			t.Errorf("documentation holds %q", text)
		}
	}
	if want := []string{"JSON.GET_2-X", "JSON.GET_2-X OK"}; !slices.Equal(names, want) {
		t.Errorf("names are %q, want %q", names, want)
	}
}
