package main

import (
	"strings"
	"testing"

	"mini-redis/final/resp"
)

func bulk(s string) resp.Reply           { return resp.Reply{Kind: resp.KindBulk, Str: s} }
func integer(n int64) resp.Reply         { return resp.Reply{Kind: resp.KindInteger, Int: n} }
func array(all ...resp.Reply) resp.Reply { return resp.Reply{Kind: resp.KindArray, Array: all} }
func aggregate(kind resp.Kind, all ...resp.Reply) resp.Reply {
	return resp.Reply{Kind: kind, Array: all}
}
func repeat(n int, r resp.Reply) (all []resp.Reply) {
	for range n {
		all = append(all, r)
	}
	return all
}

// What a server writes for people is shown without quotes, and errors then without
// their mark, as by redis-cli, but for line endings.
func TestReportsAreShownWithoutQuotes(t *testing.T) {
	report := bulk("# Server\r\nname:\"x\"\r\n")
	for line, want := range map[string]bool{
		"INFO": true, "info server": true, "LOLWUT": true, "CLIENT LIST": true, "client info": true, "MEMORY DOCTOR": true,
		"LATENCY DOCTOR": true, "LATENCY GRAPH command": true, "CLUSTER NODES": true, "DEBUG HTSTATS 0": true,
		"CLIENT": false, "CLIENT GETNAME": false, "GET INFO": false, "MEMORY USAGE k": false, "LATENCY GRAPH": false, "LATENCY RESET doctor": false,
	} {
		s := &session{options: options{format: formatPerson}}
		got := s.render(report, isReport(strings.Fields(line)))
		if shown := got == "# Server\nname:\"x\"\n"; shown != want {
			t.Errorf("%s: printed %q, without quotes: want %v", line, got, want)
		}
		s.format = formatRaw
		got = s.render(report, isReport(strings.Fields(line)))
		if got = strings.TrimSuffix(got, "\n"); got != strings.TrimSuffix(report.Str, "\n") && got != report.Str {
			t.Errorf("%s: printed %q raw", line, got)
		}
	}
}

