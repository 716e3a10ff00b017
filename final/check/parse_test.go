package check

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// What a case prints is parsed to the same case.
func TestParseUndoesText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCase(t)
		text := c.Text()
		got, err := Parse("x.spec", []byte(text))
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		if len(got) != 1 || got[0].Text() != text {
			t.Fatalf("%d cases, the first is\n%s\nof\n%s", len(got), got[0].Text(), text)
		}
		if got[0].OwnServer != c.OwnServer || got[0].Limits != c.Limits || got[0].Explains != c.Explains || got[0].Times != c.Times || got[0].Tries != c.Tries || !slices.EqualFunc(got[0].lines, c.lines, sameLine) {
			t.Fatalf("got %+v\nof %+v", got[0], c)
		}
	})
}

// sameLine compares all but the number.
func sameLine(a, b line) bool {
	return a.client == b.client && a.last == b.last && slices.Equal(a.causes, b.causes) && fmt.Sprintf("%#v", a.action) == fmt.Sprintf("%#v", b.action)
}

func drawCase(t *rapid.T) Case {
	c := Case{
		Title:     rapid.StringMatching(`[A-Z][a-z ]{0,20}[a-z]`).Draw(t, "title"),
		Hint:      rapid.StringMatching(`([A-Z][a-z *>]{0,20}[.])?`).Draw(t, "hint"),
		OwnRule:   rapid.StringMatching(`([A-Z][a-z:]{0,20}[.])?`).Draw(t, "own rule"),
		OwnServer: true, // which every line is allowed in
		Limits: Limits{
			MaxConns: rapid.IntRange(0, 1000).Draw(t, "maxconns"),
			Grace:    time.Duration(rapid.IntRange(0, 5000).Draw(t, "grace")) * time.Millisecond,
		},
	}
	c.Explains = rapid.Bool().Draw(t, "explains")
	switch rapid.IntRange(0, 2).Draw(t, "repeated") {
	case 1:
		c.Times = rapid.IntRange(2, maxRepeats).Draw(t, "times")
	case 2:
		c.Tries = rapid.IntRange(2, maxRepeats).Draw(t, "tries")
	}
	c.lines = append(c.lines, line{client: 'a', last: 'a', action: send{1, []word{{"PING", 1}}, false}}, line{client: 'a', last: 'a', action: expectClosed{}})
	for range rapid.IntRange(0, 8).Draw(t, "lines") {
		c.lines = append(c.lines, drawLine(t, c.Times+c.Tries == 0))
	}
	c.lines = append(c.lines, line{client: 'a', last: 'a', action: expectMany{drawPattern(t, 0)}}, line{client: 'a', last: 'a', action: expectReply{1, drawPattern(t, 0)}})
	for _, w := range rapid.SliceOfNDistinct(rapid.SampledFrom([]way{silent, part, closed, other, more}), 0, 4, rapid.ID[way]).Draw(t, "ways") {
		last := &c.lines[len(c.lines)-1]
		last.causes = append(last.causes, cause{w, rapid.StringMatching(`[A-Z][a-z ]{0,9}[.]`).Draw(t, "cause")})
	}
	return c
}

