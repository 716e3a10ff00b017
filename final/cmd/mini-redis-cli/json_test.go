package main

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"

	"mini-redis/final/resp"
)

func TestRepliesAsJSON(t *testing.T) {
	kind := func(k resp.Kind, s string) resp.Reply { return resp.Reply{Kind: k, Str: s} }
	for _, tt := range []struct {
		reply resp.Reply
		want  string
	}{
		{resp.Reply{}, "null"},
		{kind(resp.KindSimpleString, "OK"), `"OK"`},
		{kind(resp.KindError, `ERR no "x"`), `{"error":"ERR no \"x\""}`},
		{integer(math.MinInt64), "-9223372036854775808"},
		{bulk("a\"\\/\n\r\t\b\f\x00\x1f\x7fé€😀"), `"a\"\\/\n\r\t\b\f\u0000\u001f` + "\x7fé€😀" + `"`},
		{bulk("a\xffé\xc3"), `"a\udcffé\udcc3"`},
		{bulk("\ufffd"), "\"\ufffd\""},
		{kind(resp.KindVerbatim, "text"), `"text"`},
		{resp.Reply{Kind: resp.KindBoolean, Int: 1}, "true"},
		{resp.Reply{Kind: resp.KindBoolean}, "false"},
		{kind(resp.KindDouble, "1e+20"), "1e+20"},
		{kind(resp.KindDouble, "-inf"), `"-inf"`},
		{kind(resp.KindDouble, ".5"), `".5"`},
		{kind(resp.KindBigNumber, "3492890328409238509324850943850943825024385"), "3492890328409238509324850943850943825024385"},
		{array(), "[]"},
		{array(bulk("a"), array(integer(1), resp.Reply{})), `["a",[1,null]]`},
		{aggregate(resp.KindSet, bulk("a")), `["a"]`},
		{aggregate(resp.KindPush, bulk("a")), `["a"]`},
		{aggregate(resp.KindMap), "{}"},
		{
			aggregate(resp.KindMap, bulk("a"), integer(1), integer(2), array(), array(bulk("b")), resp.Reply{}),
			`{"a":1,"2":[],"[\"b\"]":null}`,
		},
	} {
		if got := jsonText(tt.reply); got != tt.want {
			t.Errorf("%v: got %s, want %s", tt.reply, got, tt.want)
		}
	}
}

// Any string of bytes is a JSON string from which the bytes can be had back.
func TestAnyBytesComeBackFromJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		part := rapid.OneOf(
			rapid.String(),
			rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
			rapid.SampledFrom([]string{"\xed\xb3\xbf", "\xff", `\udcff`, "\xc3", "é"}), // the first is U+DCFF, which UTF-8 has not
		)
		want := strings.Join(rapid.SliceOf(part).Draw(t, "parts"), "")
		text := jsonText(bulk(want))
		if !json.Valid([]byte(text)) {
			t.Fatalf("%q: %s is not JSON", want, text)
		}
		if got := surrogateEscaped(text); got != want {
			t.Fatalf("got %q back, want %q", got, want)
		}
	})
}

// surrogateEscaped reads a JSON string as Python does with the error handler
// "surrogateescape".
func surrogateEscaped(text string) string {
	var b strings.Builder
	for text = text[1 : len(text)-1]; text != ""; {
		switch {
		case strings.HasPrefix(text, `\u`):
			n, _ := strconv.ParseUint(text[2:6], 16, 16)
			if utf16.IsSurrogate(rune(n)) {
				b.WriteByte(byte(n))
			} else {
				b.WriteRune(rune(n))
			}
			text = text[6:]
		case text[0] == '\\':
			plain, _ := strconv.Unquote(`"` + text[:2] + `"`)
			b.WriteString(plain)
			text = text[2:]
		default:
			b.WriteByte(text[0])
			text = text[1:]
		}
	}
	return b.String()
}