func TestReplyFormats(t *testing.T) {
	null := resp.Reply{}
	errorReply := resp.Reply{Kind: resp.KindError, Str: "ERR no such thing"}
	for _, tt := range []struct {
		name      string
		reply     resp.Reply
		formatted string // as by redis-cli --no-raw
		raw       string // as by redis-cli --raw
	}{
		{"simple string", resp.Reply{Kind: resp.KindSimpleString, Str: "OK"}, "OK\n", "OK\n"},
		{"error", errorReply, "(error) ERR no such thing\n", "ERR no such thing\n\n"},
		{"integer", integer(-42), "(integer) -42\n", "-42\n"},
		{"null", null, "(nil)\n", "\n"},
		{"bulk string", bulk("hello world"), "\"hello world\"\n", "hello world\n"},
		{"empty bulk string", bulk(""), "\"\"\n", "\n"},
		{"quotes", bulk(`say "\o/" 'now'`), `"say \"\\o/\" 'now'"` + "\n", `say "\o/" 'now'` + "\n"},
		{"line breaks", bulk("a\r\nb\tc"), `"a\r\nb\tc"` + "\n", "a\r\nb\tc\n"},
		{"control characters", bulk("\a\b\v\x00\x1b\x7f"), `"\a\b\x0b\x00\x1b\x7f"` + "\n", "\a\b\v\x00\x1b\x7f\n"},
		{"not ASCII", bulk("é\xff"), `"\xc3\xa9\xff"` + "\n", "é\xff\n"},
		{"edges of ASCII", bulk(" ~"), "\" ~\"\n", " ~\n"},
		{"empty array", array(), "(empty array)\n", "\n"},
		{"array", array(bulk("a"), null, integer(1), errorReply), "1) \"a\"\n2) (nil)\n3) (integer) 1\n4) (error) ERR no such thing\n", "a\n\n1\nERR no such thing\n\n"},
		{
			"nested arrays", array(integer(1), array(array(integer(2), integer(3)), array()), integer(4)),
			"1) (integer) 1\n2) 1) 1) (integer) 2\n      2) (integer) 3\n   2) (empty array)\n3) (integer) 4\n",
			"1\n2\n3\n\n4\n",
		},
		{
			"ten elements", array(append(repeat(8, integer(0)), array(bulk("a"), bulk("b")), integer(9))...),
			" 1) (integer) 0\n 2) (integer) 0\n 3) (integer) 0\n 4) (integer) 0\n 5) (integer) 0\n 6) (integer) 0\n 7) (integer) 0\n 8) (integer) 0\n 9) 1) \"a\"\n    2) \"b\"\n10) (integer) 9\n",
			strings.Repeat("0\n", 8) + "a\nb\n9\n",
		},
		{
			"ten elements in one", array(array(repeat(10, integer(0))...), null),
			"1)  1) (integer) 0\n    2) (integer) 0\n    3) (integer) 0\n    4) (integer) 0\n    5) (integer) 0\n    6) (integer) 0\n    7) (integer) 0\n    8) (integer) 0\n    9) (integer) 0\n   10) (integer) 0\n2) (nil)\n",
			strings.Repeat("0\n", 10) + "\n",
		},
		{"verbatim string", resp.Reply{Kind: resp.KindVerbatim, Str: "a\n\"b\""}, "a\n\"b\"\n", "a\n\"b\"\n"},
		{"double", resp.Reply{Kind: resp.KindDouble, Str: "1e+20"}, "(double) 1e+20\n", "1e+20\n"},
		{"big number", resp.Reply{Kind: resp.KindBigNumber, Str: "-12345678901234567890"}, "(big number) -12345678901234567890\n", "-12345678901234567890\n"},
		{"true", resp.Reply{Kind: resp.KindBoolean, Int: 1}, "(true)\n", "(true)\n"},
		{"false", resp.Reply{Kind: resp.KindBoolean}, "(false)\n", "(false)\n"},
		{"set", aggregate(resp.KindSet, bulk("a"), integer(1)), "1~ \"a\"\n2~ (integer) 1\n", "a\n1\n"},
		{"push", aggregate(resp.KindPush, bulk("a"), bulk("b")), "1) \"a\"\n2) \"b\"\n", "a\nb\n"},
		{"empty set", aggregate(resp.KindSet), "(empty set)\n", "\n"},
		{"empty map", aggregate(resp.KindMap), "(empty hash)\n", "\n"},
		{"empty push", aggregate(resp.KindPush), "(empty push)\n", "\n"},
		{
			"map", aggregate(resp.KindMap, bulk("a"), integer(1), bulk("b"), array(bulk("c")), bulk("d"), array(null, null)),
			"1# \"a\" => (integer) 1\n2# \"b\" => 1) \"c\"\n3# \"d\" => \n   1) (nil)\n   2) (nil)\n",
			"a 1\nb c\nd \n\n",
		},
		{
			"ten values in a map", aggregate(resp.KindMap, repeat(10, integer(0))...),
			"1# (integer) 0 => (integer) 0\n2# (integer) 0 => (integer) 0\n3# (integer) 0 => (integer) 0\n4# (integer) 0 => (integer) 0\n5# (integer) 0 => (integer) 0\n",
			strings.Repeat("0 0\n", 5),
		},
		{
			"map in a map", array(aggregate(resp.KindMap, array(bulk("k"), bulk("l")), aggregate(resp.KindMap, bulk("m"), bulk("n")))),
			"1) 1# 1) \"k\"\n      2) \"l\" => 1# \"m\" => \"n\"\n",
			"k\nl m n\n",
		},
	} {
		if got := formatted(tt.reply); got != tt.formatted {
			t.Errorf("%s: formatted\n%s\nwant\n%s", tt.name, got, tt.formatted)
		}
		if got := rawText(tt.reply, "\n") + "\n"; got != tt.raw {
			t.Errorf("%s: raw\n%q\nwant\n%q", tt.name, got, tt.raw)
		}
	}
}