func drawLine(t *rapid.T, mayStop bool) line {
	repeated := 1
	if rapid.Bool().Draw(t, "repeated") {
		repeated = rapid.IntRange(2, maxTimes).Draw(t, "times")
	}
	wait := time.Duration(rapid.IntRange(1, 5000).Draw(t, "ms")) * time.Millisecond
	pieces := rapid.SliceOfN(rapid.Custom(drawWord), 1, 4)
	byClient := rapid.SampledFrom([]func() action{
		func() action {
			return send{min(repeated, 9), pieces.Draw(t, "words"), rapid.Bool().Draw(t, "meanwhile")}
		},
		func() action {
			return sendRaw{min(repeated, 9), pieces.Draw(t, "pieces"), rapid.Bool().Draw(t, "meanwhile")}
		},
		func() action { return expectReply{repeated, drawPattern(t, 0)} },
		func() action { return expectAnyOrder{[]pattern{drawPattern(t, 1), drawPattern(t, 1)}} },
		func() action {
			p := drawPattern(t, 0)
			return expectEventually{p}
		},
		func() action { return expectRaw{pieces.Draw(t, "pieces")} },
		func() action { return expectClosed{rapid.Bool().Draw(t, "clean")} },
		func() action { return expectNothing{wait} },
		func() action { return dial{} },
		func() action { return closeConn{} },
		func() action { return endSending{} },
		func() action { return refused{} },
	})
	actions := []action{pause{wait}, runs{wait}, exits{}}
	if mayStop {
		actions = append(actions, stop{})
	}
	ofServer := rapid.SampledFrom(actions)
	if rapid.IntRange(0, 3).Draw(t, "server") == 0 {
		return line{action: ofServer.Draw(t, "action")}
	}
	l := line{client: 'a', last: 'a', action: byClient.Draw(t, "action")()}
	if _, ok := l.action.(expectEventually); !ok { // client a has sent a command
		l.client = rapid.SampledFrom([]byte("abc")).Draw(t, "client")
		l.last = rapid.SampledFrom([]byte{l.client, l.client, 'z'}).Draw(t, "last")
	}
	return l
}

