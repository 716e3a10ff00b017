package server

import (
	"fmt"
	"strings"
	"testing"
)

// write writes an argument as text: brackets for what is optional, parentheses for
// groups, three dots for what may be repeated.
func (a argument) write() string {
	text := a.name + ":" + a.kind
	if a.parts != nil {
		var parts []string
		for _, part := range a.parts {
			parts = append(parts, part.write())
		}
		text = a.kind + "(" + strings.Join(parts, " ") + ")"
	}
	if a.token != "" {
		text = a.token + "=" + text
	}
	if a.key >= 0 {
		text += fmt.Sprint("#", a.key)
	}
	if a.multiple {
		text += "..."
	}
	if a.optional {
		text = "[" + text + "]"
	}
	return text
}

func TestSyntaxIsParsed(t *testing.T) {
	keys := twoKeys("RW", "OW")
	for syntax, want := range map[string]string{
		"":                                 "",
		"message":                          "message:string",
		"[message]":                        "[message:string]",
		"key newkey":                       "key:key#0 newkey:key#1",
		"key [key ...]":                    "key:key#0...",
		"key value [key value ...]":        "block(key:key#0 value:string)...",
		"[section [section ...]]":          "[section:string...]",
		"[NX | XX] [GET]":                  "[oneof(NX=nx:pure-token XX=xx:pure-token)] [GET=get:pure-token]",
		"[EX seconds | KEEPTTL]":           "[oneof(EX=seconds:integer KEEPTTL=keepttl:pure-token)]",
		"<ON | OFF>":                       "oneof(ON=on:pure-token OFF=off:pure-token)",
		"[TYPE <A | B x>]":                 "[TYPE=oneof(A=a:pure-token B=x:string)]",
		"[v [AUTH user pass] [SETNAME n]]": "[block(v:string [AUTH=block(user:string pass:string)] [SETNAME=n:string])]",
		"cursor [MATCH pattern]":           "cursor:integer [MATCH=pattern:pattern]",
		"[ID client-id [client-id ...]]":   "[ID=client-id:integer...]",
		"<a | [B b] [C c]>":                "oneof(a:string block([B=b:string] [C=c:string]))",
	} {
		var got []string
		for _, a := range (&command{syntax: syntax, keys: keys}).arguments() {
			got = append(got, a.write())
		}
		if got := strings.Join(got, " "); got != want {
			t.Errorf("%s: got %s, want %s", syntax, got, want)
		}
	}
}
