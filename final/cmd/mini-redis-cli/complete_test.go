package main

import (
	"slices"
	"strings"
	"testing"

	"mini-redis/final/resp"
)

func someDocs() []commandDoc {
	return []commandDoc{
		{name: "CONFIG", group: "server"}, {name: "CONFIG GET", arguments: "parameter [parameter ...]"}, {name: "CONFIG SET", arguments: "parameter value"},
		{name: "GET", arguments: "key", group: "string"}, {name: "GETDEL", arguments: "key"}, {name: "GETEX", arguments: "key"}, {name: "PING", arguments: "[message]"},
		{name: "SET", arguments: "key value [NX|XX] [EX seconds]", group: "string"},
	}
}

func TestCommandNamesAreCompleted(t *testing.T) {
	for _, tt := range []struct {
		line, completed string
		choices         string
	}{
		{"", "", "CONFIG GET GETDEL GETEX PING SET"},
		{"P", "PING ", ""},
		{"p", "ping ", ""},
		{"Pi", "PING ", ""},
		{"g", "get", "GET GETDEL GETEX"},
		{"GETD", "GETDEL ", ""},
		{"conf", "config ", ""},
		{"config ", "config ", "GET SET"},
		{"config g", "config get ", ""},
		{"  s", "  set ", ""},
		{"SET ", "SET ", ""},
		{"SET k", "SET k", ""},
		{"nosuch", "nosuch", ""},
		{"help ", "help ", "CONFIG GET GETDEL GETEX PING SET @SERVER @STRING"},
		{"HELP @s", "HELP @s", "@SERVER @STRING"},
		{"help @st", "help @string ", ""},
		{"help config g", "help config get ", ""},
		{"hel", "hel", ""},
	} {
		completed, choices := complete(someDocs(), tt.line)
		if completed != tt.completed || strings.Join(choices, " ") != tt.choices {
			t.Errorf("%q: got %q of %q, want %q of %s", tt.line, completed, choices, tt.completed, tt.choices)
		}
	}
	if completed, choices := complete(nil, "ge"); completed != "ge" || choices != nil {
		t.Errorf("without documentation: got %q of %q", completed, choices)
	}
}

func TestHintsAreTheArgumentsToCome(t *testing.T) {
	for line, want := range map[string]string{
		"":                    "",
		"SE":                  "",
		"SET":                 " key value [NX|XX] [EX seconds]",
		"set ":                "key value [NX|XX] [EX seconds]",
		"set k":               " value [NX|XX] [EX seconds]",
		"set k ":              "value [NX|XX] [EX seconds]",
		"set k v ":            "[NX|XX] [EX seconds]",
		"set k v EX 60 ":      "[NX|XX] [EX seconds]",
		`set "k `:             "",
		"config get ":         "parameter [parameter ...]",
		"config get a":        " [parameter ...]",
		"config set a b":      "",
		"config set a b c d ": "",
		"nosuch ":             "",
	} {
		if got := hint(someDocs(), line); got != want {
			t.Errorf("%q: got %q, want %q", line, got, want)
		}
	}
}

// The documentation is the same whether the server speaks RESP2 or RESP3.
func TestDocumentationIsRead(t *testing.T) {
	for _, kinds := range []struct{ list, mapping resp.Kind }{{resp.KindArray, resp.KindArray}, {resp.KindSet, resp.KindMap}} {
		object := func(all ...any) resp.Reply {
			r := aggregate(kinds.mapping)
			for _, v := range all {
				switch v := v.(type) {
				case string:
					r.Array = append(r.Array, bulk(v))
				case resp.Reply:
					r.Array = append(r.Array, v)
				}
			}
			return r
		}
		flags := func(s string) resp.Reply {
			return aggregate(kinds.list, resp.Reply{Kind: resp.KindSimpleString, Str: s})
		}
		reply := object(
			"set", object("summary", "Sets it", "since", "1.0.0", "group", "string", "arguments", array(
				object("name", "key", "type", "key"),
				object("name", "condition", "type", "oneof", "flags", flags("optional"), "arguments", array(
					object("name", "nx", "type", "pure-token", "token", "NX"), object("name", "xx", "type", "pure-token", "token", "XX"))),
				object("name", "seconds", "type", "integer", "token", "EX", "flags", flags("optional")),
				object("name", "any", "type", "string", "token", "", "flags", flags("optional")),
				object("name", "pair", "type", "block", "flags", flags("multiple"), "arguments", array(
					object("name", "field", "type", "string"), object("name", "value", "type", "string"))),
				object("name", "pattern", "type", "pattern", "token", "GET", "flags",
					aggregate(kinds.list, bulk("optional"), bulk("multiple"), bulk("multiple_token"))))),
			"config", object("summary", "Configures", "subcommands", object("config|get", object("summary", "Gets it"))),
		)
		want := []commandDoc{
			{name: "SET", summary: "Sets it", since: "1.0.0", group: "string", arguments: `key [NX|XX] [EX seconds] ["" any] field value [field value ...] [GET pattern [GET pattern ...]]`},
			{name: "CONFIG", summary: "Configures"},
			{name: "CONFIG GET", summary: "Gets it"},
		}
		if got := parseDocs(reply, ""); !slices.Equal(got, want) {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
	if got := parseDocs(array(bulk("odd")), ""); got != nil {
		t.Errorf("nonsense documents %q", got)
	}
}

// The text of arguments does not grow with the depth to which they repeat one another.
func TestSyntaxIsLimited(t *testing.T) {
	argument := array(bulk("name"), bulk("key"))
	for range 20 {
		argument = array(bulk("type"), bulk("block"), bulk("flags"), array(bulk("multiple")), bulk("arguments"), array(argument))
	}
	if got := joinSyntax([]resp.Reply{argument}, " "); len(got) > 2*longestSyntax {
		t.Errorf("got %d bytes", len(got))
	}
}