func drawWord(t *rapid.T) word {
	w := word{times: 1}
	switch rapid.IntRange(0, 2).Draw(t, "kind") {
	case 0:
		w.text = rapid.StringMatching(`[!-~]{0,9}`).Draw(t, "visible")
	case 1:
		w.text = string(rapid.SliceOfN(rapid.Byte(), 0, 9).Draw(t, "bytes"))
	default:
		w.text = rapid.SampledFrom([]string{"raw", "meanwhile", "7", "times", "é", "a~b", `"`, `\`, "*3", "nil", "[", "any-order"}).Draw(t, "odd")
	}
	if rapid.IntRange(0, 4).Draw(t, "repeated") == 0 {
		w.times = rapid.IntRange(2, 999).Draw(t, "times")
	}
	return w
}

// drawPattern draws a reply that can be written at this depth of arrays.
func drawPattern(t *rapid.T, depth int) pattern {
	text := `[!-~]{0,9}`
	if depth == 0 {
		text = `([!-~][ -~]{0,9}[!-~])?`
	}
	text = rapid.StringMatching(text).Filter(func(s string) bool {
		return !strings.HasSuffix(s, "...") && (depth == 0 || !strings.Contains(s, "]"))
	}).Draw(t, "text")
	kinds := []kind{simpleKind, errorKind, integerKind, bulkKind, arrayKind, nullKind, anyKind, eitherKind}
	if depth > 1 { // one of these stands in no other
		kinds = kinds[:len(kinds)-1]
	}
	switch k := rapid.SampledFrom(kinds).Draw(t, "kind"); k {
	case eitherKind:
		return pattern{kind: k, items: []pattern{drawPattern(t, 2), drawPattern(t, 2)}}
	case simpleKind, errorKind:
		return pattern{kind: k, text: text, prefix: rapid.Bool().Draw(t, "prefix")}
	case integerKind:
		a, b := rapid.Int64().Draw(t, "a"), rapid.Int64().Draw(t, "b")
		return pattern{kind: k, low: min(a, b), high: max(a, b)}
	case bulkKind:
		return pattern{kind: k, bulk: drawWord(t)}
	case arrayKind:
		p := pattern{kind: k, anyOrder: rapid.Bool().Draw(t, "any order")}
		for range rapid.IntRange(0, 3-min(depth, 3)).Draw(t, "items") {
			p.items = append(p.items, drawPattern(t, depth+1))
		}
		return p
	default:
		return pattern{kind: k}
	}
}

// A mistake in a spec file is reported with the file, the line and the reason.
func TestParseErrors(t *testing.T) {
	const head = "# A case\n"
	for _, test := range []struct{ text, want string }{
		{"", ":1: there is no case: a case begins with # and a title"},
		{"; only a comment\n", ":2: there is no case: a case begins with # and a title"},
		{"> PING\n", ":1: the line belongs to no case: a case begins with # and a title"},
		{"#A case\n", ":1: a title is # and a sentence, with a blank between"},
		{"# \n", ":1: the line ends with a blank, which nobody can see: use raw, or ... for any rest"},
		{head + "< +OK \n", ":2: the line ends with a blank, which nobody can see: use raw, or ... for any rest"},
		{head + " > PING\n", ":2: the line begins with a blank"},
		{head + "> \xff\n", `:2: the line isn't UTF-8: write other bytes as \xNN`},
		{head + "> PING\n", `:3: the case "A case" expects nothing, so it can't fail`},
		{head + "< +OK\n# A case\n", ":3: the case in line 1 has the same title"},
		{head + "> PING\n! hint\n", ":3: hints and @ lines stand before the conversation"},
		{head + "?cause\n", ":2: a cause is ? and a sentence, with a blank between"},
		{head + "? Cause.\n", ":2: a cause stands below the line whose failure it explains, one that expects something"},
		{head + "> PING\n? Cause.\n", ":3: a cause stands below the line whose failure it explains, one that expects something"},
		{head + "> PING\n< +PONG\n? other: Cause.\n? other: Another.\n", ":5: there is a cause for this already"},
		{head + "> PING\n< +PONG\n? Cause.\n? other: Another.\n", ":5: there is a cause for this already"},
		{head + "!hint\n", ":2: a hint is ! and a sentence, with a blank between"},
		{head + "@ own rule:\n", ":2: the reason is missing: say what Redis does instead"},
		{head + "@ own rule: x\n@ own rule: y\n", ":3: there is a reason for an own rule already"},
		{head + "@ own server\n@ own server\n", ":3: there is a line `@ own server` already"},
		{head + "@ own servers\n", ":2: after @ comes `own rule: why`, `own server` and its limits, `500 times`, `once in 20 tries` or `explains others`"},
		{head + "@ 1 times\n", ":2: a case may be repeated 2 to 10000 times: `@ 500 times` or `@ once in 20 tries`"},
		{head + "@ once in many tries\n", ":2: a case may be repeated 2 to 10000 times: `@ 500 times` or `@ once in 20 tries`"},
		{head + "@ 9 times\n@ once in 9 tries\n", ":3: how often the case is played stands there already"},
		{head + "@ own server\n@ 9 times\n> PING\nstop\nexits\n", `:7: the case "A case" stops its server, so it can't be repeated`},
		{head + "@ own server maxconns=0\n", ":2: maxconns is a number from 1 to 1000"},
		{head + "@ own server grace=1h\n", `:2: "1h" is no time: write 1ms to 5000ms`},
		{head + "@ own server color=red\n", ":2: color=red is no limit: there are maxconns=2 and grace=300ms"},
		{head + "hello\n", `:2: a line can't begin with "hello": there are # ! @ ; > < wait connect close end refused stop runs exits`},
		{head + "A> PING\n", `:2: a line can't begin with "A>": there are # ! @ ; > < wait connect close end refused stop runs exits`},
		{head + "stop\n", ":2: stop needs a line `@ own server`: other cases use the shared one"},
		{head + "exits\n", ":2: exits needs a line `@ own server`: other cases use the shared one"},
		{head + "@ own server\nstop now\n", ":3: nothing comes after stop"},
		{head + "wait 1s\n", `:2: "1s" is no time: write 1ms to 5000ms`},
		{head + "wait 5001ms\n", `:2: "5001ms" is no time: write 1ms to 5000ms`},
		{head + "close\n", ":2: after close comes a client, a to z, or several, such as c-f"},
		{head + "connect d-c\n", ":2: after connect comes a client, a to z, or several, such as c-f"},
		{head + "c-c> PING\n", `:2: a line can't begin with "c-c>": there are # ! @ ; > < wait connect close end refused stop runs exits`},
		{head + ">\n", ":2: what is to be sent is missing"},
		{head + "> raw\n", `:2: after raw come strings in quotes, such as "PING\r\n"`},
		{head + "> raw PING\n", `:2: after raw come strings in quotes, such as "PING\r\n"`},
		{head + "> raw \"a\" b\n", `:2: after raw come strings in quotes, such as "PING\r\n"`},
		{head + "> ECHO \"a\n", ":2: the string in quotes has no end"},
		{head + "> ECHO \"a\"b\n", ":2: there must be a blank before b"},
		{head + "> ECHO a\"b\"\n", `:2: the byte "\"" can stand only in a string in quotes`},
		{head + "> ECHO é\n", `:2: the byte "\xc3" can stand only in a string in quotes`},
		{head + "> ECHO \"\\q\"\n", `:2: \q is no escape: there are \r \n \t \" \\ and \xNN`},
		{head + "> ECHO \"\\x4\"\n", `:2: \x is no escape: there are \r \n \t \" \\ and \xNN`},
		{head + "> ECHO \"a\"*1\n", ":2: after the * there must be a number from 2 to 67108864"},
		{head + "> ECHO \"aa\"*67108864\n", ":2: the string is longer than 67108864 bytes"},
		{head + "> 3 PING\n", ":2: after the number 3 comes the word times"},
		{head + "> 1 times PING\n", ":2: a line may be repeated 2 to 1000000 times"},
		{head + "> 1000 times ECHO \"x\"*1000000\n", ":2: more than 67108864 bytes are too much for one line"},
		{head + "<\n", ":2: a reply is missing"},
		{head + "< OK\n", `:2: OK is no reply: there are +text -text :1 :1..9 "bulk string" nil any either and [ … ]`},
		{head + "< either :1\n", ":2: after either come two or more replies with or between them"},
		{head + "< either :1 or either :2 or :3\n", ":2: after either come replies with or between them"},
		{head + "< either :1 or :2 :3\n", ":2: one line has one reply, and :3 is left over"},
		{head + "> PING\n< many +OK\nb< +OK\n< closed\n", ":6: after many in line 3 there must be a line with the reply that ends them"},
		{head + "< :x\n", ":2: :x is no integer: write :7, or :1..9 for one from 1 to 9"},
		{head + "< :01\n", ":2: :01 is no integer: write :7, or :1..9 for one from 1 to 9"},
		{head + "< :9..1\n", ":2: :9..1 is no range: the first number must be the smaller one"},
		{head + "< \"a\" \"b\"\n", `:2: one line has one reply, and "b" is left over`},
		{head + "< [ \"a\"\n", ":2: the array has no end: a ] is missing"},
		{head + "< [ \"a\"\"b\" ]\n", `:2: there must be a blank before "b" ]`},
		{head + "< " + strings.Repeat("[ ", 33) + strings.Repeat(" ]", 33) + "\n", ":2: arrays may be nested 32 deep"},
		{head + "< +\x01\n", `:2: the byte "\x01" can't be expected here: use raw`},
		{head + "< any-order +OK\n", ":2: after any-order come two or more replies"},
		{head + "< nothing\n", `:2: "" is no time: write 1ms to 5000ms`},
		{head + "b> GET x\n< eventually :0\n", ":4: eventually in line 3 has no command before it that could be sent again"},
	} {
		_, err := Parse("x.spec", []byte(test.text))
		if got := fmt.Sprint(err); got != "x.spec"+test.want {
			t.Errorf("%q\ngot  %s\nwant x.spec%s", test.text, got, test.want)
		}
	}
}

var fileAndLine = regexp.MustCompile(`^x\.spec:[0-9]+: .+`)

// FuzzParse: whatever stands in a spec file, it is parsed to cases that print
// to the same again, or the error names the file, the line and a reason.
func FuzzParse(f *testing.F) {
	for _, spec := range Specs() {
		for _, c := range spec.Cases {
			f.Add(c.Text())
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		cases, err := Parse("x.spec", []byte(text))
		if err != nil {
			if !fileAndLine.MatchString(err.Error()) {
				t.Fatalf("error %q", err)
			}
			return
		}
		for _, c := range cases {
			again, err := Parse("x.spec", []byte(c.Text()))
			if err != nil || len(again) != 1 || again[0].Text() != c.Text() {
				t.Fatalf("%v of\n%s", err, c.Text())
			}
		}
	})
}
